import pytest

from apps.claims import actions
from tests.claims.cases import HOUR, YESTERDAY, begin
from tests.factories import (
    CoverFactory,
    OfficerFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
)


@pytest.fixture
def cover():
    return CoverFactory()


@pytest.fixture
def volunteer(cover):
    return cover.volunteer


@pytest.fixture
def signup(volunteer):
    start = {"starts_at": YESTERDAY, "ends_at": YESTERDAY + 3 * HOUR}
    shift = ShiftFactory(
        position__activity__starts_at=YESTERDAY, position__activity__ends_at=YESTERDAY + 3 * HOUR, **start
    )
    signup = SignupFactory(shift=shift, volunteer=volunteer)
    PresenceFactory(signup=signup)
    return signup


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def staff(signup):
    return StaffFactory(organization=signup.shift.position.activity.organization).user


@pytest.fixture
def reported(volunteer, signup):
    claim = begin(volunteer, signup=signup)
    return actions.report_claim(claim, by=volunteer.user)
