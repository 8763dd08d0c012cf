import datetime
import inspect
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.core import invariants, outbox
from apps.core.models import OutboxItem
from apps.messaging.actions import News, tell
from apps.messaging.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def telling(monkeypatch):
    """An item kind that tells someone something, as a real one would."""

    def perform(payload, *, key):
        tell("signup", [News(payload["user"], key, "你好")])

    monkeypatch.setitem(outbox.HANDLERS, "tell", perform)


@pytest.fixture
def breaking(monkeypatch):
    def perform(payload, *, key):
        raise ConnectionError(f"secret {key}")

    monkeypatch.setitem(outbox.HANDLERS, "break", perform)


def test_what_is_set_aside_is_heard_of_once_and_is_set_aside_even_if_that_fails(breaking, monkeypatch):
    heard = []

    def hear(payload):
        heard.append(payload)
        raise ConnectionError

    monkeypatch.setitem(outbox.GIVEN_UP, "break", hear)
    outbox.put("break", {"a": {"n": 1}, "b": {"n": 2}})
    OutboxItem.objects.filter(key="b").update(attempts=OutboxItem.MAX_ATTEMPTS)  # its workers were lost
    for _time in range(OutboxItem.MAX_ATTEMPTS + 1):
        due_now()
        outbox.sweep()
    assert sorted(one["n"] for one in heard) == [1, 2]
    assert set(OutboxItem.objects.values_list("state", flat=True)) == {"dead"}


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


def test_only_the_item_that_was_begun_is_blamed_for_a_lost_worker(telling):
    user = UserFactory()
    outbox.put("tell", {"a": {"user": user.pk}, "b": {"user": user.pk}})
    first, _second = outbox.lease()
    outbox._begin(first)  # this worker dies here

    assert sorted(OutboxItem.objects.values_list("attempts", flat=True)) == [0, 1]


def test_who_lost_the_lease_does_nothing_more_with_the_item(telling):
    user = UserFactory()
    outbox.put("tell", {"a": {"user": user.pk}})
    (slow,) = outbox.lease()
    due_now()
    (quick,) = outbox.lease()

    outbox.perform(slow)
    assert Message.objects.count() == 0
    outbox.perform(quick)
    assert Message.objects.count() == 1


def test_each_failure_makes_it_wait_four_times_as_long(breaking):
    outbox.put("break", {"a": {}})
    waited = []
    for _ in range(4):
        due_now()
        outbox.sweep()
        waited.append(round((OutboxItem.objects.get().due_at - timezone.now()).total_seconds() / 60))

    assert waited == [2, 8, 32, 128]


def test_what_goes_outside_is_sent_in_no_transaction_of_ours_and_with_its_key(monkeypatch):
    sent = []
    monkeypatch.setitem(
        outbox.HANDLERS,
        "send",
        lambda payload, *, key: sent.append((key, payload, len(connection.savepoint_ids))),
    )
    monkeypatch.setattr(outbox, "OUTSIDE", {"send"})
    outbox.put("send", {"a": {"n": 1}})

    outside = len(connection.savepoint_ids)
    outbox.sweep()

    assert sent == [("a", {"n": 1}, outside)]
    assert OutboxItem.objects.get().state == "done"


def test_what_says_not_yet_waits_and_has_failed_at_nothing(monkeypatch):
    until = timezone.now() + datetime.timedelta(hours=3)

    def not_yet(payload, *, key):
        raise outbox.NotYet(until)

    monkeypatch.setitem(outbox.HANDLERS, "wait", not_yet)
    outbox.put("wait", {"a": {}})

    outbox.sweep()

    item = OutboxItem.objects.get()
    assert (item.state, item.attempts, item.due_at) == ("waiting", 0, until)


def test_a_sweep_ends_with_its_shift_and_rings_for_the_rest(telling, monkeypatch):
    user, rung = UserFactory(), []
    monkeypatch.setattr(outbox, "SHIFT_SECONDS", -1)
    monkeypatch.setattr(outbox, "_ring", lambda: rung.append(True))
    outbox.put("tell", {str(n): {"user": user.pk} for n in range(60)})

    assert (outbox.sweep(), rung) == (50, [True])


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


@pytest.mark.parametrize("kind", sorted(outbox.HANDLERS))
def test_every_handler_takes_what_the_worker_gives_it(kind):
    names = inspect.signature(outbox.HANDLERS[kind]).parameters.values()
    assert [(one.name, one.kind.name) for one in names] == [
        ("payload", "POSITIONAL_OR_KEYWORD"),
        ("key", "KEYWORD_ONLY"),
    ]


def test_what_is_left_lying_is_found(telling):
    outbox.put("tell", {"a": {"user": UserFactory().pk}, "b": {"user": UserFactory().pk}})
    lying, leased = OutboxItem.objects.order_by("key")
    ten_minutes = datetime.timedelta(minutes=10)
    OutboxItem.objects.filter(pk=leased.pk).update(due_at=timezone.now() + OutboxItem.LEASE)
    OutboxItem.objects.filter(pk=lying.pk).update(due_at=timezone.now() - ten_minutes * 0.9)
    assert left_lying() == []
    OutboxItem.objects.filter(pk=lying.pk).update(due_at=timezone.now() - ten_minutes * 1.1)
    assert left_lying() == [lying.pk]

    outbox.sweep()

    assert left_lying() == []


def left_lying():
    return [row.id for row in invariants.bad_rows("core_what_must_happen_is_not_left_lying")]
