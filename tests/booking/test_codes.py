import datetime

import pytest

from apps.booking import codes

pytestmark = pytest.mark.django_db

SHOWN = datetime.datetime(2026, 11, 28, 0, 30, 5, tzinfo=datetime.UTC)  # five seconds into its half minute


def later(seconds):
    return SHOWN + datetime.timedelta(seconds=seconds)


@pytest.fixture
def shown():
    return codes.code_at("shift", 7, codes.IN, SHOWN)


def test_a_code_is_six_digits(shown):
    assert (len(shown), shown.isascii(), shown.isdigit()) == (6, True, True)


def test_a_code_stays_for_its_half_minute_and_then_changes(shown):
    assert codes.code_at("shift", 7, codes.IN, later(24)) == shown
    assert codes.code_at("shift", 7, codes.IN, later(25)) != shown


@pytest.mark.parametrize(("seconds", "left"), [(0, 25), (24, 1), (25, 30)])
def test_the_screen_says_how_long_a_code_holds(seconds, left):
    assert codes.seconds_left(later(seconds)) == left


def test_a_code_holds_one_step_longer_than_it_is_shown(shown):
    accepted = [
        codes.is_right(shown, "shift", 7, codes.IN, later(seconds)) for seconds in (-6, 0, 31, 54, 55, 61)
    ]

    assert accepted == [False, True, True, True, False, False]


@pytest.mark.parametrize(
    ("kind", "seat", "direction"),
    [("shift", 8, codes.IN), ("shift", 7, codes.OUT), ("session", 7, codes.IN)],
)
def test_a_code_opens_nothing_else(shown, kind, seat, direction):
    assert not codes.is_right(shown, kind, seat, direction, SHOWN)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\ud800", "𠮷" * 6, None])
def test_what_is_no_code_is_wrong(code):
    assert not codes.is_right(code, "shift", 7, codes.IN, SHOWN)


def test_codes_depend_on_the_key(shown, settings):
    settings.KEYS = {**settings.KEYS, "code": "YW5vdGhlciBrZXkgZW50aXJlbHk="}

    assert codes.code_at("shift", 7, codes.IN, SHOWN) != shown
