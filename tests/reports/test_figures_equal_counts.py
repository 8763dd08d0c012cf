"""Every figure of every region equals a plain count on the rows, after people lived, moved, served and lost hours."""

import datetime
from collections import Counter

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q, Sum

from apps.activities.models import Activity, Shift
from apps.core import days, invariants
from apps.core.models import PolicyRow
from apps.hours.actions import confirm_hours, void_hours
from apps.hours.models import HourRecord
from apps.insurance.models import Cover
from apps.organizations.models import Organization
from apps.quotas.models import YearStanding
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.reports.figures import rebuild_figures
from apps.reports.keeping import recount_hours, touch_differing
from apps.reports.models import HourCell, HourMove, PersonFacts, RegionFigures, Touched
from apps.stars.models import StarStanding
from tests.factories import (
    AffiliationFactory,
    CoverFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

TOWNSHIP, AOHAN, NEXT, FAR = "150430100", "150430", "150429", "150502"
NAMES = [name for name in invariants.names() if name.startswith("reports_")]


def serve(volunteer, ago, minutes):
    """A confirmed record of so many days ago."""
    day = days.today() - datetime.timedelta(days=ago)
    start = days.start_of(day)
    record = HourRecordFactory(
        signup=SignupFactory(volunteer=volunteer),
        during=DateTimeTZRange(start, start + datetime.timedelta(minutes=minutes), "[)"),
        served_on=day,
        minutes=minutes,
        volunteer_region=volunteer.region,
    )
    confirm_hours(HourRecord.objects.filter(pk=record.pk), by=OfficerFactory(region="15").user)
    return HourRecord.objects.get(pk=record.pk)


@pytest.fixture
def world(open_books):
    """People of a township, its banner, the next one and another league; one has moved since, one lost hours."""
    PolicyRow.objects.filter(topic="star_minutes", item="1").update(value=1000)
    people = [VolunteerFactory(region_id=code) for code in (TOWNSHIP, TOWNSHIP, AOHAN, NEXT, FAR)]
    VolunteerFactory(region_id=TOWNSHIP, identity_state="pending", number=None, passed_at=None)
    VolunteerFactory(region_id=FAR, identity_state="refused", number=None, passed_at=None)
    Volunteer.objects.filter(pk__in=[people[0].pk, people[3].pk]).update(political="01")
    Volunteer.objects.filter(pk=people[1].pk).update(political="03")
    for person, ago, minutes in zip(people, (3, 40, 390, 3, 3), (1200, 90, 60, 120, 30), strict=True):
        serve(person, ago, minutes)
    rebuild_figures()
    void_hours(serve(people[4], 60, 45), by=OfficerFactory(region="15").user, reason="重复")
    AffiliationFactory(volunteer=people[0])
    AffiliationFactory(volunteer=people[4], identity="university", stage="bachelor")
    StarStanding.objects.filter(volunteer=people[0]).update(recognized=1, asked=1000)
    CoverFactory(volunteer=people[1])
    OrganizationFactory(region_id=TOWNSHIP)
    OrganizationFactory(kind_id="agency", region_id=AOHAN)
    Volunteer.objects.filter(pk=people[2].pk).update(region=FAR)
    people[3].user.last_login = people[3].registered_at
    people[3].user.save()
    HourRecordFactory(signup=SignupFactory(volunteer=people[3]))
    rebuild_figures()
    return people


def counted(code):
    """The same by plain queries on the rows."""
    here = Volunteer.objects.filter(region__code__startswith=code)
    passed, today = here.passed(), days.today()
    hours = HourRecord.objects.confirmed().filter(volunteer_region__code__startswith=code)
    this_year = hours.filter(served_on__year=today.year)
    insured = Cover.objects.filter(state__in=["accepted", "ended"], during__contains=today)
    waiting = HourRecord.objects.filter(state="pending", organization_region__code__startswith=code)
    all_here = Organization.objects.filter(region__code__startswith=code)
    lately = HourRecord.objects.confirmed().filter(served_on__gt=today.replace(year=today.year - 1))
    goals = YearStanding.objects.in_year(today.year).filter(goal__gt=0, volunteer__in=passed)
    organizations = Organization.objects.approved().filter(region__code__startswith=code)
    notices = Activity.objects.filter(
        Q(state="published") | Q(state="closed"),
        region__code__startswith=code,
        starts_at__gte=days.start_of(today.replace(month=1, day=1)),
        starts_at__lt=days.start_of(today.replace(year=today.year + 1, month=1, day=1)),
    )
    return {
        "registered": here.exclude(identity_state="refused").count(),
        "passed": passed.count(),
        "activated": passed.exclude(user__last_login=None).count(),
        "active": passed.filter(pk__in=lately.values("volunteer")).count(),
        "with_hours": passed.filter(pk__in=HourRecord.objects.confirmed().values("volunteer")).count(),
        "insured": passed.filter(pk__in=insured.values("volunteer")).count(),
        "party": passed.filter(political__in=["01", "02"]).count(),
        "league": passed.filter(political="03").count(),
        "one_star": StarStanding.objects.filter(volunteer__in=passed, reached=1).count(),
        "recognized": StarStanding.objects.filter(volunteer__in=passed, recognized=1).count(),
        "students": goals.filter(identity="university").count(),
        "pupils": goals.filter(identity="pupil").count(),
        "pupils_met": goals.filter(identity="pupil", minutes__gte=F("goal")).count(),
        "minutes": this_year.aggregate(all=Sum("counted", default=0))["all"],
        "teams": organizations.filter(kind="team").count(),
        "agencies": organizations.filter(kind="agency").count(),
        "published": notices.count(),
        "places": held_of(notices, "capacity"),
        "taken": held_of(notices, "taken"),
        "pending": waiting.count(),
        "states": dict(Counter(all_here.values_list("state", flat=True))),
        "trust": dict(Counter(organizations.values_list("trust", flat=True))),
        "sources": summed(this_year, "source"),
        "months": summed(hours, "served_on", key=lambda day: f"{day:%Y-%m}"),
        "banners": Region.objects.banners().filter(code__startswith=code).count(),
    }


def held_of(notices, column):
    shifts = Shift.objects.filter(position__activity__in=notices, called_off_at=None)
    return shifts.aggregate(all=Sum(column, default=0))["all"]


def summed(records, column, key=str):
    """{key: minutes} of what was counted."""
    found = Counter()
    for value, minutes in records.values_list(column, "counted"):
        found[key(value)] += minutes
    return dict(found)


def shown(figures):
    return {
        **{
            name: figures["people"][name]
            for name in (
                *["registered", "passed", "activated", "active", "with_hours", "insured", "party", "league"],
            )
        },
        "one_star": figures["stars"]["reached_1"],
        "recognized": figures["stars"]["recognized_1"],
        "students": figures["goals"]["university_people"],
        "pupils": figures["goals"]["pupil_people"],
        "pupils_met": figures["goals"]["pupil_met"],
        "minutes": figures["minutes"]["this_year"],
        "teams": figures["organizations"]["team"],
        "agencies": figures["units"].get("agency_all", 0),
        **figures["activities"],
        "pending": figures["waiting"]["pending"],
        **{part: without_nothing(figures[part]) for part in ("states", "trust", "sources", "months")},
        "banners": figures["banners"]["all"],
    }


def without_nothing(part):
    return {name: value for name, value in part.items() if value}


@pytest.mark.usefixtures("world")
def test_every_figure_of_every_region_equals_a_count():
    rows = {row.region_id: shown(row.figures) for row in RegionFigures.objects.all()}

    assert rows == {code: counted(code) for code in rows}
    assert {len(code) for code in rows} == {2, 4, 6, 9}
    assert (rows[TOWNSHIP]["passed"], rows[TOWNSHIP]["minutes"] > 0, rows["15"]["with_hours"]) == (2, True, 5)
    assert (Touched.objects.count(), HourMove.objects.count()) == (0, 0)


@pytest.mark.usefixtures("world")
def test_nothing_is_off_by_night():
    assert (touch_differing(days.today()), recount_hours()) == (0, 0)


@pytest.mark.usefixtures("world")
def test_hours_by_month_source_and_field_by_api(client):
    client.force_login(OfficerFactory(region=AOHAN).user)
    rows = client.get(f"/api/v1/regions/{AOHAN}/hours/").json()
    this_year = [row for row in rows if row["month"].startswith(str(days.this_year()))]

    assert sum(row["minutes"] for row in this_year) == counted(AOHAN)["minutes"]
    assert {row["source"] for row in rows} == {"code"}


def test_only_who_was_touched_is_derived_anew(world):
    world[0].refresh_from_db()
    world[0].save()
    assert Touched.objects.count() == 0  # nothing a figure depends on is another now
    Volunteer.objects.filter(pk=world[0].pk).update(political="03")

    assert list(Touched.objects.values_list("volunteer_id", flat=True)) == [world[0].pk]
    rebuild_figures()
    assert PersonFacts.objects.get(pk=world[0].pk).member == "league"


def test_an_activity_of_another_field_takes_its_hours_along(world):
    activity = HourRecord.objects.filter(volunteer=world[0]).get().signup.shift.position.activity
    activity.service_fields = ["12", "07"]
    activity.save()
    rebuild_figures()

    assert RegionFigures.objects.get(pk=TOWNSHIP).figures["fields"]["12"] == 1200
    assert recount_hours() == 0


@pytest.mark.usefixtures("world")
def test_what_was_loaded_past_the_triggers_is_found_by_night():
    before = {row.pk: row.figures for row in RegionFigures.objects.all()}
    PersonFacts.objects.filter(place=TOWNSHIP).update(is_passed=False, is_activated=False)
    HourCell.objects.filter(place=TOWNSHIP).update(minutes=1)
    rebuild_figures()
    assert RegionFigures.objects.get(pk="15").figures != before["15"]

    assert (touch_differing(days.today()), recount_hours()) == (
        2,
        HourCell.objects.filter(place=TOWNSHIP).count(),
    )
    rebuild_figures()
    assert {row.pk: row.figures for row in RegionFigures.objects.all()} == before


def broken():
    return {name for name in NAMES if invariants.bad_rows(name)}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (
            "UPDATE reports_personfacts SET last_on = '2020-01-01'",
            "reports_facts_of_people_are_what_the_rows_say",
        ),
        ("UPDATE reports_hourcell SET records = 9", "reports_cells_of_hours_are_the_confirmed_records"),
        *[
            (
                f"UPDATE reports_regionfigures SET figures = jsonb_set(figures, '{{{figure}}}', '7') WHERE region_id = '{code}'",  # noqa: S608 -- our own text
                f"reports_{named}",
            )
            for code, figure, named in [
                ("15", "people,passed", "figures_of_each_region_are_the_sum_of_its_people"),
                (AOHAN, "stars,recognized_2", "figures_of_each_region_are_the_sum_of_its_people"),
                (TOWNSHIP, "goals,pupil_met", "figures_of_each_region_are_the_sum_of_its_people"),
                ("1504", "months,this", "hours_of_each_region_are_the_sum_of_its_cells"),
                (AOHAN, "sources,backfill", "hours_of_each_region_are_the_sum_of_its_cells"),
                (TOWNSHIP, "fields,07", "hours_of_each_region_are_the_sum_of_its_cells"),
            ]
        ],
    ],
)
@pytest.mark.usefixtures("world")
def test_a_kept_figure_that_is_off_is_named(change, name):
    assert broken() == set()
    with connection.cursor() as cursor:
        cursor.execute(change.replace("this", f"{days.today():%Y-%m}"))
    assert broken() == {name}


def test_somebody_who_is_to_be_derived_anew_is_not_off_yet(world):
    Volunteer.objects.filter(pk=world[0].pk).update(region=FAR)
    UserFactory()

    assert broken() == set()


def test_a_first_rebuild_counts_what_was_there_before(world):
    for model in (PersonFacts, HourCell, Touched, HourMove):
        model.objects.all().delete()
    before = {row.pk: row.figures for row in RegionFigures.objects.all()}
    rebuild_figures()

    assert {row.pk: row.figures for row in RegionFigures.objects.all()} == before
    assert Region.objects.filter(pk=TOWNSHIP).exists()
