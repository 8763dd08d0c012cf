import datetime
import uuid

import pytest

from apps.core import days
from apps.regions.models import Region
from apps.registration.actions import Person
from apps.registration.belonging import Belonging
from apps.registration.documents import Told
from apps.registration.identity import read_identity
from tests.factories import AOHAN, citizen_number


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    """Guesses of other tests do not count; other test runs on the same cache are left alone."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def person():
    """Makes what somebody says about themselves: 乌云, born in 1990, living in 敖汉旗."""

    def make(number=None, *, name="乌云", born=datetime.date(1990, 5, 4), **changes):
        number = number or citizen_number(7, born)
        return Person(
            **{
                "identity": read_identity(name, "id_card", number, Told()),
                "region": Region.objects.get(pk=AOHAN),
                "service_fields": ["03"],
                **changes,
            }
        )

    return make


@pytest.fixture
def nowhere():
    return Belonging(identity="other")


@pytest.fixture
def years_ago():
    """The birthday of somebody who turns so many years old in so many days."""

    def born(age, *, in_days=0):
        day = days.today() + datetime.timedelta(days=in_days)
        return (
            day.replace(year=day.year - age)
            if (day.month, day.day) != (2, 29)
            else day.replace(year=day.year - age, month=3, day=1)
        )

    return born
