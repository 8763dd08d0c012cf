"""One's own hours by school year, for the years in which one went to school."""

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.quotas.history import school_years_of
from tests.factories import (
    AffiliationFactory,
    GoalRowFactory,
    HourRecordFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_books")]
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
D = datetime.date


@pytest.fixture
def person():
    return VolunteerFactory(registered_at=LONG_AGO)


def at_school(person, since, until=None, **fields):
    return AffiliationFactory(volunteer=person, since=since, until=until, **fields)


def served(person, day, hours):
    start = days.start_of(day) + datetime.timedelta(hours=9)
    during = DateTimeTZRange(start, start + datetime.timedelta(hours=hours), "[)")
    record = HourRecordFactory(signup__volunteer=person, during=during, served_on=day, minutes=hours * 60)
    confirm_hours(
        HourRecord.objects.filter(pk=record.pk), by=StaffFactory(organization=record.organization).user
    )


def minutes_by_school_year(person):
    return [(year.span.first.year, year.minutes) for year in school_years_of(person)]


def test_a_school_year_holds_what_was_served_from_september_to_august(person):
    at_school(person, D(2023, 9, 1), D(2025, 7, 1))
    for day, hours in ((D(2023, 8, 31), 1), (D(2023, 9, 1), 1), (D(2024, 8, 31), 2), (D(2024, 9, 1), 3)):
        served(person, day, hours)

    assert minutes_by_school_year(person) == [(2024, 180), (2023, 180)]


def test_a_year_without_hours_stands_there_and_the_running_one_too(person):
    at_school(person, days.today() - datetime.timedelta(days=1))
    running = days.today().year - (days.today().month < 9)

    assert minutes_by_school_year(person)[0] == (running, 0)


def test_who_never_went_to_school_has_none(client, person):
    at_school(person, D(2023, 9, 1), identity="employee", stage="", grade=None, class_name="")
    served(person, D(2024, 3, 1), 2)
    client.force_login(person.user)

    assert minutes_by_school_year(person) == []
    assert "按学年看" not in client.get("/me/goal/").content.decode()


def test_the_page_shows_them(client, person):
    at_school(person, D(2023, 9, 1), D(2024, 7, 1))
    served(person, D(2024, 3, 1), 2)
    client.force_login(person.user)

    words = client.get("/me/goal/").content.decode().partition("按学年看")[2]
    assert ("2023—2024学年" in words, "2小时" in words) == (True, True)


@pytest.mark.parametrize("years", [1, 5])
def test_many_school_years_cost_what_one_does(person, years, django_assert_num_queries):
    at_school(person, D(2025 - years, 9, 1), D(2025, 7, 1))
    with django_assert_num_queries(4):
        school_years_of(person)


def asked_for(minutes, since, period="school", **place):
    set_at = datetime.datetime.combine(since, datetime.time(), datetime.UTC) - datetime.timedelta(days=9)
    GoalRowFactory(minutes=minutes, valid_from=since, period=period, set_at=set_at, **place)


def test_a_school_year_has_the_goal_that_its_school_counted_by_then(person):
    school = OrganizationFactory(kind_id="primary_school")
    at_school(person, D(2021, 9, 1), D(2025, 7, 1), organization=school)
    asked_for(1500, D(2022, 9, 1), organization=school)
    asked_for(1800, D(2023, 9, 1), organization=school)
    asked_for(2400, D(2024, 9, 1), organization=school, period="calendar")
    for day in range(1, 6):
        served(person, D(2024, 3, day), 6)

    years = {year.span.first.year: (year.goal, year.state) for year in school_years_of(person)}
    assert years == {2024: (0, "none"), 2023: (1800, "met"), 2022: (1500, "missed"), 2021: (0, "none")}


def test_where_a_region_above_asks_for_more_than_the_school_that_counts(person):
    school = OrganizationFactory(kind_id="primary_school")
    at_school(person, D(2023, 9, 1), D(2024, 7, 1), organization=school)
    asked_for(1500, D(2023, 9, 1), organization=school)
    asked_for(1700, D(2024, 1, 1), period="calendar", organization=None, region_id=school.region_id[:4])
    asked_for(9000, D(2024, 1, 1), period="calendar", organization=None, region_id="1501")

    assert [year.goal for year in school_years_of(person)] == [1700]


def test_who_changed_schools_is_counted_where_they_were_at_its_end(person):
    before, after = (
        OrganizationFactory(kind_id="primary_school"),
        OrganizationFactory(kind_id="primary_school"),
    )
    at_school(person, D(2023, 9, 1), D(2024, 3, 1), organization=before)
    at_school(person, D(2024, 3, 1), D(2024, 7, 1), organization=after)
    asked_for(1500, D(2023, 9, 1), organization=before)
    asked_for(1900, D(2023, 9, 1), organization=after)

    assert [year.goal for year in school_years_of(person)] == [1900]
