"""Whoever looks at something hazardous hears in time what insurance is missing and what to do, not only at the gate."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.insured import lack_before
from apps.activities.models import Activity
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    CoverFactory,
    PolicyFactory,
    ShiftFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NINE = nine_oclock(5)
CONSENTS, MINE = reverse("accounts:consents"), reverse("insurance:mine")


@pytest.fixture
def policy():
    return PolicyFactory(is_named=True, name="抢险意外险")


@pytest.fixture
def activity(policy):
    held = ActivityFactory(is_hazardous=True, starts_at=NINE, ends_at=NINE + datetime.timedelta(hours=3))
    ShiftFactory(position__activity=held)
    return held


def lack(activity, volunteer):
    found = lack_before(activity, volunteer)
    return (found.code, found.url) if found else None


def page(client, activity, user):
    client.force_login(user)
    return client.get(reverse("activities:detail", args=[activity.pk])).content.decode()


@pytest.mark.parametrize(
    ("state", "agreed", "told"),
    [
        ("eligible", False, ("insurer_consent_missing", CONSENTS)),
        ("eligible", True, ("not_accepted_yet", MINE)),
        ("sent", True, ("not_accepted_yet", MINE)),
        ("refused", True, ("refused_by_insurer", MINE)),
        ("accepted", True, None),
    ],
)
def test_where_it_stands_with_the_free_policy(activity, policy, state, agreed, told):
    volunteer = CoverFactory(policy=policy, state=state).volunteer
    if agreed:
        ConsentFactory(user=volunteer.user, purpose="insurer")

    assert lack(activity, volunteer) == told


def test_the_page_says_it_beside_the_shifts(client, activity, policy):
    missing = CoverFactory(policy=policy, state="eligible").volunteer
    insured = CoverFactory(policy=policy).volunteer
    words = "先同意把名单交给保险公司"

    assert words in page(client, activity, missing.user)
    assert f'href="{CONSENTS}"' in page(client, activity, missing.user)
    assert words not in page(client, activity, insured.user)


def test_nothing_is_said_where_nothing_is_dangerous(activity, policy):
    volunteer = CoverFactory(policy=policy, state="eligible").volunteer
    Activity.objects.update(is_hazardous=False)
    activity.refresh_from_db()

    assert lack(activity, volunteer) is None


@pytest.mark.parametrize(
    ("is_named", "agreed", "told"),
    [
        (True, False, ("insurer_consent_missing", CONSENTS)),
        (True, True, ("not_accepted_yet", "")),
        (False, False, None),
    ],
)
def test_the_activitys_own_policy_begins_with_signing_up(activity, is_named, agreed, told):
    own = PolicyFactory(organization=activity.organization, serves="activity", is_named=is_named)
    Activity.objects.update(policy=own)
    activity.refresh_from_db()
    volunteer = VolunteerFactory()
    if agreed:
        ConsentFactory(user=volunteer.user, purpose="insurer")

    assert lack(activity, volunteer) == told


def test_an_age_outside_the_activitys_policy_is_told_before(activity, policy):
    own = PolicyFactory(organization=activity.organization, serves="activity", maximum_age=20)
    Activity.objects.update(policy=own)
    activity.refresh_from_db()
    policy.maximum_age = 20
    policy.save()

    assert lack(activity, VolunteerFactory()) == ("age_outside_policy", "")


def test_a_visitor_is_asked_to_sign_in_first(client, activity):
    assert lack_before(activity, None) is None
    assert client.get(reverse("activities:detail", args=[activity.pk])).status_code == 200


def test_it_costs_a_page_the_same_however_many_covers_there_are(client, activity, policy):
    volunteer = CoverFactory(policy=policy, state="eligible").volunteer

    def queries():
        with CaptureQueriesContext(connection) as found:
            page(client, activity, volunteer.user)
        return len(found)

    queries()
    few = queries()
    CoverFactory.create_batch(15, volunteer=volunteer, policy__is_named=True, state="eligible")

    assert queries() == few
