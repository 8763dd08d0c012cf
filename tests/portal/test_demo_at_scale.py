"""The demo at scale, as small as it gets and killed on the way: built once for all of these."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.activities.models import Activity, Position
from apps.core import invariants
from apps.hours.models import HourRecord
from apps.insurance.models import Cover
from apps.matching.models import SearchRow
from apps.portal.bench import confirming, exports, lists, table
from apps.portal.demo.scale import following, kept, load, plan
from apps.quotas.models import YearStanding
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.reports.models import RegionFigures
from apps.stars.models import StarStanding
from tests.factories import PolicyFactory

pytestmark = pytest.mark.django_db

CATALOG = """
    SELECT concat_ws(' ', conrelid::regclass, conname, convalidated, condeferrable, condeferred, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', pg_get_indexdef(indexrelid), indisunique, indisprimary, indisexclusion, indimmediate, indisvalid)
    FROM pg_index JOIN pg_class AS class ON class.oid = indrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', tgrelid::regclass, tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT concat_ws(' ', relname, reloptions, relpersistence) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    ORDER BY 1
"""


class Killed(Exception):
    pass


def killed(_plan):
    raise Killed


def at_scale():
    """Killed after the service and once more among the indexes; the third start gets to the end."""
    long_ago = timezone.now() - datetime.timedelta(days=9)
    PolicyFactory(region=Region.objects.get(pk="15"), started_at=long_ago)
    before = kept.run(CATALOG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "goals", killed)
        with pytest.raises(Killed):
            load.load(plan.LEAST, watched=False, piece=2000, workers=1)
    half = kept.run("SELECT count(*) FROM demo_scale.taken_down")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apps.portal.demo.scale.catalog.settle", killed)
        with pytest.raises(Killed):
            load.load(plan.LEAST, watched=False, piece=2000, workers=2)
    left = kept.run("SELECT count(*) FROM demo_scale.taken_down")
    load.load(plan.LEAST, watched=False)
    return before, half[0][0], left[0][0]


at_scale.commits = True


@pytest.fixture(scope="module")
def region(worlds, django_db_blocker):
    with django_db_blocker.unblock(), worlds.entered(at_scale) as made:
        yield made


def test_every_constraint_index_and_trigger_is_as_it_was(region):
    before, half, left = region
    assert kept.run(CATALOG) == before
    assert (half > 100, left) == (True, 0)
    assert not kept.is_begun()


def test_no_rule_is_broken(region):
    assert {name: invariants.bad_rows(name) for name in invariants.names() if invariants.bad_rows(name)} == {}


def test_there_is_as_much_as_was_asked_for(region):
    people = Volunteer.objects.count()
    assert plan.LEAST <= people < plan.LEAST * 1.3  # every banner has some
    assert len(set(Volunteer.objects.values_list("region", flat=True))) == Region.objects.banners().count()
    assert 9 < HourRecord.objects.count() / people < 14
    assert 0.4 < Activity.objects.count() / people < 0.6
    lately = {("code", "pending")}  # of so few people nobody may have served in the last three days
    assert {*HourRecord.objects.values_list("source", "state")} - lately == {
        ("code", "confirmed"),
        *(("backfill", state) for state in ("pending", "confirmed", "rejected", "voided")),
    }


def test_what_follows_from_it_is_there(region):
    served = HourRecord.objects.filter(state__in=["confirmed", "voided"])
    people = served.values("volunteer").distinct().count()
    assert YearStanding.objects.filter(minutes__gt=0).values("volunteer").distinct().count() > people * 0.9
    assert StarStanding.objects.filter(reached__gt=0).count() > people * 0.05
    passed = Volunteer.objects.passed().count()
    assert SearchRow.objects.count() > passed * 0.6
    assert Cover.objects.filter(state="accepted").count() > passed * 0.9
    assert RegionFigures.objects.get(pk="15").figures["people"]["passed"] == passed


def test_a_second_time_changes_nothing(region):
    assert load.is_loaded()


def test_what_grows_is_measured_and_told_in_a_table(region, tmp_path, monkeypatch):
    for subject in (lists, confirming, exports):
        monkeypatch.setattr(subject, "RUNS", 2)
    monkeypatch.setattr(lists, "DEEP", 2)
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    document = Path("docs/performance.md")
    document.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    kept, said = tmp_path / "kept.json", io.StringIO()
    call_command("bench", only=["lists", "confirming", "exports"], keep=kept, stdout=said)
    call_command("bench", table=[kept, kept], write=True, stdout=said)

    size, figures = table.read(kept)
    counted = {one.what: one.value for one in figures}
    assert size == {"volunteers": Volunteer.objects.count(), "records": HourRecord.objects.count()}
    assert counted["activities of a village: pages of the database"] < 200
    told = document.read_text()
    assert (told[:7], told[-6:], "\nold\n" in told) == ("before\n", "after\n", False)
    assert told.count("\n| ") == len(figures) + 2
    assert not Position.objects.filter(name="Measured").exists()
