"""The night in which overdue complaints are told about dies anywhere, and each is told once all the same."""

import datetime
from collections import Counter
from itertools import count

import pytest
from django.db import connection

from apps.core import days
from apps.governance import tasks
from apps.messaging.models import Message
from tests.factories import ComplaintFactory, OfficerFactory
from tests.killing import Axe, Killed, undone

pytestmark = pytest.mark.django_db


def told():
    return Counter(Message.objects.values_list("kind", "recipient", "key"))


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_wherever_it_is_killed_the_next_night_tells_the_rest(behind):
    OfficerFactory()
    OfficerFactory(region="1504")
    ComplaintFactory.create_batch(3, accept_by=days.today() - datetime.timedelta(days=1))
    with undone():
        tasks.warn_overdue()
        whole = told()
    assert (len(whole), set(whole.values())) == (6, {1})

    for blow in count():
        with undone():
            axe = Axe(blow, "messaging", "governance", "core", behind=behind)
            try:
                with connection.execute_wrapper(axe):
                    tasks.warn_overdue()
            except Killed:
                tasks.warn_overdue()
            assert told() == whole, f"killed at its write number {blow}"
        if not axe.has_fallen:
            break

    assert blow >= 1
