"""The next shift on the page of a volunteer, and what there is to do about it."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import PresenceFactory, ShiftFactory, SignupFactory

pytestmark = pytest.mark.django_db

OFFERS = ("去签到", "去签退", "去不了，取消")


def offered(client, signup):
    client.force_login(signup.volunteer.user)
    page = client.get("/me/").content.decode()
    return [words for words in OFFERS if words in page]


@pytest.fixture
def running():
    now = timezone.now()
    return SignupFactory(
        shift=ShiftFactory(
            starts_at=now - datetime.timedelta(hours=1), ends_at=now + datetime.timedelta(hours=1)
        )
    )


def test_before_the_shift_one_may_say_that_one_cannot_come(client):
    assert offered(client, SignupFactory()) == ["去不了，取消"]


def test_when_it_is_time_the_card_leads_to_the_check_in(client, running):
    assert offered(client, running) == ["去签到"]


def test_whoever_is_there_is_led_to_the_check_out(client, running):
    PresenceFactory(signup=running, came_at=running.shift.starts_at, left_at=None, left_how="")

    assert offered(client, running) == ["去签退"]


def test_whoever_has_come_and_left_is_asked_for_nothing(client, running):
    starts = running.shift.starts_at
    PresenceFactory(signup=running, came_at=starts, left_at=starts + datetime.timedelta(minutes=20))

    assert offered(client, running) == []
