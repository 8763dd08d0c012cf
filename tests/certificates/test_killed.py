"""A worker that makes certificates dies anywhere, and everybody gets exactly one all the same."""

from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from apps.certificates.actions import batches, begin_batch
from apps.certificates.models import BatchLine, Certificate, CertificateBasis
from apps.certificates.soundness import unsound
from apps.core import days, invariants, outbox
from apps.core.models import AuditRow, KeptFile, OutboxItem
from tests.certificates.conftest import SINCE
from tests.factories import VolunteerFactory
from tests.killing import Axe, Killed, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(organization, owner, serve, monkeypatch):
    """Three people, made two at a time."""
    monkeypatch.setattr(batches, "CHUNK", 2)
    for _one in range(3):
        serve(VolunteerFactory())
    return begin_batch(organization, by=owner, kind="service", since=SINCE, until=days.today())


def picture(batch):
    """All that the worker leaves behind."""
    batch.refresh_from_db()
    made = Certificate.objects.filter(batch=batch)
    return {
        "batch": (batch.state, batch.made, batch.left_out),
        "certificates": sorted(made.values_list("volunteer", "state", "minutes")),
        "lines": BatchLine.objects.filter(batch=batch, certificate__in=made, problem="").count(),
        "bases": CertificateBasis.objects.count(),
        "files": KeptFile.objects.filter(pk__in=made.values("pdf")).count(),
        "noted": AuditRow.objects.filter(action="certificate.issued").count(),
        "waiting": OutboxItem.objects.filter(kind="certificate_batch", state="waiting").count(),
        "broken": {name: rows for name in NAMES if (rows := list(invariants.bad_rows(name)))},
    }


NAMES = [name for name in invariants.names() if name.startswith("certificates_")]


def next_worker():
    """Whoever comes once the leases of the dead have run out."""
    OutboxItem.objects.filter(state="waiting").update(due_at=timezone.now())
    outbox.sweep()


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_wherever_it_is_killed_the_next_worker_makes_the_rest(batch, behind):
    with undone():
        outbox.sweep()
        whole = picture(batch)
    assert (whole["batch"], whole["lines"], whole["noted"]) == (("done", 3, 0), 3, 3)
    assert (whole["waiting"], whole["broken"]) == (0, {})

    for blow in count():
        with undone():
            axe = Axe(blow, "certificates", "core_keptfile", behind=behind)
            try:
                with connection.execute_wrapper(axe):
                    outbox.sweep()
            except Killed:
                next_worker()
            assert picture(batch) == whole, f"killed at its write number {blow}"
            assert list(unsound()) == []
        if not axe.has_fallen:
            break

    assert blow >= 10


def test_all_of_it_twice_makes_nothing_twice(batch):
    outbox.sweep()
    once = picture(batch)
    OutboxItem.objects.filter(kind="certificate_batch").update(state="waiting", done_at=None, attempts=0)
    next_worker()
    assert picture(batch) == once
