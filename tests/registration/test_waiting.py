"""How long people wait for a look at their document."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.regions.models import Region
from apps.registration.models import IdentityCase
from apps.registration.waiting import waits_within
from tests.factories import IdentityCaseFactory, OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db


def ago(**span):
    return timezone.now() - datetime.timedelta(**span)


def decided(waited_hours, *, region="150430", by=None, finished=None):
    finished = finished or ago(hours=1)
    return IdentityCaseFactory(
        region_id=region,
        state="passed",
        submitted_at=finished - datetime.timedelta(hours=waited_hours),
        decided_at=finished,
        decided_by=by or UserFactory(),
    )


def of(code, within="1504"):
    return next(wait for wait in waits_within(Region.objects.get(pk=within)) if wait.region.pk == code)


def test_the_median_of_what_was_decided_and_the_oldest_that_waits():
    for hours in (1, 2, 10, 20, 300):
        decided(hours)
    IdentityCaseFactory(submitted_at=ago(days=9))
    IdentityCaseFactory()

    banner = of("150430")

    assert (banner.waiting, banner.late, banner.decided, banner.median_hours) == (2, 1, 5, 10)
    assert (banner.late_share, banner.oldest_days) == (20, 9)


def test_of_too_few_nothing_is_said():
    for hours in (1, 2, 10, 20):
        decided(hours)

    banner = of("150430")

    assert (banner.decided, banner.median_hours, banner.late_share) == (4, None, None)


def test_what_was_decided_long_ago_or_by_no_person_does_not_count():
    decided(5, finished=ago(days=100))
    IdentityCaseFactory(state="passed", decided_at=timezone.now(), decided_by=None)

    assert of("150430").decided == 0


def test_a_league_is_the_whole_of_its_banners():
    IdentityCaseFactory(region_id="150429")
    IdentityCaseFactory()

    league = of("1504")

    assert (league.waiting, of("150430").waiting, of("150429").waiting, of("150421").waiting) == (2, 1, 1, 0)


def test_a_correction_asked_for_is_nobody_who_waits_for_us():
    IdentityCaseFactory(state="correction", reason="改一处")

    assert of("150430").waiting == 0


def test_a_banner_stands_alone():
    assert [wait.region.pk for wait in waits_within(Region.objects.get(pk="150430"))] == ["150430"]


def test_the_page_asks_the_same_questions_for_one_and_for_thirty(client):
    client.force_login(OfficerFactory(region="1504").user)
    page = reverse("registration:waiting", args=["1504"])

    def questions():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    IdentityCaseFactory()
    few = questions()
    IdentityCaseFactory.create_batch(29)

    assert questions() == few
    assert IdentityCase.objects.count() == 30
