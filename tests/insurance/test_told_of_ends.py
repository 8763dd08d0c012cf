"""Whose insurance ends or begins hears of it: the person, the guardians of a child, whoever organises and comes."""

import os
import time

import pytest

from apps.activities.uninsured import uninsured
from apps.core import outbox
from apps.core.days import today
from apps.insurance import actions, tasks
from apps.insurance.handing_over import FileDrop
from apps.messaging.models import Message
from tests.factories import (
    ActivityFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    GuardianshipFactory,
    OfficerFactory,
    PolicyFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)
from tests.insurance.test_policies import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def child():
    child = CoverFactory(
        volunteer__birth_date=today() - 4000 * DAY,
        volunteer__name="王小满",
        policy__is_named=True,
        state="sent",
    )
    child.guardian = GuardianshipFactory(child=child.volunteer).guardian.user
    return child


def test_guardians_hear_what_the_insurer_said_of_a_child(child, officer):
    delivery = DeliveryFactory(policy=child.policy)
    DeliveryLineFactory(delivery=delivery, cover=child)

    actions.accept_all(delivery, from_day=today(), by=officer)

    to = {(one.recipient, one.body.startswith("王小满：")) for one in Message.objects.all()}
    assert to == {(child.guardian, True), (child.volunteer.user, False)}


def test_guardians_hear_of_the_end_of_a_childs_insurance(child, officer):
    actions.withdraw_policy(child.policy, reason="换公司", by=officer)
    outbox.sweep()

    to = {(one.recipient, one.body.startswith("王小满：")) for one in Message.objects.all()}
    assert to == {(child.guardian, True), (child.volunteer.user, False)}


# --- what may hurt people stands without a policy --------------------------------------------------------


@pytest.fixture
def policy():
    return PolicyFactory()


@pytest.fixture
def signup(policy):
    """To something hazardous in five days."""
    start = nine_oclock(5)
    activity = ActivityFactory(is_hazardous=True, starts_at=start, ends_at=start + DAY / 8)
    return SignupFactory(shift=ShiftFactory(position__activity=activity))


def test_who_organises_and_who_signed_up_hear_that_the_policy_is_gone(client, policy, signup, officer):
    activity = signup.shift.position.activity
    staff = StaffFactory(organization=activity.organization).user

    actions.withdraw_policy(policy, reason="换公司", by=officer)

    kinds = {"activity.uninsured", "signup.uninsured"}
    messages = Message.objects.filter(kind__in=kinds).order_by("kind")
    assert [(one.kind, one.recipient) for one in messages] == [
        ("activity.uninsured", staff),
        ("signup.uninsured", signup.volunteer.user),
    ]
    client.force_login(staff)
    page = client.get(messages[0].url).content.decode()
    assert "现在没有保险管到最后一班，谁也签不了到" in page


@pytest.mark.parametrize("region", ["150430", "1504", "15"])
def test_where_another_policy_stands_nobody_is_alarmed(policy, signup, officer, region):
    PolicyFactory(region_id=region)

    actions.withdraw_policy(policy, reason="换公司", by=officer)

    assert not uninsured().exists()
    assert not Message.objects.filter(kind__endswith=".uninsured").exists()


@pytest.mark.parametrize("other", [{"region_id": "150421"}, {"covers_hazard": False}, {"ends_on": today()}])
def test_a_policy_that_does_not_do_is_none(policy, signup, officer, other):
    PolicyFactory(**other)

    actions.withdraw_policy(policy, reason="换公司", by=officer)

    assert list(uninsured()) == [signup.shift.position.activity]


# --- files that were handed over -------------------------------------------------------------------------


def test_files_handed_over_long_ago_are_forgotten(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    policy = PolicyFactory(is_named=True)
    for key, ago in (("old", 31), ("new", 29)):
        FileDrop().hand_over(policy, [["姓名"]], key=key)
        at = time.time() - ago * 86400
        os.utime(FileDrop.folder_of(policy) / f"{key}.csv", (at, at))

    tasks.insure()

    assert [path.name for path in FileDrop.folder_of(policy).iterdir()] == ["new.csv"]
