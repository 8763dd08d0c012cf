"""Recomputes that ended long ago are not kept."""

import datetime

import pytest
from django.utils import timezone

from apps.quotas.actions import forget_old_recomputes
from apps.quotas.models import Recompute, RecomputeChunk
from tests.factories import RecomputeFactory

pytestmark = pytest.mark.django_db


def ended(days_ago):
    at = timezone.now() - datetime.timedelta(days=days_ago)
    return RecomputeFactory(state="done", ended_at=at)


def test_what_ended_ninety_days_ago_goes_with_its_chunks_and_the_rest_stays():
    ended(91)
    lately = ended(89)
    running = RecomputeFactory(state="running", ended_at=None)

    assert [forget_old_recomputes(), forget_old_recomputes()] == [1, 0]
    assert set(Recompute.objects.all()) == {lately, running}
    assert {chunk.recompute for chunk in RecomputeChunk.objects.all()} == {lately, running}
