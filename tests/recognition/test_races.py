"""Two people decide at once. Each race is arranged: one holds the lock until the other is seen to wait for it."""

import pytest
from django.db import transaction

from apps.core.errors import Refused
from apps.governance import actions as complaints
from apps.governance.models import Complaint
from apps.recognition.actions import (
    evaluate_organization,
    hold_evaluation,
    record_commendation,
    refuse_commendation,
    show_evaluations,
)
from apps.recognition.models import Commendation, Evaluation
from tests.factories import CommendationFactory, ComplaintFactory, EvaluationFactory, OfficerFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(until_it_waits):
    """Do `first` and hold its locks until `second` waits for them. The code by which the second one was refused."""

    def code_of(act):
        try:
            act()
        except Refused as refusal:
            return refusal.code
        return "done"

    def race(first, second):
        with transaction.atomic():
            first()
            thread = until_it_waits(lambda: code_of(second))
        thread.join()
        return thread.result

    return race


def two_officers():
    return OfficerFactory().user, OfficerFactory().user


def test_a_shift_is_evaluated_once_however_often_the_button_is_pressed(both, came):
    signup = came()
    user = signup.volunteer.user

    outcome = both(
        lambda: evaluate_organization(signup, by=user, stars=5),
        lambda: evaluate_organization(signup, by=user, stars=1),
    )

    assert (outcome, list(Evaluation.objects.values_list("stars", flat=True))) == ("evaluated_already", [5])


def test_what_is_being_shown_cannot_be_held_back_as_well(both):
    said, (one, other) = EvaluationFactory(), two_officers()

    outcome = both(
        lambda: show_evaluations(Evaluation.objects.all(), by=one),
        lambda: hold_evaluation(said, by=other, reason="骂人"),
    )

    assert (outcome, Evaluation.objects.get().state) == ("already_decided", "shown")


def test_what_is_being_held_back_cannot_be_shown_as_well(both):
    said, (one, other) = EvaluationFactory(), two_officers()

    outcome = both(
        lambda: hold_evaluation(said, by=one, reason="骂人"),
        lambda: show_evaluations(Evaluation.objects.all(), by=other),
    )

    assert (outcome, Evaluation.objects.get().state) == ("nothing_chosen", "held")


def test_an_award_is_decided_once(both):
    award, (one, other) = CommendationFactory(), two_officers()

    outcome = both(
        lambda: record_commendation(award, by=one),
        lambda: refuse_commendation(award, by=other, reason="看不清"),
    )

    assert (outcome, Commendation.objects.get().state) == ("already_decided", "recorded")


def test_what_is_taken_back_is_not_accepted(both):
    complaint, officer = ComplaintFactory(), OfficerFactory().user

    outcome = both(
        lambda: complaints.withdraw(complaint, by=complaint.made_by),
        lambda: complaints.accept(complaint, by=officer),
    )

    assert (outcome, Complaint.objects.get().state) == ("other_state", "withdrawn")
