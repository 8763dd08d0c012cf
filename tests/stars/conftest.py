import pytest

from apps.hours.models import YearTotal
from apps.hours.signals import hours_changed


@pytest.fixture
def serve():
    """Bring a volunteer's confirmed minutes of a year to a number, as the ledger does, and announce it."""

    def write(volunteer, minutes, year=2026):
        YearTotal.objects.update_or_create(volunteer=volunteer, year=year, defaults={"minutes": minutes})
        hours_changed.send(sender=YearTotal, volunteer_ids=[volunteer.pk], years=[year])

    return write
