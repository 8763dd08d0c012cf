"""Each invariant is broken on purpose, by the back door, and must name the row."""

from contextlib import contextmanager

import pytest
from django.db import connection

from apps.certificates import soundness
from apps.certificates.actions import begin_batch, issue_service
from apps.certificates.models import Batch, Certificate
from apps.certificates.soundness import unsound
from apps.certificates.tasks import check_signatures
from apps.core import days, invariants, keyring, outbox
from tests.certificates.conftest import SINCE
from tests.factories import VolunteerFactory

pytestmark = pytest.mark.django_db

NAMES = [name for name in invariants.names() if name.startswith("certificates_")]


@contextmanager
def back_door():
    """A cursor for which triggers sleep, as after a bad restore."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("certificates_certificate", "certificates_certificatebasis", "hours_hourrecord"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor


def broken():
    """{name: ids} of what does not hold."""
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in NAMES}
    return {name: ids for name, ids in found.items() if ids}


def test_all_hold_in_the_ordinary_way(certificate, serve, volunteer, organization, owner):
    serve(VolunteerFactory())
    begin_batch(organization, by=owner, kind="service", since=SINCE, until=days.today())
    outbox.sweep()
    issue_service(volunteer, by=volunteer.user, since=SINCE, until=days.today())
    assert (broken(), list(unsound())) == ({}, [])


def test_valid_show_no_more_than_there_is(certificate):
    with back_door() as cursor:
        cursor.execute("UPDATE hours_yeartotal SET minutes = 100")
    assert broken() == {"certificates_valid_show_no_more_than_there_is": [certificate.pk]}


@pytest.mark.parametrize(
    "change",
    [
        "state = 'voided', voided_by_id = decided_by_id, voided_at = now(), reason = 'x'",
        "decided_at = now() + interval '1 day'",
    ],
)
def test_valid_stand_on_what_counts(certificate, change):
    with back_door() as cursor:
        cursor.execute(
            f"UPDATE hours_hourrecord SET {change} WHERE id = (SELECT min(id) FROM hours_hourrecord)"  # noqa: S608
        )
    assert broken() == {"certificates_valid_stand_on_what_counts": [certificate.pk]}


def test_valid_stand_on_something(certificate):
    with back_door() as cursor:
        cursor.execute("DELETE FROM certificates_certificatebasis")
    assert broken() == {"certificates_valid_stand_on_what_counts": [certificate.pk]}


def test_minutes_are_those_of_their_records(certificate):
    with back_door() as cursor:
        cursor.execute("UPDATE certificates_certificate SET minutes = 179")
    assert broken() == {"certificates_minutes_are_those_of_their_records": [certificate.pk]}


def test_replaced_name_a_newer_one_about_the_same(certificate, volunteer):
    issue_service(volunteer, by=volunteer.user, since=SINCE, until=days.today())
    with back_door() as cursor:
        cursor.execute("UPDATE certificates_certificate SET scope = 'x' WHERE state = 'replaced'")
    assert broken() == {"certificates_replaced_name_a_newer_one_about_the_same": [certificate.pk]}


def test_batches_count_their_lines(records, organization, owner):
    batch = begin_batch(organization, by=owner, kind="service", since=SINCE, until=days.today())
    outbox.sweep()
    Batch.objects.filter(pk=batch.pk).update(made=0, left_out=1)
    assert broken() == {"certificates_batches_count_their_lines": [batch.pk]}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("payload = overlay(payload placing 'XX' from 60)", "the signature does not verify"),
        ("number = 'FW2026-00000-00000'", "the signature does not verify"),
        ("minutes = 1", "the signed code says something else"),
        ("digest = repeat('0', 64)", "the signed code says something else"),
    ],
)
def test_every_certificate_is_what_was_signed(certificate, change, why):
    with back_door() as cursor:
        cursor.execute(f"UPDATE certificates_certificate SET {change}")  # noqa: S608
    assert [wrong for _number, wrong in unsound()] == [why]


def test_its_contents_are_those_that_were_signed(certificate):
    field = Certificate._meta.get_field("claims")
    with back_door() as cursor:
        sealed = keyring.seal(certificate.claims.replace("180", "181"), field.context)
        cursor.execute("UPDATE certificates_certificate SET claims = %s", [sealed])
    assert list(unsound()) == [(certificate.number, "the contents are not those that were signed")]


def test_by_night_each_is_looked_at_and_what_is_wrong_is_told(
    certificate, serve, organization, owner, client, monkeypatch
):
    """Round by round: where one night ends the next goes on, and what was found is told until a whole round finds it
    mended."""
    monkeypatch.setattr(soundness, "CHUNK", 1)
    serve(VolunteerFactory())
    begin_batch(organization, by=owner, kind="service", since=SINCE, until=days.today())
    outbox.sweep()
    with back_door() as cursor:
        cursor.execute("UPDATE certificates_certificate SET minutes = 1 WHERE id = %s", [certificate.pk])

    def failed():
        return client.get("/healthz/").json()["checks_failed"]

    assert failed() == 0
    everything = Certificate.objects.count()
    assert [soundness.check_on(0) for _night in range(everything)] == [1] * everything
    assert (soundness.check_on(), failed()) == (0, 1)
    with back_door() as cursor:
        cursor.execute("UPDATE certificates_certificate SET minutes = 180 WHERE id = %s", [certificate.pk])
    assert (soundness.check_on(0), failed()) == (1, 1)
    check_signatures()
    assert failed() == 0
