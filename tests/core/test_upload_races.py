"""Two at once want the same file."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from apps.core import uploads
from apps.core.errors import Refused
from apps.core.models import KeptFile
from tests.conftest import Meanwhile
from tests.files import kept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file():
    """Handed in long ago, and used by nothing yet."""
    file = kept(used=False)
    KeptFile.objects.update(kept_at=timezone.now() - datetime.timedelta(days=2))
    return file


def attach(file):
    try:
        return uploads.attach([file], by=file.kept_by)
    except Refused as refusal:
        return refusal.code


def test_a_file_is_attached_to_one_of_two_things(file, until_it_waits):
    with transaction.atomic():
        uploads.attach([file], by=file.kept_by)
        other = until_it_waits(lambda: attach(file))
    other.join()

    assert other.result == "file_gone"


def test_a_file_that_is_just_being_used_is_not_swept_away(file):
    with transaction.atomic():
        uploads.attach([file], by=file.kept_by)
        sweeping = Meanwhile(uploads.remove_unused)
        sweeping.start()
        sweeping.join()

    assert (sweeping.result, KeptFile.objects.get().used_at is not None) == (0, True)
    assert uploads.content(file)


def test_a_file_that_is_just_being_swept_away_is_gone_for_who_comes_later(file, until_it_waits):
    with transaction.atomic():
        assert uploads.remove_unused() == 1
        other = until_it_waits(lambda: attach(file))
    other.join()

    assert other.result == "file_gone"
    assert not file.file.storage.exists(file.file.name)
