import datetime
import os
import time
from zoneinfo import ZoneInfo

import pytest

from apps.hours.pieces import minutes_between, pieces

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text, zone=SHANGHAI):
    """A moment of Shanghai, such as 12-31 23:30 of 2026, seen from another zone."""
    return datetime.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(zone)


SHIFT = (at("11-28 08:30"), at("11-28 11:30"))


@pytest.mark.parametrize(
    ("came", "left", "start", "end"),
    [
        ("08:10", "11:40", "08:30", "11:30"),  # cut to the shift
        ("08:31:59", "11:05:01", "08:31", "11:05"),  # seconds dropped at both ends
        ("08:30", "11:30", "08:30", "11:30"),
        ("11:29:59", "12:00", "11:29", "11:30"),
    ],
)
def test_time_counts_inside_the_shift_in_whole_minutes(came, left, start, end):
    assert pieces(at(f"11-28 {came}"), at(f"11-28 {left}"), *SHIFT) == [
        (at(f"11-28 {start}"), at(f"11-28 {end}"))
    ]


@pytest.mark.parametrize(
    ("came", "left"),
    [
        ("08:00", "08:29"),  # left before it began
        ("08:00", "08:30:59"),
        ("11:30", "11:45"),  # came when it was over
        ("09:00:05", "09:00:55"),  # less than a minute
    ],
)
def test_what_is_no_whole_minute_of_the_shift_is_nothing(came, left):
    assert pieces(at(f"11-28 {came}"), at(f"11-28 {left}"), *SHIFT) == []


NIGHT = (at("12-31 22:00"), at("12-31 22:00") + datetime.timedelta(hours=4))
ZONES = ["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"]


@pytest.fixture(params=ZONES)
def server_clock(request, monkeypatch):
    """The server stands somewhere else, and so does the zone the moments arrive in."""
    monkeypatch.setitem(os.environ, "TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


def test_new_years_eve_is_two_pieces_in_two_years_wherever_the_server_stands(server_clock):
    came = at("12-31 23:30", server_clock)
    left = (at("12-31 23:30") + datetime.timedelta(hours=1)).astimezone(server_clock)

    halves = pieces(came, left, *NIGHT)

    midnight = datetime.datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert halves == [(came, midnight), (midnight, left)]
    assert [minutes_between(*half) for half in halves] == [30, 30]


def test_until_midnight_is_one_piece():
    assert len(pieces(at("12-31 22:00"), datetime.datetime(2027, 1, 1, tzinfo=SHANGHAI), *NIGHT)) == 1


def test_a_whole_day_in_between_is_a_piece_of_its_own():
    shift = (at("06-01 20:00"), at("06-03 04:00"))

    assert [minutes_between(*piece) for piece in pieces(*shift, *shift)] == [240, 1440, 240]
