"""Every figure of every region equals a plain count on the rows, after people lived, moved, served and lost hours."""

import datetime
import random

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.core import days, invariants
from apps.core.models import PolicyRow
from apps.hours.actions import confirm_hours, void_hours
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.quotas import standing
from apps.quotas.models import YearStanding
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.reports.figures import rebuild_figures
from apps.reports.keeping import recount_hours, touch_differing
from apps.reports.models import EnteredFigure, HourCell, HourMove, PersonFacts, RegionFigures, Touched
from apps.stars.models import StarStanding
from tests.factories import (
    AffiliationFactory,
    CoverFactory,
    EnteredFigureFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    ReferralFactory,
    SignupFactory,
    StarStandingFactory,
    StationFactory,
    StepFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.reports.counting import figures_of, without_nothing

pytestmark = pytest.mark.django_db

STAGES = {
    "pupil": {},
    "university": {"stage": "bachelor"},
    "employee": {"stage": "", "grade": None, "class_name": ""},
}
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
    everything_else_that_is_counted(people)
    rebuild_figures()
    return people


def everything_else_that_is_counted(people):
    """Each star, each goal met and not, units and banners with and without an organisation of their own."""
    for level in range(1, 6):
        person = VolunteerFactory(region_id=NEXT)
        StarStandingFactory(volunteer=person, minutes=0, reached=level, recognized=level, asked=0)
    agency = OrganizationFactory(kind_id="agency", region_id=AOHAN)
    OrganizationFactory(parent=agency, region_id=NEXT)
    OrganizationFactory(
        guiding_organization=OrganizationFactory(kind_id="private_firm", region_id=FAR)
    )  # not confirmed
    OrganizationFactory(kind_id="youth_assoc", region_id=AOHAN)
    OrganizationFactory(kind_id="youth_assoc", region_id="1505")  # of the league: covers no banner
    OrganizationFactory(region_id=FAR, state="suspended", reason="待查")
    for code, value in ((AOHAN, 1), (NEXT, 0), (FAR, 1)):
        EnteredFigureFactory(region_id=code, kind="mechanism", value=value)
    EnteredFigureFactory()
    StationFactory(organization=agency)
    StationFactory(organization=agency, is_open=False)
    ReferralFactory(record=HourRecordFactory(), why="overdue")
    for identity, kind in (("pupil", "primary_school"), ("university", "university"), ("employee", "agency")):
        met, other = VolunteerFactory(region_id=NEXT), VolunteerFactory(region_id=FAR)
        for person in (met, other):
            place = OrganizationFactory(kind_id=kind, region_id=AOHAN)
            AffiliationFactory(volunteer=person, organization=place, identity=identity, **STAGES[identity])
        standing.follow([met.pk, other.pk])
        YearStanding.objects.filter(volunteer=met, year=days.this_year()).update(minutes=90_000)
    long_ago = days.start_of(days.today()) - datetime.timedelta(days=30)
    Organization.objects.update(applied_at=long_ago, decided_at=long_ago)
    EnteredFigure.objects.update(entered_at=long_ago)


def differing(kept, counted):
    """Every part that is another, by name: all of it at once is too long to read."""
    return [
        (code, part, kept[code].get(part), figures.get(part))
        for code, figures in counted.items()
        for part in kept[code].keys() | figures.keys()
        if kept[code].get(part) != figures.get(part)
    ]


@pytest.mark.usefixtures("world")
def test_every_figure_of_a_region_equals_a_count():
    """Of those where something is, of all above them, and of some at random."""
    kept = {row.region_id: without_nothing(row.figures) for row in RegionFigures.objects.all()}
    places = {TOWNSHIP, AOHAN, NEXT, FAR, "1504", "1505", "15", *random.sample(sorted(kept), 5)}

    assert differing(kept, {code: figures_of(code) for code in places}) == []
    assert {len(code) for code in kept} == {2, 4, 6, 9}
    assert (Touched.objects.count(), HourMove.objects.count()) == (0, 0)


@pytest.mark.usefixtures("world")
def test_no_figure_equals_its_count_only_because_both_are_none():
    figures = RegionFigures.objects.get(pk="15").figures
    counts = ["people", "stars", "goals", "goals_at", "banners", "activities", "waiting"]
    lists = ["organizations", "states", "trust", "kinds", "units", "stations", "months", "sources", "fields"]

    assert [f"{part}.{name}" for part in counts for name, value in figures[part].items() if not value] == []
    assert [part for part in lists if not any(figures[part].values())] == []


@pytest.mark.usefixtures("world")
def test_nothing_is_off_by_night():
    assert (touch_differing(days.today()), recount_hours()) == (0, 0)


@pytest.mark.usefixtures("world")
def test_hours_by_month_source_and_field_by_api(client):
    client.force_login(OfficerFactory(region=AOHAN).user)
    rows = client.get(f"/api/v1/regions/{AOHAN}/hours/").json()
    this_year = [row for row in rows if row["month"].startswith(str(days.this_year()))]

    assert sum(row["minutes"] for row in this_year) == figures_of(AOHAN)["minutes"]["this_year"]
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
                f"UPDATE reports_regionfigures SET figures = jsonb_set(figures, '{{{figure}}}', '70') WHERE region_id = '{code}'",  # noqa: S608 -- our own text
                f"reports_{named}",
            )
            for code, figure, named in [
                ("15", "people,passed", "figures_of_each_region_are_the_sum_of_its_people"),
                (AOHAN, "stars,recognized_2", "figures_of_each_region_are_the_sum_of_its_people"),
                (TOWNSHIP, "goals,pupil_met", "figures_of_each_region_are_the_sum_of_its_people"),
                ("1504", "months,this", "hours_of_each_region_are_the_sum_of_its_cells"),
                (AOHAN, "sources,backfill", "hours_of_each_region_are_the_sum_of_its_cells"),
                (TOWNSHIP, "fields,07", "hours_of_each_region_are_the_sum_of_its_cells"),
                ("15", "states,suspended", "figures_of_organizations_are_what_the_rows_say"),
                ("15", "units,agency_with", "figures_of_organizations_are_what_the_rows_say"),
                ("15", "kinds,agency", "figures_of_organizations_are_what_the_rows_say"),
                ("15", "trust,new", "figures_of_organizations_are_what_the_rows_say"),
                ("15", "organizations,unit", "figures_of_organizations_are_what_the_rows_say"),
                ("15", "banners,with_association", "figures_of_organizations_are_what_the_rows_say"),
                ("15", "banners,with_mechanism", "banners_with_a_mechanism_are_those_that_said_so"),
                (FAR, "stations,practice", "figures_of_each_region_hold_those_below"),
                (AOHAN, "waiting,overdue", "figures_of_each_region_hold_those_below"),
                (AOHAN, "activities,taken", "figures_of_each_region_hold_those_below"),
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


def suspended():
    team = Organization.objects.approved().filter(kind="team").first()
    Organization.objects.filter(pk=team.pk).update(state="suspended", reason="待查")
    return team


@pytest.mark.parametrize(
    "change",
    [
        lambda: OrganizationFactory(kind_id="youth_assoc", region_id=NEXT),
        lambda: StepFactory(organization=suspended()),
        lambda: EnteredFigureFactory(region_id="150404", kind="mechanism", value=1),
    ],
)
@pytest.mark.usefixtures("world")
def test_what_was_written_since_the_last_rebuild_is_not_off_yet(change):
    change()

    assert broken() == set()


@pytest.mark.usefixtures("world")
def test_an_organisation_that_is_another_now_without_a_step_is_off():
    suspended()

    assert broken() == {"reports_figures_of_organizations_are_what_the_rows_say"}


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
