"""A whole batch is measured with rows of its own, of which nothing is left."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.accounts.models import User
from apps.certificates import benchmark
from apps.certificates.models import Batch, Certificate
from apps.core.models import KeptFile, OutboxItem
from apps.organizations.models import Organization
from apps.registration.models import Volunteer

pytestmark = pytest.mark.django_db


def test_a_batch_is_measured_from_its_beginning_to_the_last_byte_of_the_zip():
    measured = benchmark.measure(people=23, lines=2)
    assert (measured.certificates, measured.chunks) == (23, 2)
    assert measured.zip_bytes > 23 * 20_000
    assert 0 < measured.slowest <= measured.seconds


def test_it_prints_time_and_memory_and_leaves_nothing():
    before, out = rows(), StringIO()
    call_command("bench_certificates", "--batch", "--count=2", "--lines=1", stdout=out)
    assert "a batch of 2 certificates" in out.getvalue()
    assert ("s in 1 jobs" in out.getvalue(), "MB at most" in out.getvalue()) == (True, True)
    assert rows() == before


def rows():
    models = (User, Volunteer, Organization, Batch, Certificate, KeptFile, OutboxItem)
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return {model.__name__: model.objects.count() for model in models}, files
