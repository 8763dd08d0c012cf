"""What the database itself holds of evaluations and awards, by name."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from apps.recognition.models import Commendation, Evaluation, Look
from tests.factories import (
    CommendationFactory,
    EvaluationFactory,
    GuardianshipFactory,
    LookFactory,
    OfficerFactory,
    OrganizationFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


def broken(model, name):
    assert f"{model._meta.label_lower.replace('.', '_')}_{name}" in {c.name for c in model._meta.constraints}
    return pytest.raises(IntegrityError, match=name)


def test_once_a_side():
    said = EvaluationFactory()
    EvaluationFactory(signup=said.signup, side="organization")

    with broken(Evaluation, "once_a_side"):
        EvaluationFactory(signup=said.signup)


@pytest.mark.parametrize("stars", [0, 6])
def test_one_to_five_stars(stars):
    with broken(Evaluation, "has_one_to_five_stars"):
        EvaluationFactory(stars=stars)


@pytest.mark.parametrize("fields", [{"attendance": "full"}, {"side": "organization", "attendance": ""}])
def test_the_organization_notes_attendance(fields):
    with broken(Evaluation, "the_organization_notes_attendance"):
        EvaluationFactory(**fields)


@pytest.mark.parametrize(
    "fields", [{"side": "organization", "state": "waiting"}, {"side": "person", "state": "private"}]
)
def test_only_what_people_say_may_be_shown(fields):
    with broken(Evaluation, "only_what_people_say_may_be_shown"):
        EvaluationFactory(**fields)


@pytest.mark.parametrize("missing", ["decided_by", "decided_at"])
def test_an_evaluation_decided_means_who_and_when(missing):
    with broken(Evaluation, "decided_means_who_and_when"):
        EvaluationFactory(**{"state": "shown", "decided_at": timezone.now(), missing: None})


def test_held_back_says_why():
    with broken(Evaluation, "held_back_says_why"):
        EvaluationFactory(state="held", reason="")


def test_nobody_moderates_their_own():
    writer = VolunteerFactory()
    with broken(Evaluation, "nobody_moderates_their_own"):
        EvaluationFactory(signup__volunteer=writer, state="shown", decided_by=writer.user)


def test_nobody_evaluates_themselves():
    writer = VolunteerFactory()
    with broken(Evaluation, "nobody_evaluates_themselves"):
        EvaluationFactory(signup__volunteer=writer, side="organization", made_by=writer.user)


def test_nobody_evaluates_their_child():
    bond = GuardianshipFactory()
    user = bond.guardian.user
    signup = EvaluationFactory(
        signup__volunteer=bond.child, made_by=user
    ).signup  # for the child, as a guardian may
    with (
        pytest.raises(IntegrityError, match="recognition_evaluation_nobody_evaluates_their_child"),
        transaction.atomic(),
    ):
        EvaluationFactory(signup=signup, side="organization", made_by=user)
    EvaluationFactory(signup=signup, side="organization", made_by=UserFactory())


def test_who_was_the_guardian_once_is_not_any_more():
    bond = GuardianshipFactory(ended_at=timezone.now())
    EvaluationFactory(signup__volunteer=bond.child, side="organization", made_by=bond.guardian.user)


@pytest.mark.parametrize(
    "change",
    [
        {"stars": 1},
        {"words": "别的话"},
        {"state": "held", "reason": "改主意", "decided_by": None},
    ],
)
def test_what_was_said_stays(change):
    said = EvaluationFactory(state="shown")
    with pytest.raises((IntegrityError, InternalError), match="recognition_evaluation_stays"):
        Evaluation.objects.filter(pk=said.pk).update(**change)


def test_words_may_be_taken_out():
    said = EvaluationFactory()

    assert Evaluation.objects.filter(pk=said.pk).update(words="") == 1


def test_an_evaluation_is_never_removed():
    said = EvaluationFactory()
    with pytest.raises((IntegrityError, InternalError), match="recognition_evaluation_stays"):
        Evaluation.objects.filter(pk=said.pk).delete()


def test_a_commendation_is_for_a_person_or_an_organization():
    with broken(Commendation, "is_for_a_person_or_an_organization"):
        CommendationFactory(organization=OrganizationFactory())


def test_a_commendation_has_one_giver():
    office = OfficerFactory().office
    with broken(Commendation, "has_one_giver"):
        CommendationFactory(state="recorded", giver_office=office, giver_organization=OrganizationFactory())


def test_what_comes_from_elsewhere_shows_a_document():
    with broken(Commendation, "from_elsewhere_shows_a_document"):
        CommendationFactory(proof=None)


def test_only_what_comes_from_elsewhere_waits():
    with broken(Commendation, "only_what_comes_from_elsewhere_waits"):
        CommendationFactory(giver_organization=OrganizationFactory())


def test_a_commendation_decided_means_who_and_when():
    with broken(Commendation, "decided_means_who_and_when"):
        CommendationFactory(state="recorded", decided_at=None)


@pytest.mark.parametrize("state", ["refused", "voided"])
def test_a_commendation_refused_or_voided_says_why(state):
    with broken(Commendation, "refused_or_voided_says_why"):
        CommendationFactory(state=state, reason="")


def test_a_commendation_voided_means_who_and_when():
    with broken(Commendation, "voided_means_who_and_when"):
        CommendationFactory(state="voided", voided_at=None)


def test_nobody_decides_their_own_commendation():
    volunteer = VolunteerFactory()
    with broken(Commendation, "nobody_decides_their_own"):
        CommendationFactory(
            volunteer=volunteer, made_by=UserFactory(), state="recorded", decided_by=volunteer.user
        )


def test_who_asks_for_a_commendation_does_not_check_it():
    asker = UserFactory()
    with broken(Commendation, "who_asks_does_not_check"):
        CommendationFactory(
            volunteer=None,
            organization=OrganizationFactory(),
            made_by=asker,
            state="recorded",
            decided_by=asker,
        )


def test_nobody_praises_themselves():
    organization = OrganizationFactory()
    with broken(Commendation, "nobody_praises_themselves"):
        CommendationFactory(
            volunteer=None, organization=organization, giver_organization=organization, state="recorded"
        )


def test_a_commendation_is_recorded_once():
    first = CommendationFactory()
    with broken(Commendation, "recorded_once"):
        CommendationFactory(volunteer=first.volunteer, title=first.title)


def test_one_that_was_refused_may_be_asked_for_again():
    first = CommendationFactory(state="refused")

    assert CommendationFactory(volunteer=first.volunteer, title=first.title).pk


@pytest.mark.parametrize("change", [{"title": "别的"}, {"given_on": "2020-01-01"}, {"state": "asked"}])
def test_what_was_given_stays(change):
    one = CommendationFactory(state="recorded")
    if "state" in change:
        change |= {"decided_by": None, "decided_at": None}
    with pytest.raises((IntegrityError, InternalError), match="recognition_commendation_stays"):
        Commendation.objects.filter(pk=one.pk).update(**change)


def test_a_look_says_why():
    with broken(Look, "says_why"):
        LookFactory(why="")


def test_a_look_is_at_somebody_else():
    volunteer = VolunteerFactory()
    with broken(Look, "is_at_somebody_else"):
        LookFactory(volunteer=volunteer, by=volunteer.user)


def test_a_look_stays():
    look = LookFactory()
    with pytest.raises((IntegrityError, InternalError), match="recognition_look_stays"):
        Look.objects.filter(pk=look.pk).update(why="别的")
