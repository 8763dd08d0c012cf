"""Rows and files held against each other: each kept file has its row, each row its file."""

import datetime
import uuid
from collections.abc import Iterator
from typing import NamedTuple

import structlog
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.core.models import KeptFile

ROOT = "kept"
GRACE = datetime.timedelta(hours=1)  # a file lies there a moment before its row
log = structlog.get_logger(__name__)


class Difference(NamedTuple):
    """Of one folder: keys of rows that have no file, and places of files that have no row."""

    missing: list
    strays: list


def differences() -> Iterator[Difference]:
    """Folder by folder, so that what is held in memory stays small however many files there are."""
    for number in range(256):
        folder = f"{ROOT}/{number:02x}"
        there = set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()
        rows = {key.hex for key in _rows_of(number).values_list("pk", flat=True)}
        strays = [f"{folder}/{name}" for name in sorted(there - rows)]
        yield Difference(
            [key for key in sorted(rows - there) if KeptFile.objects.filter(pk=key).exists()],
            [place for place in strays if _is_old(place)],
        )


def tidy():
    """Remove files without a row, which a power cut may leave behind, and say loudly how many rows lost their file."""
    removed = missing = 0
    for found in differences():
        missing += len(found.missing)
        for place in found.strays:
            default_storage.delete(place)
            removed += 1
    if missing:
        log.error("kept_files_missing", count=missing)
    return removed


def _rows_of(number):
    first, last = uuid.UUID(int=number << 120), uuid.UUID(int=((number + 1) << 120) - 1)
    return KeptFile.objects.filter(pk__range=(first, last))


def _is_old(place):
    try:
        return default_storage.get_modified_time(place) < timezone.now() - GRACE
    except FileNotFoundError:
        return False
