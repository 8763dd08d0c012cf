"""The goal of a year follows the school or unit somebody had in it; it counts and reminds."""

import datetime

import pytest
from django.db import IntegrityError

from apps.core import days
from apps.core.invariants import bad_rows, names
from apps.core.models import PolicyRow
from apps.hours.models import YearTotal
from apps.hours.signals import hours_changed
from apps.quotas import standing
from apps.quotas.models import YearStanding
from apps.quotas.recompute import recompute_goals
from apps.registration.models import Affiliation
from apps.registration.signals import affiliations_changed
from tests.factories import AffiliationFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 15)
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def volunteer():
    return VolunteerFactory(registered_at=LONG_AGO)


def date(text):
    return text and datetime.date.fromisoformat(text)


def at(volunteer, identity, since, until=None):
    fields = {"identity": identity, "since": date(since), "until": date(until)}
    if identity == "employee":
        fields |= {"organization__kind_id": "agency", "stage": "", "grade": None, "class_name": ""}
    return AffiliationFactory(volunteer=volunteer, **fields)


def serve(volunteer, minutes, year):
    YearTotal.objects.update_or_create(volunteer=volunteer, year=year, defaults={"minutes": minutes})
    hours_changed.send(sender=YearTotal, volunteer_ids=[volunteer.pk], years=[year])


def year_of(volunteer, year):
    kept = YearStanding.objects.of(volunteer, year)
    return kept and (kept.identity, kept.goal, kept.minutes)


@pytest.mark.parametrize(("identity", "goal"), [("employee", 1200), ("university", 2400), ("pupil", 1200)])
def test_goals_are_those_of_the_notice(volunteer, identity, goal):
    at(volunteer, identity, "2026-01-10")
    standing.follow([volunteer.pk], today=TODAY)

    assert year_of(volunteer, 2026) == (identity, goal, 0)


def test_whoever_has_neither_school_nor_unit_has_no_goal(volunteer):
    serve(volunteer, 90, days.this_year())

    assert year_of(volunteer, days.this_year()) == ("other", 0, 90)


@pytest.mark.parametrize(
    ("held", "year", "identity"),
    [
        # on the last day of a year that is over
        ([("pupil", "2024-09-01", "2025-07-01"), ("university", "2025-09-01", None)], 2025, "university"),
        # nothing on the last day: the last one that touched the year
        ([("pupil", "2024-09-01", "2025-07-01")], 2025, "pupil"),
        ([("pupil", "2020-09-01", "2025-03-01"), ("employee", "2025-04-01", "2025-08-01")], 2025, "employee"),
        # ended with the year before: it did not touch this one
        ([("pupil", "2024-09-01", "2025-01-01")], 2025, "other"),
        ([("pupil", "2024-09-01", "2025-01-02")], 2025, "pupil"),
        # began on the last day
        ([("pupil", "2025-12-31", None)], 2025, "pupil"),
        # the running year is judged by today
        ([("pupil", "2025-09-01", "2026-06-16"), ("university", "2026-09-01", None)], 2026, "pupil"),
        ([("pupil", "2025-09-01", "2026-06-15"), ("university", "2026-06-15", None)], 2026, "university"),
    ],
)
def test_which_identity_a_year_has(volunteer, held, year, identity):
    for fields in held:
        at(volunteer, *fields)
    YearTotal.objects.create(volunteer=volunteer, year=year, minutes=60)

    standing.follow([volunteer.pk], today=TODAY)

    assert year_of(volunteer, year)[0] == identity


def test_a_year_knows_the_school_it_counts_for(volunteer):
    school = at(volunteer, "pupil", "2025-09-01")
    standing.follow([volunteer.pk], today=TODAY)

    assert YearStanding.objects.of(volunteer, 2026).affiliation == school
    assert list(
        YearStanding.objects.in_year(2026).at(school.organization).values_list("volunteer", flat=True)
    ) == [volunteer.pk]


def test_years_count_from_registration_on():
    newcomer = VolunteerFactory(registered_at=datetime.datetime(2025, 12, 31, 15, 59, tzinfo=datetime.UTC))
    at(newcomer, "pupil", "2020-09-01")

    standing.follow([newcomer.pk], today=TODAY)

    assert sorted(YearStanding.objects.values_list("year", flat=True)) == [2025, 2026]


