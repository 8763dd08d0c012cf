"""The nights of training die anywhere: the next run does the rest, and nothing twice."""

import datetime
from collections import Counter
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from apps.core import days
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.models import Message
from apps.training import tasks
from apps.training.models import Enrolment, EnrolmentMove, TrainedFigures
from tests.factories import (
    CompletionFactory,
    EnrolmentFactory,
    MemberFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.killing import Axe, Killed, undone
from tests.training.conftest import HOUR, over

pytestmark = pytest.mark.django_db


def missed():
    session = TrainingSessionFactory()
    EnrolmentFactory.create_batch(2, session=session)
    over(session, days=10)


def lapsing():
    """An offer that nobody answered, and two who wait behind it."""
    session = TrainingSessionFactory(capacity=1)
    late = timezone.now() - HOUR
    EnrolmentFactory(session=session, state="offered", queue_number=1, offered_until=late)
    for number in (2, 3):
        EnrolmentFactory(session=session, state="waiting", queue_number=number)


def ending():
    for left in (5, 20):
        CompletionFactory(expires_on=days.today() + left * days.ONE)


def tomorrow():
    at = days.start_of(days.today() + days.ONE) + datetime.timedelta(hours=9)
    EnrolmentFactory.create_batch(2, session=TrainingSessionFactory(starts_at=at))


def lacking():
    """With a policy by which it is everybody's turn each night."""
    PolicyRow.objects.filter(topic="training", item="basic_remind_days").update(value=3)
    VolunteerFactory.create_batch(2)


def lacking_among_the_backbone():
    PolicyRow.objects.filter(topic="training", item="backbone_remind_days").update(value=3)
    for person in VolunteerFactory.create_batch(2):
        MemberFactory(user=person.user, backbone_since=days.today(), backbone_by=UserFactory())


NIGHTS = {
    "count_no_shows": missed,
    "lapse_offers": lapsing,
    "remind_running_out": ending,
    "remind_tomorrow": tomorrow,
    "remind_basic": lacking,
    "remind_backbone": lacking_among_the_backbone,
    "count_trained": CompletionFactory,
}


def stands():
    """What came of a night: who was told what, where everybody stands by which steps, and the figures."""
    return {
        "told": Counter(Message.objects.values_list("kind", "recipient", "key")),
        "enrolments": sorted(Enrolment.objects.values_list("pk", "state")),
        "moves": Counter(EnrolmentMove.objects.values_list("enrolment", "was", "became")),
        "noted": Counter(AuditRow.objects.values_list("action", flat=True)),
        "figures": sorted(
            TrainedFigures.objects.filter(kind=None).values_list(
                "region", "year", "group", "people", "trained"
            )
        ),
    }


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
@pytest.mark.parametrize("night", NIGHTS)
def test_wherever_it_is_killed_the_next_run_does_the_rest(night, behind):
    NIGHTS[night]()
    run = getattr(tasks, night)
    before = stands()
    with undone():
        run()
        whole = stands()
    assert whole != before

    for blow in count():
        with undone():
            axe = Axe(blow, "messaging", "training", "core", behind=behind)
            try:
                with connection.execute_wrapper(axe):
                    run()
            except Killed:
                run()
            assert stands() == whole, f"killed at its write number {blow}"
        if not axe.has_fallen:
            break
