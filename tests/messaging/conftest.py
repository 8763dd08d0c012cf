import pytest

from apps.core.models import PolicyRow


@pytest.fixture
def by_day():
    """It is never night, whenever the tests run."""
    PolicyRow.objects.filter(topic="quiet_hours", item="from").update(value=24)
    PolicyRow.objects.filter(topic="quiet_hours", item="until").update(value=0)


@pytest.fixture
def by_night(by_day):
    """It is always night, until eight in the morning."""
    PolicyRow.objects.filter(topic="quiet_hours", item="from").update(value=0)