def test_a_change_of_school_moves_the_goal_at_once(volunteer):
    school = at(volunteer, "pupil", f"{days.this_year()}-01-01")
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[volunteer.pk])
    before = year_of(volunteer, days.this_year())
    Affiliation.objects.filter(pk=school.pk).update(identity="university")
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[volunteer.pk])

    assert (before[:2], year_of(volunteer, days.this_year())[:2]) == (("pupil", 1200), ("university", 2400))


def test_only_the_years_of_the_hours_are_touched(volunteer):
    serve(volunteer, 60, 2024)
    serve(volunteer, 90, 2025)

    assert dict(YearStanding.objects.values_list("year", "minutes")) == {2024: 60, 2025: 90}


@pytest.mark.parametrize(("minutes", "met", "missing"), [(1199, False, 1), (1200, True, 0), (1500, True, 0)])
def test_twenty_hours_and_not_a_minute_less_meet_the_goal(volunteer, minutes, met, missing):
    at(volunteer, "pupil", "2025-01-01")
    serve(volunteer, minutes, 2025)

    kept = YearStanding.objects.of(volunteer, 2025)
    assert (kept.is_met, kept.missing, YearStanding.objects.met().count()) == (met, missing, int(met))


def test_no_goal_is_never_met(volunteer):
    serve(volunteer, 5000, 2025)

    kept = YearStanding.objects.of(volunteer, 2025)
    assert (kept.is_met, kept.missing, YearStanding.objects.met().count()) == (False, 0, 0)


def test_a_goal_is_that_of_its_own_year(volunteer):
    """A new goal counts from its day on; years that are over keep theirs."""
    PolicyRow.objects.create(
        topic="goal_minutes",
        item="pupil",
        value=1800,
        unit="minutes",
        valid_from=datetime.date(2026, 3, 1),
        source="新办法",
    )
    at(volunteer, "pupil", "2024-09-01")
    standing.follow([volunteer.pk], today=TODAY)

    assert {year: year_of(volunteer, year)[1] for year in (2024, 2025, 2026)} == {
        2024: 1200,
        2025: 1200,
        2026: 1800,
    }


def test_before_the_notice_there_was_no_goal(volunteer):
    VolunteerFactory._meta.model.objects.update(registered_at="2018-01-01T00:00Z")
    at(volunteer, "pupil", "2018-09-01", "2019-07-01")
    standing.follow([volunteer.pk], today=TODAY)

    assert year_of(volunteer, 2019) == ("pupil", 0, 0)


def test_a_new_year_opens_by_night(volunteer):
    at(volunteer, "pupil", "2025-09-01")
    recompute_goals(today=datetime.date(2026, 12, 31))
    corrected = recompute_goals(today=datetime.date(2027, 1, 1))

    assert (corrected, year_of(volunteer, 2027)) == (1, ("pupil", 1200, 0))


def test_others_have_no_goal_in_the_database(volunteer):
    with pytest.raises(IntegrityError, match="quotas_yearstanding_others_have_no_goal"):
        YearStanding.objects.create(volunteer=volunteer, year=2026, identity="other", goal=60, minutes=0)


def test_one_standing_a_volunteer_and_year(volunteer):
    serve(volunteer, 60, 2025)

    with pytest.raises(IntegrityError, match="quotas_yearstanding_one_a_volunteer_and_year"):
        YearStanding.objects.create(volunteer=volunteer, year=2025, identity="other", goal=0, minutes=0)


@pytest.mark.parametrize("count", [1, 30])
def test_a_set_of_standings_costs_as_much_as_one(count, django_assert_num_queries):
    people = VolunteerFactory.create_batch(count)
    for person in people:
        at(person, "pupil", "2025-01-01")

    with django_assert_num_queries(2):
        standing.follow([person.pk for person in people], today=TODAY)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("year_minutes_are_those_of_the_totals", {"minutes": 61}),
        ("year_identity_is_that_of_its_school_or_unit", {"identity": "employee"}),
        ("year_goal_is_that_of_the_policy", {"goal": 1201}),
    ],
)
def test_invariants_notice_a_wrong_standing(volunteer, name, wrong):
    at(volunteer, "pupil", "2025-01-01", "2026-01-01")
    serve(volunteer, 60, 2025)
    assert (name in names(), bad_rows(name)) == (True, [])

    YearStanding.objects.update(**wrong)

    ((_id, expected, found),) = bad_rows(name)
    assert (expected, found) == (
        {"minutes": 60, "identity": "pupil", "goal": 1200}[next(iter(wrong))],
        next(iter(wrong.values())),
    )
