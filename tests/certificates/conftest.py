import datetime

import pypdfium2
import pytest
from django.utils import timezone

from apps.certificates.actions import issue_service
from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from tests.factories import (
    CompletionFactory,
    HourRecordFactory,
    OrganizationFactory,
    OutsideTrainingFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from volunteer_platform.local import signing_keys

TODAY = days.today()
SINCE = TODAY - datetime.timedelta(days=100)


def pages_of(pdf):
    """The words of each page, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def learnt(volunteer, **fields):
    """A completed training as it comes about elsewhere: entered by one person and compared by another."""
    completion = CompletionFactory(volunteer=volunteer, decided_by=UserFactory(), **fields)
    OutsideTrainingFactory(
        **{name: getattr(completion, name) for name in ("volunteer", "standard", "passed_on", "decided_by")},
        completion=completion,
        state="recorded",
        decided_at=timezone.now(),
    )
    return completion


@pytest.fixture
def rotated(settings):
    """A second key signs, and of the first there is the public half only; `bad_from`: from then on it is not believed."""

    def done(**bad):
        first = settings.KEYS["certificate"]["keys"]["c1"]
        made = {"c1": {**signing_keys.retired(first, TODAY), **bad}, "c2": signing_keys.make("c2")}
        settings.KEYS = {**settings.KEYS, "certificate": {"current": "c2", "keys": made}}

    return done


@pytest.fixture
def volunteer():
    return VolunteerFactory(name="苏日娜")


@pytest.fixture
def organization():
    return OrganizationFactory(name="新惠镇志愿服务队")


@pytest.fixture
def owner(organization):
    return StaffFactory(organization=organization).user


@pytest.fixture
def serve(owner, organization):
    """Somebody served an hour and a half with the organisation, so many times, and the hours are confirmed."""

    def confirmed(volunteer, times=1, where=organization, by=owner, **fields):
        records = HourRecordFactory.create_batch(
            times,
            signup__volunteer=volunteer,
            signup__shift__position__activity__organization=where,
            **fields,
        )
        confirm_hours(HourRecord.objects.filter(pk__in=[record.pk for record in records]), by=by)
        return list(HourRecord.objects.filter(pk__in=[record.pk for record in records]).order_by("pk"))

    return confirmed


@pytest.fixture
def records(serve, volunteer):
    return serve(volunteer, 2)


@pytest.fixture
def certificate(records, volunteer):
    """Three hours with one organisation, line by line."""
    return issue_service(volunteer, by=volunteer.user, since=SINCE, until=days.today())
