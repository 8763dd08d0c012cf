"""What the database itself refuses, by the name of the rule."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.certificates.models import Batch, Certificate, CertificateBasis, Seal
from apps.core import days
from tests.factories import (
    ActivityFactory,
    BatchFactory,
    BatchLineFactory,
    CertificateBasisFactory,
    CertificateFactory,
    HourRecordFactory,
    KeptFileFactory,
    OrganizationFactory,
    SealFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"state": "revoked", "ended_at": NOW}, "ended_says_when_and_why"),
        ({"state": "revoked", "why": "作废"}, "ended_says_when_and_why"),
        ({"state": "replaced", "ended_at": NOW}, "ended_says_when_and_why"),
        ({"why": "作废"}, "ended_says_when_and_why"),
        ({"since": days.today()}, "period_is_in_order"),
        ({"since": days.today(), "until": days.today() - days.ONE}, "period_is_in_order"),
        ({"minutes": 0}, "says_how_long"),
        ({"digest": "x" * 64, "payload": "x"}, "digest_is_a_hash"),
        ({"number": "FW2026-IIIII-00000"}, "number_and_token_are_whole"),
        ({"token": "0" * 25}, "number_and_token_are_whole"),
        ({"kind": "thanks"}, "thanks_come_from_somebody"),
        ({"kind": "stated"}, "a_statement_says_whose_and_for_when"),
    ],
)
def test_a_certificate(fields, rule):
    CertificateFactory()
    with pytest.raises(IntegrityError, match=f"certificates_certificate_{rule}"):
        CertificateFactory(**fields)


@pytest.mark.parametrize(("field", "rule"), [("number", "each_number_once"), ("token", "each_token_once")])
def test_numbers_and_tokens_come_once(field, rule):
    there = CertificateFactory()
    with pytest.raises(IntegrityError, match=f"certificates_certificate_{rule}"):
        CertificateFactory(**{field: getattr(there, field)})


def test_one_is_valid_about_the_same():
    there = CertificateFactory()
    same = {"volunteer": there.volunteer, "scope": there.scope, "kind": there.kind}
    CertificateFactory(**same, state="revoked", ended_at=NOW, why="作废")
    with pytest.raises(IntegrityError, match="certificates_certificate_one_valid_about_the_same"):
        CertificateFactory(**same)


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 9000},
        {"number": "FW2026-00000-00000"},
        {"payload": "x"},
        {"digest": "0" * 64},
        {"claims": "{}  "},
        {"badge": "{}"},
        {"issued_at": NOW - datetime.timedelta(days=1)},
        {"scope": "star/5"},
    ],
)
def test_what_was_issued_stays_as_it_is(change):
    there = CertificateFactory()
    with pytest.raises(IntegrityError, match="what was issued stays as it is"), transaction.atomic():
        Certificate.objects.filter(pk=there.pk).update(**change)
    Certificate.objects.filter(pk=there.pk).update(claims="", pdf=None, badge="")


def test_no_page_is_put_in_place_of_another():
    there = CertificateFactory(pdf=KeptFileFactory())
    with pytest.raises(IntegrityError, match="what was issued stays as it is"):
        Certificate.objects.filter(pk=there.pk).update(pdf=KeptFileFactory())


def test_what_was_revoked_is_never_valid_again():
    there = CertificateFactory(state="revoked", ended_at=NOW, why="作废")
    with pytest.raises(IntegrityError, match="what was issued stays as it is"):
        Certificate.objects.filter(pk=there.pk).update(state="valid", ended_at=None, why="")


def test_a_certificate_is_never_removed():
    there = CertificateFactory()
    with pytest.raises(IntegrityError, match="rows are never removed"):
        Certificate.objects.filter(pk=there.pk).delete()


def test_a_base_stays():
    there = CertificateBasisFactory()
    with pytest.raises(IntegrityError, match="rows are only ever added"):
        CertificateBasis.objects.filter(pk=there.pk).delete()


def test_a_base_is_one_thing_and_each_record_comes_once():
    record, certificate = HourRecordFactory(), CertificateFactory()
    with (
        pytest.raises(IntegrityError, match="certificates_certificatebasis_is_one_thing"),
        transaction.atomic(),
    ):
        CertificateBasisFactory(record=record)
    CertificateBasisFactory(certificate=certificate, record=record, recognition=None)
    with pytest.raises(IntegrityError, match="certificates_certificatebasis_each_record_once"):
        CertificateBasisFactory(certificate=certificate, record=record, recognition=None)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"kind": "thanks"}, "thanks_for_an_activity_service_for_a_period"),
        ({"until": None}, "thanks_for_an_activity_service_for_a_period"),
        ({"until": days.today().replace(year=2020)}, "thanks_for_an_activity_service_for_a_period"),
        ({"kind": "stated"}, "only_a_statement_says_what_for"),
        ({"purpose": "party"}, "only_a_statement_says_what_for"),
        ({"made": 1, "left_out": 1}, "each_row_once"),
        ({"state": "done"}, "done_means_every_row"),
        ({"state": "stopped"}, "stopped_says_why"),
        ({"why": "没做完"}, "stopped_says_why"),
    ],
)
def test_a_batch(fields, rule):
    BatchFactory(kind="thanks", activity=ActivityFactory(), since=None, until=None)
    with pytest.raises(IntegrityError, match=f"certificates_batch_{rule}"):
        BatchFactory(**fields)


def test_a_line_of_a_batch():
    line = BatchLineFactory()
    with pytest.raises(IntegrityError, match="certificates_batchline_each_person_once"), transaction.atomic():
        BatchLineFactory(batch=line.batch, volunteer=line.volunteer)
    with pytest.raises(IntegrityError, match="certificates_batchline_made_or_says_why_not"):
        BatchLineFactory(certificate=CertificateFactory(), problem="没有时长")


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"state": "approved"}, "decided_means_by_whom_and_when"),
        ({"decided_at": NOW}, "decided_means_by_whom_and_when"),
        ({"state": "refused", "decided_at": NOW, "decided_by": "somebody"}, "refused_says_why"),
        ({"state": "approved", "decided_at": NOW, "decided_by": "asker"}, "nobody_approves_their_own"),
    ],
)
def test_a_seal(fields, rule):
    asker = UserFactory()
    people = {"somebody": UserFactory(), "asker": asker}
    fields = {name: people.get(value, value) for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=f"certificates_seal_{rule}"):
        SealFactory(asked_by=asker, **fields)


def test_one_seal_waits_and_one_is_in_use():
    place, somebody = OrganizationFactory(), UserFactory()
    decided = {"state": "approved", "decided_by": somebody, "decided_at": NOW}
    SealFactory(organization=place)
    SealFactory(organization=place, **decided)
    with pytest.raises(IntegrityError, match="certificates_seal_one_waits_at_a_time"), transaction.atomic():
        SealFactory(organization=place)
    with pytest.raises(IntegrityError, match="certificates_seal_one_in_use"), transaction.atomic():
        SealFactory(organization=place, **decided)
    assert (Seal.objects.count(), Batch.objects.count()) == (2, 0)
