"""The kept figures equal what one would count, for every region at once."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Consent, ConsentText
from apps.activities.models import Signup
from apps.core import days
from apps.hours.actions import confirm_hours, void_hours
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.quotas import standing as goals
from apps.regions.models import Population, Region
from apps.registration.models import Volunteer
from apps.reports.figures import rebuild_figures
from apps.reports.keeping import touch_differing
from apps.reports.models import RegionFigures
from apps.reports.tasks import rebuild_figures as by_beat
from apps.stars.models import StarStanding
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    PositionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG, TONGLIAO = "150430", "1504", "1505"
UP = [AOHAN, CHIFENG, "15"]
TODAY = datetime.date(2026, 11, 23)


def figures_of(code, today=None):
    rebuild_figures(today)
    return RegionFigures.objects.get(pk=code).figures


def at(code):
    return Region.objects.get(pk=code)


def test_every_region_down_to_the_banner_has_figures():
    rebuild_figures()

    assert RegionFigures.objects.count() == 1 + 12 + 103
    assert set(RegionFigures.objects.values_list("region", flat=True)) == set(
        Region.objects.filter(level__lte=6).values_list("code", flat=True)
    )


def test_registered_and_passed_equal_a_count():
    VolunteerFactory.create_batch(2)
    VolunteerFactory(region=at("150429"))
    VolunteerFactory(region=at("150502"))
    VolunteerFactory(identity_state="pending", number=None, passed_at=None)
    VolunteerFactory(identity_state="refused", number=None, passed_at=None)
    rebuild_figures()

    for row in RegionFigures.objects.all():
        here = Volunteer.objects.filter(region__code__startswith=row.region_id)
        assert (row.figures["people"]["registered"], row.figures["people"]["passed"]) == (
            here.exclude(identity_state="refused").count(),
            here.passed().count(),
        )


def test_activated_are_those_who_came_themselves():
    """Signed in, or agreed to the terms themselves; for a child the guardian's consent counts."""
    signed_in, agreed, child, by_others, pending = VolunteerFactory.create_batch(5)
    signed_in.user.last_login = timezone.now()
    signed_in.user.save()
    Volunteer.objects.filter(pk=pending.pk).update(identity_state="pending")
    teacher = StaffFactory().user
    for person, purpose, given_by in [
        (agreed, "terms", agreed.user),
        (child, "minor", signed_in.user),
        (by_others, "terms", teacher),
        (pending, "terms", pending.user),
    ]:
        version = ConsentText.objects.versions()[purpose]
        Consent.objects.create(user=person.user, purpose=purpose, version=version, given_by=given_by)

    assert figures_of(AOHAN)["people"]["activated"] == 3
    Consent.objects.filter(user=agreed.user).update(withdrawn_at=timezone.now())
    assert figures_of(AOHAN)["people"]["activated"] == 2


def test_a_consent_to_an_older_wording_activates_nobody_from_the_night_on():
    child, guardian = VolunteerFactory.create_batch(2)
    today, wording = days.today(), ConsentText.objects.in_force().get(purpose="minor")
    Consent.objects.create(user=child.user, purpose="minor", version=wording.version, given_by=guardian.user)
    wording.pk, wording.version, wording.valid_from = None, "next", today + datetime.timedelta(1)
    wording.save()

    assert figures_of(AOHAN)["people"]["activated"] == 1
    ConsentText.objects.filter(version="next").update(valid_from=today)
    touch_differing(today)
    assert figures_of(AOHAN)["people"]["activated"] == 0


@pytest.mark.parametrize(
    ("political", "counted"), [("01", "party"), ("02", "party"), ("03", "league"), ("13", None), ("", None)]
)
def test_party_and_league_members(political, counted):
    VolunteerFactory(political=political)

    people = figures_of(AOHAN)["people"]
    assert {name: people[name] for name in ("party", "league")} == {
        "party": int(counted == "party"),
        "league": int(counted == "league"),
    }


def serve(volunteer, day, minutes):
    start = days.start_of(day)
    signup = Signup.objects.filter(volunteer=volunteer).first() or SignupFactory(volunteer=volunteer)
    record = HourRecordFactory(
        signup=signup,
        during=DateTimeTZRange(start, start + datetime.timedelta(minutes=minutes), "[)"),
        served_on=day,
        minutes=minutes,
    )
    confirm_hours(HourRecord.objects.filter(pk=record.pk), by=OfficerFactory(region="15").user)
    return record


@pytest.mark.usefixtures("open_books")
def test_hours_by_month_and_year():
    volunteer = VolunteerFactory()
    for day, minutes in [
        ("2024-12-31", 10),  # before last year: not shown
        ("2025-03-05", 60),
        ("2025-11-23", 30),  # the same months of last year end before
        ("2025-11-24", 15),
        ("2026-03-05", 120),
        ("2026-11-23", 45),
    ]:
        serve(volunteer, datetime.date.fromisoformat(day), minutes)

    for code in UP:
        figures = figures_of(code, TODAY)
        assert figures["minutes"] == {
            "this_year": 165,
            "whole_months": 120,
            "same_months_last_year": 60,
            "last_12_months": 165,
        }
        assert {month: minutes for month, minutes in figures["months"].items() if minutes} == {
            "2025-03": 60,
            "2025-11": 45,
            "2026-03": 120,
            "2026-11": 45,
        }
    assert figures_of(TONGLIAO, TODAY)["minutes"]["this_year"] == 0


@pytest.mark.usefixtures("open_books")
@pytest.mark.parametrize(("day", "active"), [("2025-11-23", 0), ("2025-11-24", 1), ("2026-11-23", 1)])
def test_active_means_confirmed_hours_within_twelve_months(day, active):
    serve(VolunteerFactory(), datetime.date.fromisoformat(day), 60)

    people = figures_of(AOHAN, TODAY)["people"]
    assert (people["active"], people["with_hours"]) == (active, 1)


