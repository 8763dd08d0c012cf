"""Days one may ask about."""

import datetime

import pytest
from django.urls import reverse

from apps.core.days import today
from tests.factories import ActivityFactory, ShiftFactory

pytestmark = pytest.mark.django_db


def ask(client, **days):
    return client.get(reverse("api:activity-list"), days)


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("day", ["9999-12-31", "9998-01-01", "0001-01-01", "1999-12-31"])
def test_days_out_of_reach_are_refused(client, name, day):
    answer = ask(client, **{name: day})

    assert answer.status_code == 400
    assert name in answer.content.decode()


def test_the_furthest_days_are_answered(client):
    activity = ActivityFactory()
    ShiftFactory(position__activity=activity)

    answer = ask(client, since="2020-01-01", until=str(today() + datetime.timedelta(days=730)))

    assert [row["id"] for row in answer.json()["results"]] == [activity.pk]
