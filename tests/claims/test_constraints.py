"""What the database itself holds of claims, by name, and what is always true of them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.claims.models import Claim, ClaimDocument, ClaimMove, HandedEvidence
from apps.core import invariants
from tests.claims.cases import DAY, YESTERDAY, begin
from tests.factories import (
    ClaimDocumentFactory,
    ClaimFactory,
    ClaimMoveFactory,
    CoverFactory,
    EnrolmentFactory,
    HandedEvidenceFactory,
    SignupFactory,
)

pytestmark = pytest.mark.django_db


# --- what the database holds -----------------------------------------------------------------------------


def broken(model, name):
    assert f"{model._meta.label_lower.replace('.', '_')}_{name}" in {c.name for c in model._meta.constraints}
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("reported_means_when", {"state": "reported", "reported_at": None}),
        ("with_the_insurer_means_when", {"state": "with_insurer", "handed_over_at": None}),
        ("settled_says_how_much", {"state": "settled", "paid": None}),
        ("asked_or_refused_says_why", {"state": "asked", "reason": ""}),
        ("closed_means_when", {"state": "withdrawn", "closed_at": None}),
        ("is_made_after_it_happened", {"state": "reported", "reported_at": YESTERDAY - 9 * DAY}),
    ],
)
def test_a_claim_is_whole(name, fields):
    with broken(Claim, name):
        ClaimFactory(**fields)


def test_one_open_a_person_and_moment():
    claim = ClaimFactory(state="withdrawn")
    again = ClaimFactory(volunteer=claim.volunteer, cover=claim.cover, happened_at=claim.happened_at)

    with broken(Claim, "one_open_a_person_and_moment"):
        ClaimFactory(volunteer=again.volunteer, cover=again.cover, happened_at=again.happened_at)


def test_at_a_shift_or_a_session():
    with broken(Claim, "at_a_shift_or_a_session"):
        ClaimFactory(signup=SignupFactory(), enrolment=EnrolmentFactory())


def test_each_file_once():
    document = ClaimDocumentFactory()

    with broken(ClaimDocument, "each_file_once"):
        ClaimDocumentFactory(file=document.file)


def test_a_sheet_is_handed_over_once():
    sheet = HandedEvidenceFactory()

    with broken(HandedEvidence, "each_file_once"):
        HandedEvidenceFactory(file=sheet.file)


@pytest.mark.parametrize(
    "statement", ["UPDATE claims_claimmove SET became = 'settled'", "DELETE FROM claims_claimmove"]
)
def test_steps_are_only_ever_added(statement):
    ClaimMoveFactory()

    with pytest.raises(IntegrityError, match="rows are only ever added"), transaction.atomic():
        connection.cursor().execute(statement)


def test_only_why_a_step_was_taken_can_be_forgotten():
    step = ClaimMoveFactory(reason="诊断证明看不清")

    ClaimMove.objects.update(reason="")
    step.refresh_from_db()

    assert step.reason == ""
    with pytest.raises(IntegrityError, match="rows are only ever added"), transaction.atomic():
        ClaimMove.objects.update(reason="别的话")


# --- always true -----------------------------------------------------------------------------------------


def bad(name):
    assert invariants.names()
    return [row.id for row in invariants.bad_rows(name)]


def test_claims_stand_on_the_persons_own_cover(volunteer):
    begin(volunteer)
    assert bad("claims_stand_on_the_persons_own_cover") == []

    claims = [ClaimFactory(cover=CoverFactory()), ClaimFactory(enrolment=EnrolmentFactory())]

    assert sorted(bad("claims_stand_on_the_persons_own_cover")) == [claim.pk for claim in claims]


def test_claims_are_where_their_last_step_went(reported):
    assert bad("claims_are_where_their_last_step_went") == []

    Claim.objects.update(state="withdrawn", closed_at=timezone.now())

    assert bad("claims_are_where_their_last_step_went") == [reported.pk]
