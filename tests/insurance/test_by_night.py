"""The night of insurance: done twice it is done once, and wherever it is cut off the next run brings it to the same end."""

import datetime
import re
from collections import Counter
from itertools import count

import pytest
from django.db import connection, transaction

from apps.core import invariants, outbox
from apps.core.days import today
from apps.insurance import tasks
from apps.insurance.models import Cover, Delivery, DeliveryLine, Policy
from apps.messaging.models import Message
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyFactory,
    ShiftFactory,
    SignupFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
WRITE = re.compile(r'\s*(?:WITH\b.*?)?(?:INSERT INTO|UPDATE|DELETE FROM) "?insurance_', re.DOTALL)
NINE = nine_oclock(5)


class Killed(BaseException):
    """The worker is gone: nothing catches that."""


class Axe:
    """Lets so many statements write to insurance, and kills the worker at the next: before it, or right behind it."""

    def __init__(self, blow, *, behind):
        self.left, self.behind, self.has_fallen = blow, behind, False

    def __call__(self, execute, sql, params, many, context):
        falls = self.writes(sql) and self.left == 0
        if self.writes(sql):
            self.left -= 1
        if falls and not self.behind:
            self.fall()
        result = execute(sql, params, many, context)
        if falls:
            self.fall()
        return result

    @staticmethod
    def writes(sql):
        return bool(WRITE.match(sql))

    def fall(self):
        self.has_fallen = True
        raise Killed


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path / "insurer"


@pytest.fixture
def evening():
    """A bit of everything: a policy that is over, one that runs out, people to let in, to report, and to take off."""
    OfficerFactory()
    over = DeliveryFactory(policy__ends_on=today() - DAY, day=today() - 9 * DAY, rows=2)
    DeliveryLineFactory.create_batch(2, delivery=over)
    named = PolicyFactory(is_named=True, ends_on=today() + 60 * DAY)
    for cover in CoverFactory.create_batch(2, policy=named, state="eligible"):
        ConsentFactory(user=cover.volunteer.user, purpose="insurer")
    VolunteerFactory.create_batch(2)
    organization = OrganizationFactory()
    own = PolicyFactory(organization=organization, serves="activity", is_named=True)
    activity = ActivityFactory(
        organization=organization,
        policy=own,
        is_hazardous=True,
        starts_at=NINE,
        ends_at=NINE + DAY / 8,
    )
    comes = SignupFactory(shift=ShiftFactory(position__activity=activity))
    ConsentFactory(user=comes.volunteer.user, purpose="insurer")
    CoverFactory(policy=own, state="eligible")  # who came no more


def night():
    tasks.insure()
    outbox.sweep()


def picture(folder):
    """All that the night leaves behind."""
    covers = Cover.objects.order_by("policy", "volunteer")
    lines = DeliveryLine.objects.order_by("delivery__key", "cover__volunteer")
    return (
        dict(Policy.objects.values_list("pk", "state")),
        list(covers.values_list("policy", "volunteer", "state", "during", "reason")),
        list(Delivery.objects.order_by("key").values_list("key", "rows", "state")),
        list(lines.values_list("delivery__key", "cover__volunteer", "kind")),
        Counter(Message.objects.values_list("kind", "recipient", "title")),
        sorted((path.name, len(path.read_text().splitlines())) for path in folder.rglob("*.csv")),
    )


def test_twice_is_once(evening, folder):
    night()
    once = picture(folder)

    night()

    assert picture(folder) == once
    states = Counter(Cover.objects.values_list("state", flat=True))
    assert states == {"ended": 3, "sent": 4, "eligible": 5}
    assert Counter(Delivery.objects.values_list("kind", "state")) == {("added", "handed_over"): 3}
    assert Counter(Message.objects.values_list("kind", flat=True)) == {
        "insurance.ends": 1,
        "insurance.ended": 2,
    }


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_wherever_it_is_killed_the_next_night_brings_it_to_the_same_end(evening, folder, behind):
    with undone():
        night()
        whole = picture(folder)

    for blow in count():
        with undone():
            axe = Axe(blow, behind=behind)
            try:
                with connection.execute_wrapper(axe):
                    tasks.insure()
            except Killed:
                outbox.sweep()
            night()
            night()
            assert picture(folder) == whole, f"killed at its write number {blow}"
            assert broken() == {}
        if not axe.has_fallen:
            break

    assert blow >= 8


def broken():
    names = [name for name in invariants.names() if name.startswith("insurance_")]
    return {name: rows for name in names if (rows := list(invariants.bad_rows(name)))}


class undone:  # noqa: N801 - read as a word: with undone()
    """What is done within never was."""

    def __enter__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, kind, *rest):
        if kind is None:
            transaction.set_rollback(True)
        return self.atomic.__exit__(kind, *rest)
