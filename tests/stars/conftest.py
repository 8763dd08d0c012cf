import pytest

from apps.hours.models import YearTotal
from apps.hours.signals import hours_changed
from tests.factories import OrganizationFactory, StaffFactory, VolunteerFactory


@pytest.fixture
def serve():
    """Bring a volunteer's confirmed minutes of a year to a number, as the ledger does, and announce it."""

    def write(volunteer, minutes, year=2026):
        YearTotal.objects.update_or_create(volunteer=volunteer, year=year, defaults={"minutes": minutes})
        hours_changed.send(sender=YearTotal, volunteer_ids=[volunteer.pk], years=[year])

    return write


@pytest.fixture
def association():
    """The youth association of 敖汉旗."""
    return OrganizationFactory(
        kind_id="youth_assoc", name="敖汉旗青年志愿者协会", credit_code="51150430MJ0000001A"
    )


@pytest.fixture
def secretary(association):
    return StaffFactory(organization=association).user


@pytest.fixture
def volunteer(serve):
    """One star is reached and waits."""
    volunteer = VolunteerFactory()
    serve(volunteer, 6000)
    return volunteer
