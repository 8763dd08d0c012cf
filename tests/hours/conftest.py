import pytest

from apps.hours.models import HourRecord
from tests.factories import HourRecordFactory, StaffFactory


@pytest.fixture
def record():
    """An hour and a half that waits to be confirmed."""
    return HourRecordFactory()


@pytest.fixture
def manager(record):
    """Someone who manages the organisation of the record."""
    return StaffFactory(organization=record.organization).user


@pytest.fixture
def records_of():
    """The queryset of some records, as a page hands it to an action."""

    def choose(*records):
        return HourRecord.objects.filter(pk__in=[r.pk for r in records])

    return choose
