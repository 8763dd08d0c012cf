import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.core import outbox
from apps.core.models import OutboxItem
from apps.messaging.actions import News, tell
from apps.messaging.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def telling(monkeypatch):
    """An item kind that tells someone something, as a real one would."""

    def perform(payload, *, key):
        tell("test", [News(payload["user"], key, "你好")])

    monkeypatch.setitem(outbox.HANDLERS, "tell", perform)


@pytest.fixture
def breaking(monkeypatch):
    def perform(payload, *, key):
        raise ConnectionError(f"secret {key}")

    monkeypatch.setitem(outbox.HANDLERS, "break", perform)


def due_now():
    OutboxItem.objects.update(due_at=timezone.now())


def test_what_was_put_is_done_once(telling):
    user = UserFactory()
    outbox.put("tell", {"a": {"user": user.pk}})
    outbox.put("tell", {"a": {"user": user.pk}})

    outbox.sweep()
    outbox.sweep()

    assert Message.objects.to(user).count() == 1
    assert list(OutboxItem.objects.values_list("state", flat=True)) == ["done"]


def test_what_is_rolled_back_is_never_done(telling):
    user = UserFactory()
    with transaction.atomic():
        outbox.put("tell", {"a": {"user": user.pk}})
        transaction.set_rollback(True)

    assert (outbox.sweep(), Message.objects.count()) == (0, 0)


def test_a_leased_item_is_left_to_its_worker_until_the_lease_runs_out(telling):
    user = UserFactory()
    outbox.put("tell", {"a": {"user": user.pk}})
    (item,) = outbox.lease()  # this worker dies here

    assert outbox.lease() == []
    due_now()
    assert outbox.lease() == [item]


def test_an_item_performed_twice_has_one_effect(telling):
    user = UserFactory()
    outbox.put("tell", {"a": {"user": user.pk}})
    (item,) = outbox.lease()

    outbox.perform(item)
    outbox.perform(item)

    assert Message.objects.to(user).count() == 1


def test_an_item_that_always_fails_is_set_aside_after_five_attempts(breaking):
    outbox.put("break", {"a": {}})
    for _ in range(7):
        due_now()
        outbox.sweep()

    item = OutboxItem.objects.get()
    assert (item.state, item.attempts, item.error) == ("dead", 5, "ConnectionError")


def test_an_item_that_takes_its_worker_down_every_time_is_set_aside_too(telling, caplog):
    user = UserFactory()
    outbox.put("tell", {"a": {"user": user.pk}, "b": {"user": user.pk}})
    OutboxItem.objects.filter(key="a").update(attempts=5)

    outbox.sweep()

    states = OutboxItem.objects.order_by("key").values_list("state", "attempts", "error")
    assert list(states) == [("dead", 5, "the worker was lost"), ("done", 1, "")]
    assert "outbox_item_set_aside" in caplog.text


def test_a_failure_is_logged_with_what_failed_and_without_its_payload(breaking, caplog):
    outbox.put("break", {"a-secret-key": {"phone": "a secret number"}})

    outbox.sweep()

    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    said = record.msg
    assert (said["event"], said["kind"], said["item"]) == (
        "outbox_item_failed",
        "break",
        OutboxItem.objects.get().pk,
    )
    assert "secret" not in str({name: value for name, value in said.items() if name != "exc_info"})


def test_each_key_stands_once():
    OutboxItem.objects.create(kind="tell", key="a")
    with pytest.raises(IntegrityError, match="core_outboxitem_each_key_once"):
        OutboxItem.objects.create(kind="tell", key="a")


def test_done_without_a_time_is_impossible():
    with pytest.raises(IntegrityError, match="core_outboxitem_done_means_when"):
        OutboxItem.objects.create(kind="tell", key="a", state="done")


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_item(telling):
    user = UserFactory()
    outbox.put("tell", {str(n): {"user": user.pk} for n in range(4)})
    taken = []

    def other_worker():
        taken.extend(item.pk for item in outbox.lease(limit=4))
        connection.close()

    with transaction.atomic():
        mine = [item.pk for item in outbox.lease(limit=2)]
        other = threading.Thread(target=other_worker)
        other.start()
        other.join()

    assert (len(mine), len(taken), set(mine) & set(taken)) == (2, 2, set())
