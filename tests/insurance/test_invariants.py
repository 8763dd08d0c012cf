"""Each invariant of insurance, broken once and named."""

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from apps.core import invariants
from apps.core.days import today
from apps.insurance.models import Cover, Delivery, Policy
from apps.registration.models import Volunteer
from tests.factories import CoverFactory, DeliveryLineFactory, PolicyFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def broken(name):
    assert invariants.names()
    return [row.id for row in invariants.bad_rows(f"insurance_{name}")]


def test_covers_lie_in_their_policy():
    cover = CoverFactory()
    assert broken("covers_lie_in_their_policy") == []

    Cover.objects.update(during=DateRange(today(), today() + 999 * DAY, "[)"))

    assert broken("covers_lie_in_their_policy") == [cover.pk]


def test_nobody_else_is_covered():
    cover = CoverFactory()
    assert broken("nobody_else_is_covered") == []

    Volunteer.objects.update(identity_state="voided")

    assert broken("nobody_else_is_covered") == [cover.pk]


def test_everybody_is_covered():
    long_ago = timezone.now() - 9 * DAY
    cover = CoverFactory(policy__started_at=long_ago, volunteer__passed_at=long_ago)
    assert broken("everybody_is_covered") == []

    missed = VolunteerFactory(passed_at=long_ago)

    assert broken("everybody_is_covered") == [missed.pk]
    Policy.objects.filter(pk=cover.policy_id).update(maximum_age=1)
    assert broken("everybody_is_covered") == []


def test_named_people_stand_on_a_list():
    DeliveryLineFactory()
    assert broken("named_people_stand_on_a_list") == []

    cover = CoverFactory(policy=PolicyFactory(is_named=True), state="sent")

    assert broken("named_people_stand_on_a_list") == [cover.pk]


def test_lists_are_as_long_as_they_say():
    line = DeliveryLineFactory()
    assert broken("lists_are_as_long_as_they_say") == []

    Delivery.objects.update(rows=2)

    assert broken("lists_are_as_long_as_they_say") == [line.delivery_id]
