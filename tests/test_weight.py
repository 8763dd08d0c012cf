"""A volunteer's page is light enough for a phone at the edge of the net: at most 100 kB, all in all, as it is sent."""

import datetime
import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import (
    ActivityFactory,
    HourRecordFactory,
    ShiftFactory,
    SignupFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
MOST = 100_000


@pytest.fixture
def person():
    """Somebody with a past and plans: as many sign-ups and hours as a page shows."""
    somebody = VolunteerFactory()
    for days_ahead in range(2, 22):
        begins = nine_oclock(days_ahead)
        SignupFactory(
            volunteer=somebody,
            shift__position__activity__starts_at=begins,
            shift__position__activity__ends_at=begins + datetime.timedelta(hours=3),
        )
    HourRecordFactory.create_batch(
        20,
        signup=SignupFactory(
            volunteer=somebody, shift__starts_at=nine_oclock(30), shift__ends_at=nine_oclock(31)
        ),
    )
    return somebody


@pytest.fixture
def activity():
    """One with twenty shifts, as a page shows them."""
    one = ActivityFactory()
    ShiftFactory.create_batch(20, position__activity=one)
    return one


def files_of(html):
    """Our own files that a browser fetches for this page."""
    return {ROOT / "static" / name for name in re.findall(r"""(?:src|href)="/static/([^"#?]+)""", html)}


def weight(file):
    """Pictures are compressed already and sent as they are."""
    text = file.suffix in {".css", ".js", ".svg"}
    return len(gzip.compress(file.read_bytes()) if text else file.read_bytes())


@pytest.mark.parametrize(
    "name",
    [
        "portal:me",
        "activities:list",
        "activities:detail",
        "activities:check_in",
        "insurance:mine",
        "claims:mine",
    ],
)
def test_a_page_of_a_volunteer_is_light(client, person, activity, name):
    client.force_login(person.user)

    answer = client.get(reverse(name, args=[activity.pk] if name.endswith("detail") else []))

    assert answer.status_code == 200
    files = files_of(answer.content.decode())
    assert {"app.css", "app.js", "icons.svg"} <= {file.name for file in files}
    assert len(gzip.compress(answer.content)) + sum(weight(file) for file in files) <= MOST
