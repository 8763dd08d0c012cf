"""Somebody to be found, the officer who searches, and a shift to ask to."""

import pytest
from django.urls import reverse

from apps.matching.actions import search_people
from apps.matching.following import follow
from apps.messaging.models import Message
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    ShiftFactory,
    VolunteerFactory,
)

HOME = "150430"
WHY = "给那达慕的医疗点找会蒙古语的人"


@pytest.fixture
def home(db):
    return Region.objects.get(pk=HOME)


@pytest.fixture
def officer(home):
    return OfficerFactory(region=HOME).user


@pytest.fixture
def volunteer(home):
    made = VolunteerFactory(region=home, languages=["mn-s"], name="其其格")
    follow([made.pk])
    return made


@pytest.fixture
def shift(home):
    return ShiftFactory(position__activity=ActivityFactory(organization__region=home))


@pytest.fixture
def search(officer, home, volunteer):
    return search_people(by=officer, region=home, reason=WHY, wanted={"language": "mn-s"})


def page_of(search):
    return reverse("matching:region_found", args=[HOME, search.pk])


def told(volunteer):
    return list(Message.objects.filter(recipient=volunteer.user).values_list("kind", flat=True))
