import datetime

import pytest

from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    OrganizationFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def manager(organization):
    return StaffFactory(organization=organization).user


@pytest.fixture
def officer():
    """Of the office of the banner in which factories live."""
    return OfficerFactory().user


@pytest.fixture
def shift(organization):
    """Three hours that ended two days ago."""
    start = nine_oclock(-2)
    activity = ActivityFactory(
        organization=organization, starts_at=start, ends_at=start + datetime.timedelta(hours=3)
    )
    return ShiftFactory(position__activity=activity)


@pytest.fixture
def came(shift):
    """Make people who came to the shift and left at its end; their places in it."""

    def make(count=1, **fields):
        made = [SignupFactory(shift=shift, volunteer=VolunteerFactory(**fields)) for _n in range(count)]
        for signup in made:
            PresenceFactory(signup=signup)
        return made if count > 1 else made[0]

    return make