def test_pending_and_voided_hours_do_not_count():
    record = serve(VolunteerFactory(), datetime.date(2026, 3, 5), 60)
    rebuild_figures(TODAY)
    HourRecordFactory(signup=record.signup)
    void_hours(record, by=OfficerFactory(region="15").user, reason="重复")

    figures = figures_of(AOHAN, TODAY)
    assert (figures["minutes"]["this_year"], figures["people"]["active"]) == (0, 0)


def test_stars_reached_and_recognized_by_the_highest():
    for reached, recognized in [(1, 0), (2, 1), (2, 2), (5, 5), (0, 1)]:
        StarStanding.objects.create(
            volunteer=VolunteerFactory(), minutes=0, reached=reached, recognized=recognized
        )

    stars = figures_of(AOHAN)["stars"]
    assert [stars[f"reached_{n}"] for n in range(1, 6)] == [1, 2, 0, 0, 1]
    assert [stars[f"recognized_{n}"] for n in range(1, 6)] == [2, 1, 0, 0, 1]


def test_goals_by_identity():
    for minutes in (1199, 1200):
        person = VolunteerFactory(registered_at="2020-01-01T00:00Z")
        AffiliationFactory(volunteer=person)
        serve(person, datetime.date(2026, 3, 5), minutes)
        goals.follow([person.pk], today=TODAY)
    idle = VolunteerFactory(registered_at="2020-01-01T00:00Z")
    AffiliationFactory(volunteer=idle, identity="university", stage="bachelor")
    goals.follow([idle.pk], today=TODAY)

    assert figures_of(AOHAN, TODAY)["goals"] == {
        "employee_people": 0,
        "employee_met": 0,
        "university_people": 1,
        "university_met": 0,
        "pupil_people": 2,
        "pupil_met": 1,
    }


def test_organizations_by_group_where_they_are():
    OrganizationFactory(kind_id="team")
    OrganizationFactory(kind_id="team", region=at(TONGLIAO))
    OrganizationFactory(kind_id="primary_school")
    OrganizationFactory(kind_id="team", state="suspended", reason="待查")

    assert [figures_of(code)["organizations"]["team"] for code in ("15", CHIFENG, AOHAN)] == [2, 1, 1]
    assert figures_of(AOHAN)["organizations"]["school"] == 1


def test_coverage_counts_banners_with_a_youth_association():
    OrganizationFactory.create_batch(2, kind_id="youth_assoc", credit_code="")
    OrganizationFactory(kind_id="federation")
    OrganizationFactory(kind_id="youth_assoc", region=at(CHIFENG))  # of the league: covers no banner
    OrganizationFactory(kind_id="youth_assoc", region=at("150429"), state="suspended", reason="待查")

    assert [figures_of(code)["banners"] for code in ("15", CHIFENG, AOHAN, "150429")] == [
        {"all": 103, "with_association": 1, "with_mechanism": 0},
        {"all": 12, "with_association": 1, "with_mechanism": 0},
        {"all": 1, "with_association": 1, "with_mechanism": 0},
        {"all": 1, "with_association": 0, "with_mechanism": 0},
    ]


def test_activities_of_this_year_where_they_are():
    activity = ActivityFactory()
    for n in range(2):
        ShiftFactory(position=PositionFactory(activity=activity), capacity=10, taken=3 + n)
    ActivityFactory(state="draft", decided_by=None, decided_at=None)

    this_year = activity.starts_at.astimezone(days.SHANGHAI).date()
    assert figures_of(AOHAN, this_year)["activities"] == {"published": 1, "places": 20, "taken": 7}
    assert (
        figures_of(AOHAN, this_year.replace(year=this_year.year + 1, day=1))["activities"]["published"] == 0
    )


def test_the_share_stands_on_the_latest_population():
    region = at(CHIFENG)
    Population.objects.create(
        region=region, year=2025, caliber="resident", value=3_950_000, source="统计公报"
    )
    VolunteerFactory()
    rebuild_figures()

    row = RegionFigures.objects.get(pk=CHIFENG)
    assert row.figures["population"] == {
        "value": 3_950_000,
        "year": 2025,
        "caliber": "常住人口",
        "source": "统计公报",
    }
    assert RegionFigures.objects.get(pk=AOHAN).share is None
    row.figures["people"]["passed"] = 592_500
    assert Decimal(str(row.share)) == Decimal("15.0")


def test_only_changed_regions_are_written_and_the_top_one_always():
    rebuild_figures()
    VolunteerFactory()

    assert rebuild_figures() == len(UP)
    assert rebuild_figures() == 1
    assert list(RegionFigures.objects.order_by("-computed_at").values_list("region", flat=True)[:1]) == ["15"]


def test_the_rebuild_costs_the_same_whatever_the_number():
    def cost():
        with CaptureQueriesContext(connection) as seen:
            rebuild_figures()
        return len(seen)

    VolunteerFactory()
    rebuild_figures()
    VolunteerFactory()
    one = cost()
    VolunteerFactory.create_batch(30)

    assert cost() == one


@pytest.mark.django_db(transaction=True)
def test_two_rebuilds_at_once_count_only_once():
    results = []

    def too():
        try:
            results.append(rebuild_figures())
        finally:
            connection.close()

    with transaction.atomic():
        rebuild_figures()
        other = threading.Thread(target=too)
        other.start()
        other.join()

    assert results == [None]


def test_beat_and_command_rebuild(capsys):
    by_beat()
    call_command("rebuild_figures")

    assert RegionFigures.objects.count() == 116
    assert capsys.readouterr().out == "1 regions written\n"
    assert Organization.objects.count() == 0
