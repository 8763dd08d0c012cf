"""Where a year ends, and what changes within one: hours, identities and policies, wherever the servers stand."""

import datetime
import os
import time

import pytest
from django.db import connection, connections

from apps.activities.models import Signup
from apps.core import days
from apps.core.invariants import bad_rows, names
from apps.core.models import PolicyRow
from apps.hours.actions import confirm_hours, propose_hours, void_hours
from apps.hours.models import HourRecord, YearTotal
from apps.quotas import standing
from apps.quotas.actions import start_recompute, work_on_recompute
from apps.quotas.models import Recompute, YearStanding
from apps.quotas.recompute import recompute_goals
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
HALF_PAST_ELEVEN = datetime.datetime(2025, 12, 31, 15, 30, tzinfo=datetime.UTC)  # in the evening, in Shanghai
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
D = datetime.date


def stand_in(zone):
    """Sessions of the database have this time zone, and Django knows it."""
    own = connections["default"]
    own.settings_dict["TIME_ZONE"] = zone
    for known in ("timezone", "timezone_name"):
        vars(own).pop(known, None)
    own.ensure_timezone()


@pytest.fixture(params=["America/Los_Angeles", "Pacific/Kiritimati"])
def elsewhere(request, monkeypatch):
    """The site's processes stand there, and the database too."""
    monkeypatch.setitem(os.environ, "TZ", request.param)
    time.tzset()
    stand_in(request.param)
    yield request.param
    monkeypatch.undo()
    time.tzset()
    stand_in(None)


@pytest.fixture
def person():
    return VolunteerFactory(registered_at=LONG_AGO)


def at(person, identity, since, until=None):
    fields = {"identity": identity, "since": since, "until": until}
    if identity == "employee":
        fields |= {"organization__kind_id": "agency", "stage": "", "grade": None, "class_name": ""}
    return AffiliationFactory(volunteer=person, **fields)


def serve_over_new_year(person):
    """From half past eleven to half past twelve. Returns who confirmed it."""
    activity = ActivityFactory(
        starts_at=HALF_PAST_ELEVEN, ends_at=HALF_PAST_ELEVEN + datetime.timedelta(hours=1)
    )
    pair = PresenceFactory(
        signup=SignupFactory(shift=ShiftFactory(position__activity=activity), volunteer=person)
    )
    propose_hours(Signup.objects.filter(pk=pair.signup_id))
    manager = StaffFactory(organization=activity.organization).user
    confirm_hours(HourRecord.objects.all(), by=manager)
    return manager


def kept(person):
    totals = YearTotal.objects.of(person).order_by("year").values_list("year", "minutes")
    standings = YearStanding.objects.filter(volunteer=person, year__gte=2025).order_by("year")
    return list(totals), list(standings.values_list("year", "identity", "minutes"))


def recompute():
    start_recompute(by=None)
    while work_on_recompute():
        pass
    run = Recompute.objects.with_results().latest("pk")
    return run.totals, run.stars, run.goals


@pytest.mark.usefixtures("open_books")
def test_new_years_eve_counts_in_two_years_wherever_the_servers_stand(elsewhere, person):
    """By half an hour each: at the confirmation, after a recompute, and after it had to be mended."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW TimeZone")
        assert cursor.fetchone() == (elsewhere,)
    at(person, "pupil", D(2024, 9, 1), D(2026, 1, 1))
    at(person, "university", D(2026, 1, 1))
    standing.follow([person.pk])
    manager = serve_over_new_year(person)
    both = ([(2025, 30), (2026, 30)], [(2025, "pupil", 30), (2026, "university", 30)])
    assert (kept(person), recompute(), kept(person)) == (both, (0, 0, 0), both)

    YearTotal.objects.filter(year=2025).update(minutes=60)
    YearTotal.objects.filter(year=2026).update(minutes=0)
    assert (recompute()[0], kept(person)) == (2, both)

    void_hours(HourRecord.objects.get(served_on=D(2025, 12, 31)), by=manager, reason="重复")
    assert kept(person) == ([(2025, 0), (2026, 30)], [(2025, "pupil", 0), (2026, "university", 30)])
    assert {name: rows for name in names() if (rows := bad_rows(name))} == {}


def test_a_year_ends_at_midnight_in_shanghai(elsewhere, monkeypatch):
    """At half past eleven it is this year, an hour later the next one, whatever the clocks of the servers show."""
    for ahead, year in ((0, 2025), (1, 2026)):
        moment = HALF_PAST_ELEVEN + datetime.timedelta(hours=ahead)
        monkeypatch.setattr(days.timezone, "now", lambda moment=moment: moment)
        assert days.this_year() == year


def goal_of(person, today):
    """What the year asks for, as the night of a day leaves it."""
    recompute_goals(today=today)
    row = YearStanding.objects.of(person, today.year)
    return row.identity, row.goal


def goal_from(day, minutes):
    for item in ("pupil", "university", "employee"):
        PolicyRow.objects.create(
            topic="goal_minutes", item=item, value=minutes, unit="minutes", valid_from=day, source="新办法"
        )


def test_a_policy_of_the_middle_of_a_year_is_that_of_the_running_year_from_its_day_on(person):
    at(person, "pupil", D(2024, 9, 1))
    goal_from(D(2026, 7, 1), 1500)

    assert [goal_of(person, day) for day in (D(2026, 6, 30), D(2026, 7, 1), D(2026, 12, 31))] == [
        ("pupil", 1200),
        ("pupil", 1500),
        ("pupil", 1500),
    ]
    assert YearStanding.objects.of(person, 2025).goal == 1200


def test_whoever_changes_twice_in_a_year_that_the_policy_changes_has_what_the_last_day_says(person):
    """A pupil until summer, at a university until October, then an employee; the policy changes in September."""
    at(person, "pupil", D(2024, 9, 1), D(2026, 7, 1))
    at(person, "university", D(2026, 7, 1), D(2026, 10, 1))
    at(person, "employee", D(2026, 10, 1))
    goal_from(D(2026, 9, 1), 3000)

    seen = [goal_of(person, day) for day in (D(2026, 6, 30), D(2026, 8, 31), D(2026, 9, 1), D(2026, 12, 31))]
    assert seen == [("pupil", 1200), ("university", 2400), ("university", 3000), ("employee", 3000)]

    goal_from(D(2027, 3, 1), 600)
    recompute_goals(today=D(2027, 3, 1))
    years = YearStanding.objects.filter(volunteer=person, year__gte=2025).order_by("year")
    assert list(years.values_list("year", "identity", "goal")) == [
        (2025, "pupil", 1200),
        (2026, "employee", 3000),
        (2027, "employee", 600),
    ]
