"""A region, a school or a unit asks for more than the policy, never for less; from a day to come on."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.core import days
from apps.core.errors import Refused
from apps.core.invariants import bad_rows, names
from apps.core.models import AuditRow, PolicyRow
from apps.quotas import standing
from apps.quotas.actions import ask_for_more, take_back
from apps.quotas.models import GoalRow, YearStanding
from apps.quotas.recompute import recompute_goals
from apps.regions.models import Region
from tests.factories import (
    AffiliationFactory,
    GoalRowFactory,
    OrganizationFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
AOHAN, CHIFENG, REGION, SAIHAN = "150430", "1504", "15", "150105"


@pytest.fixture
def school():
    return OrganizationFactory(kind_id="primary_school")


@pytest.fixture
def unit():
    return OrganizationFactory(kind_id="agency")


@pytest.fixture
def pupil(school):
    return AffiliationFactory(
        organization=school,
        volunteer=VolunteerFactory(registered_at=LONG_AGO),
        since=datetime.date(2020, 9, 1),
    ).volunteer


def region(code):
    return Region.objects.get(pk=code)


def tomorrow(ahead=1):
    return days.today() + datetime.timedelta(days=ahead)


def ask(place, minutes, identity="pupil", **fields):
    fields = {"valid_from": tomorrow(), **fields}
    return ask_for_more(place, identity=identity, minutes=minutes, by=UserFactory(), **fields)


def in_force(place, minutes, since="2020-01-01", identity="pupil", **fields):
    """As if it had been set long ago."""
    owner = {"region": place, "organization": None} if isinstance(place, Region) else {"organization": place}
    return GoalRowFactory(
        **owner,
        identity=identity,
        minutes=minutes,
        valid_from=datetime.date.fromisoformat(since),
        set_at=datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC),
        **fields,
    )


def goal_of(volunteer, year=None):
    standing.follow([volunteer.pk])
    kept = YearStanding.objects.of(volunteer, year or days.this_year())
    return kept.goal, kept.asked_by


def test_a_school_asks_for_thirty_hours_from_tomorrow_on(school, pupil):
    row = ask(school, 1800)

    assert goal_of(pupil) == (1200, None)
    standing.follow([pupil.pk], today=tomorrow())
    kept = YearStanding.objects.of(pupil, tomorrow().year)
    assert (kept.goal, kept.asked_by) == (1800, row)


@pytest.mark.parametrize(
    ("minutes", "code"), [(1199, "goal_too_low"), (1200, None), (12000, None), (12001, "goal_too_high")]
)
def test_more_never_less_than_the_policy_and_not_without_bounds(school, minutes, code):
    assert refusal(lambda: ask(school, minutes)) == code


def refusal(act):
    try:
        act()
    except Refused as refused:
        return refused.code
    return None


def test_a_school_stands_on_what_its_region_asks_for(school):
    in_force(region(CHIFENG), 1500)

    assert refusal(lambda: ask(school, 1499)) == "goal_too_low"
    assert refusal(lambda: ask(school, 1500)) is None


def test_a_banner_stands_on_its_league_and_not_on_another_one(school):
    in_force(region(CHIFENG), 1500)

    assert refusal(lambda: ask(region(AOHAN), 1499)) == "goal_too_low"
    assert refusal(lambda: ask(region(SAIHAN), 1499)) is None


def test_what_a_place_asked_for_before_does_not_bind_itself(school):
    in_force(school, 2400)

    assert refusal(lambda: ask(school, 1800)) is None


@pytest.mark.parametrize(
    ("ahead", "code"), [(-1, "goal_from_the_past"), (0, "goal_from_the_past"), (1, None)]
)
def test_no_goal_begins_before_tomorrow(school, ahead, code):
    assert refusal(lambda: ask(school, 1800, valid_from=tomorrow(ahead))) == code


@pytest.mark.parametrize(
    ("kind", "identity", "code"),
    [
        ("primary_school", "pupil", None),
        ("primary_school", "university", "other_identity"),
        ("university", "university", None),
        ("agency", "employee", None),
        ("agency", "pupil", "other_identity"),
        ("team", "employee", "other_identity"),
    ],
)
def test_each_place_asks_its_own_people(kind, identity, code):
    place = OrganizationFactory(kind_id=kind)
    assert refusal(lambda: ask(place, 2400, identity=identity)) == code


def test_school_years_are_for_the_students_of_a_school(school, unit):
    school_year = {"period": GoalRow.Period.SCHOOL}
    assert refusal(lambda: ask(school, 1800, **school_year)) is None
    assert refusal(lambda: ask(unit, 1800, identity="employee", **school_year)) == "no_school_years"
    assert refusal(lambda: ask(region(AOHAN), 1800, **school_year)) == "no_school_years"


def test_one_goal_a_day(school):
    ask(school, 1800)

    assert refusal(lambda: ask(school, 1900)) == "goal_twice"
    ask(region(AOHAN), 1800)
    assert refusal(lambda: ask(region(AOHAN), 1900)) == "goal_twice"


@pytest.mark.parametrize(
    ("rows", "goal"),
    [
        ([], 1200),
        ([("school", 1800)], 1800),
        ([("15", 1500)], 1500),
        ([("1504", 1600), ("150430", 1700)], 1700),
        ([("150430", 2000), ("school", 1800)], 2000),
        ([("150105", 3000)], 1200),
        ([("other school", 3000)], 1200),
    ],
)
def test_where_several_ask_the_highest_goal_counts(school, pupil, rows, goal):
    places = {"school": school, "other school": OrganizationFactory(kind_id="primary_school")}
    for place, minutes in rows:
        in_force(places.get(place) or region(place), minutes)

    assert goal_of(pupil)[0] == goal


def test_the_latest_row_of_a_place_counts_and_years_that_are_over_keep_theirs(school, pupil):
    year = days.this_year()
    in_force(school, 2400)
    in_force(school, 1800, since=f"{year}-01-01")

    assert [goal_of(pupil, one)[0] for one in (year - 1, year)] == [2400, 1800]


def test_no_row_lowers_the_policy(school, pupil):
    in_force(school, 1300)
    PolicyRow.objects.create(
        topic="goal_minutes", item="pupil", value=1500, unit="minutes", valid_from=days.today(), source="新"
    )

    assert goal_of(pupil) == (1500, None)


def test_the_nightly_recompute_follows_what_is_asked_for(school, pupil):
    standing.follow([pupil.pk])
    in_force(school, 1800, since=f"{days.this_year()}-01-01")

    assert (recompute_goals(), recompute_goals()) == (1, 0)
    assert YearStanding.objects.of(pupil, days.this_year()).goal == 1800


def test_what_is_not_in_force_yet_can_be_taken_back(school):
    row, old = ask(school, 1800), in_force(school, 1500)
    someone = UserFactory()
    take_back(row, by=someone)

    assert list(GoalRow.objects.all()) == [old]
    assert refusal(lambda: take_back(row, by=someone)) == "already_taken_back"
    assert refusal(lambda: take_back(old, by=someone)) == "goal_in_force"
    assert list(AuditRow.objects.filter(actor=someone).values_list("action", flat=True)) == [
        "goal.taken_back"
    ]


def test_setting_a_goal_leaves_a_trace(school):
    row = ask(school, 1800)
    note = AuditRow.objects.get(action="goal.set")
    assert (note.actor, note.subject_id, note.detail["minutes"]) == (row.set_by, row.pk, 1800)


# --- which identity decides


def rule(value):
    PolicyRow.objects.create(
        topic="goal_rule",
        item="identity",
        value=value,
        unit="rule",
        valid_from=datetime.date(2021, 1, 1),
        source="s",
    )


@pytest.mark.parametrize(
    ("value", "identity", "goal"), [(1, "employee", 1200), (2, "university", 2400), (3, "university", 2400)]
)
def test_a_student_until_july_who_works_from_september_on(value, identity, goal):
    """Held on the last day; held longest; the higher goal."""
    rule(value)
    person = VolunteerFactory(registered_at=LONG_AGO)
    at(person, "university", "2022-09-01", "2025-07-15")
    at(person, "employee", "2025-09-01", None)
    standing.follow([person.pk], today=datetime.date(2026, 3, 1))

    kept = YearStanding.objects.of(person, 2025)
    assert (kept.identity, kept.goal) == (identity, goal)


def test_days_in_two_schools_are_days_of_one_identity():
    rule(2)
    person = VolunteerFactory(registered_at=LONG_AGO)
    at(person, "university", "2025-01-01", "2025-04-01")
    at(person, "university", "2025-04-01", "2025-08-01")
    at(person, "employee", "2025-08-01", None)
    standing.follow([person.pk], today=datetime.date(2026, 3, 1))

    assert YearStanding.objects.of(person, 2025).identity == "university"


def test_the_higher_goal_is_that_of_the_place_too(unit):
    rule(3)
    in_force(unit, 3000, identity="employee")
    person = VolunteerFactory(registered_at=LONG_AGO)
    at(person, "employee", "2025-01-01", "2025-03-01", organization=unit)
    at(person, "university", "2025-03-01", None)
    standing.follow([person.pk], today=datetime.date(2026, 3, 1))

    kept = YearStanding.objects.of(person, 2025)
    assert (kept.identity, kept.goal) == ("employee", 3000)


def at(volunteer, identity, since, until, **fields):
    kinds = {"employee": "agency", "university": "university"}
    stage = (
        {"stage": "bachelor", "grade": 3}
        if identity == "university"
        else {"stage": "", "grade": None, "class_name": ""}
    )
    if "organization" not in fields:
        fields["organization"] = OrganizationFactory(kind_id=kinds[identity])
    return AffiliationFactory(
        volunteer=volunteer,
        identity=identity,
        since=datetime.date.fromisoformat(since),
        until=until and datetime.date.fromisoformat(until),
        **stage,
        **fields,
    )


# --- what the database holds


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"region_id": AOHAN}, "quotas_goalrow_of_a_region_or_of_an_organization"),
        ({"organization": None}, "quotas_goalrow_of_a_region_or_of_an_organization"),
        ({"identity": "other"}, "quotas_goalrow_for_who_has_a_goal"),
        ({"minutes": 0}, "quotas_goalrow_asks_for_something"),
        (
            {"identity": "employee", "period": "school"},
            "quotas_goalrow_school_years_are_for_students_of_a_school",
        ),
        (
            {"organization": None, "region_id": AOHAN, "period": "school"},
            "quotas_goalrow_school_years_are_for_students_of_a_school",
        ),
    ],
)
def test_the_database_refuses(fields, name):
    with pytest.raises(IntegrityError, match=name):
        GoalRowFactory(**fields)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (lambda: {"organization": OrganizationFactory()}, "quotas_goalrow_one_a_day_in_an_organization"),
        (lambda: {"organization": None, "region_id": AOHAN}, "quotas_goalrow_one_a_day_in_a_region"),
    ],
)
def test_the_database_keeps_one_goal_a_day(owner, name):
    same = owner()
    GoalRowFactory(**same)
    with pytest.raises(IntegrityError, match=name):
        GoalRowFactory(**same)


def test_an_invariant_notices_a_goal_below_what_is_asked_for(school, pupil):
    name = "year_goal_is_no_less_than_what_is_asked_for"
    in_force(school, 1800)
    standing.follow([pupil.pk])
    assert (name in names(), bad_rows(name)) == (True, [])

    YearStanding.objects.filter(year=days.this_year()).update(goal=1200)

    ((_id, expected, found),) = bad_rows(name)
    assert (expected, found) == (1800, 1200)


def test_an_invariant_notices_a_goal_that_reaches_back(school):
    name = "goal_rows_in_force_stay_as_they_were_set"
    row = ask(school, 1800)
    assert (name in names(), bad_rows(name)) == (True, [])

    GoalRow.objects.update(set_at=timezone.now() + datetime.timedelta(days=3))

    assert [bad.id for bad in bad_rows(name)] == [row.pk]


@pytest.mark.parametrize("count", [1, 30])
def test_taking_a_goal_back_looks_nobody_up(school, count, django_assert_max_num_queries):
    """No standing points at a goal that is not in force."""
    for _ in range(count):
        AffiliationFactory(organization=school)
    row, someone = ask(school, 1800), UserFactory()
    with django_assert_max_num_queries(6), connection.cursor():
        take_back(row, by=someone)
