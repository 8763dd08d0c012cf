import datetime

import pytest

from apps.core.days import SHANGHAI, age_on, day_of, split_at_midnight, working_days_after
from apps.core.display import hours_minutes, mask_document, mask_name, mask_phone

D = datetime.date


def moment(*parts):
    return datetime.datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        *[
            (595, "9小时55分"),
            (60, "1小时"),
            (59, "59分"),
            (0, "0分"),
            (6000, "100小时"),
            (-90, "-1小时30分"),
        ],
        *[(60_000, "1,000小时"), (74_070, "1,234小时30分"), (-74_040, "-1,234小时")],
    ],
)
def test_minutes_are_shown_as_people_say_them(minutes, text):
    assert hours_minutes(minutes) == text


@pytest.mark.parametrize(
    ("name", "masked"), [("苏日娜", "苏**"), ("王", "王"), ("乌云其木格", "乌***"), ("𠮷田", "𠮷*"), ("", "")]
)
def test_a_name_shows_its_first_character(name, masked):
    assert mask_name(name) == masked


def test_numbers_show_their_ends_only():
    assert (mask_phone("13812342046"), mask_document("15250119940504406X")) == (
        "138****2046",
        "1525**********406X",
    )
    assert (mask_phone("123"), mask_document("H1234567")) == ("****", "******67")


def test_a_service_day_is_a_day_of_shanghai_whatever_the_server_says():
    just_before = datetime.datetime(2026, 12, 31, 15, 59, 59, tzinfo=datetime.UTC)
    assert (day_of(just_before), day_of(just_before + datetime.timedelta(seconds=1))) == (
        D(2026, 12, 31),
        D(2027, 1, 1),
    )


def test_a_shift_over_new_year_falls_into_both_years():
    pieces = split_at_midnight(moment(2026, 12, 31, 23, 30), moment(2027, 1, 1, 0, 30))
    assert pieces == [
        (moment(2026, 12, 31, 23, 30), moment(2027, 1, 1)),
        (moment(2027, 1, 1), moment(2027, 1, 1, 0, 30)),
    ]


def test_an_interval_within_a_day_stays_whole():
    nine, twelve = moment(2026, 5, 4, 9), moment(2026, 5, 4, 12)
    assert (split_at_midnight(nine, twelve), split_at_midnight(nine, nine)) == ([(nine, twelve)], [])


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (D(2008, 11, 23), D(2026, 11, 22), 17),
        (D(2008, 11, 23), D(2026, 11, 23), 18),
        (D(2008, 2, 29), D(2026, 2, 28), 17),
        (D(2008, 2, 29), D(2026, 3, 1), 18),
    ],
)
def test_age_changes_on_the_birthday(born, on, age):
    assert age_on(born, on) == age


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (D(2026, 11, 27), 1, D(2026, 11, 30)),  # over a weekend
        (D(2026, 9, 30), 1, D(2026, 10, 8)),  # over the national holiday
        (D(2029, 1, 5), 1, D(2029, 1, 8)),  # a year whose calendar is not yet known: by weekdays
    ],
)
def test_working_days_follow_the_calendar_of_the_country(day, count, result):
    assert working_days_after(day, count) == result
