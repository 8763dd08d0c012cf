"""How far a year is for its date: arithmetic without the database."""

import datetime

import pytest

from apps.quotas.course import Course, Span, State

YEAR = Span.of_year(2026)


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "minutes", "state"),
    [
        ("2026-01-01", 0, State.ON_COURSE),  # no day is over yet
        ("2026-01-02", 2, State.BEHIND),  # 1200 / 365 = 3
        ("2026-01-02", 3, State.ON_COURSE),
        ("2026-07-02", 597, State.BEHIND),  # 182 of 365 days
        ("2026-07-02", 598, State.ON_COURSE),
        ("2026-12-31", 1195, State.BEHIND),
        ("2026-12-31", 1200, State.MET),
        ("2026-02-01", 1200, State.MET),
        ("2027-01-01", 1199, State.MISSED),
        ("2027-01-01", 1200, State.MET),
    ],
)
def test_behind_is_less_than_the_days_that_are_over_ask_for(today, minutes, state):
    assert Course(1200, minutes, YEAR, day(today)).state == state


def test_without_a_goal_nobody_is_behind():
    assert Course(0, 0, YEAR, day("2026-12-31")).state == State.NONE


@pytest.mark.parametrize(
    ("today", "first", "last", "length"),
    [
        ("2026-08-31", "2025-09-01", "2026-08-31", 365),
        ("2026-09-01", "2026-09-01", "2027-08-31", 365),
        ("2028-01-15", "2027-09-01", "2028-08-31", 366),
    ],
)
def test_a_school_year_is_september_to_august(today, first, last, length):
    span = Span.of_school_year_on(day(today))
    assert (span.first, span.last, len(span)) == (day(first), day(last), length)


@pytest.mark.parametrize(("today", "left"), [("2026-12-31", 1), ("2026-01-01", 365), ("2027-02-01", 0)])
def test_days_left_count_today(today, left):
    assert Course(1200, 0, YEAR, day(today)).days_left == left


def test_what_is_missing_and_by_how_much_one_is_behind():
    course = Course(1200, 500, YEAR, day("2026-07-02"))
    assert (course.expected, course.behind_by, course.missing) == (598, 98, 700)
