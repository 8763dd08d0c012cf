"""Moving to another school while the yearly goals of everybody are computed anew."""

import pytest
from django.db import transaction

from apps.quotas.models import YearStanding
from apps.registration.actions import change_affiliation
from apps.registration.models import Affiliation
from tests.factories import VolunteerFactory, YearStandingFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_moves_waits_for_the_recompute_and_neither_dies(nowhere, until_it_waits):
    """A new standing asks at commit whether its volunteer is there. The one who moves holds the volunteer and waits
    for the standing: the question must not have to wait for them."""
    volunteer = VolunteerFactory()

    def move():
        change_affiliation(volunteer, belonging=nowhere, political="13", by=volunteer.user)

    with transaction.atomic():
        YearStandingFactory(volunteer=volunteer, year=2026, minutes=7)
        moving = until_it_waits(move)
    moving.join()

    assert Affiliation.objects.get().volunteer == volunteer
    assert YearStanding.objects.get().minutes == 0
