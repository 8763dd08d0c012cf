"""What the database refuses about stars, whoever asks."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.core import days
from apps.stars.models import Recognition, StarCandidate, StarNotice, StarObjection, StarStanding, StarStay
from tests.factories import (
    OrganizationFactory,
    RecognitionFactory,
    StarCandidateFactory,
    StarNoticeFactory,
    StarObjectionFactory,
    StarStayFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.stars.passing import notice_of

pytestmark = pytest.mark.django_db


def test_no_standing_has_six_stars(volunteer):
    with pytest.raises(IntegrityError, match="stars_starstanding_five_at_most"):
        StarStanding.objects.update(reached=6)


# --- notices ---


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "settled", "document_number": "1号"},
        {"state": "settled", "ended_at": timezone.now()},
        {"state": "withdrawn", "ended_at": timezone.now()},
        {"document_number": "1号"},
        {"reason": "弄错了"},
    ],
)
def test_a_notice_that_ended_says_who_when_and_how(fields):
    notice = StarNoticeFactory(opened_at=nine_oclock(-9), until=days.today() - 2 * days.ONE)
    who = {"ended_by": notice.opened_by} if "ended_at" in fields else {}

    with pytest.raises(IntegrityError, match="stars_starnotice_ended_says_who_when_and_how"):
        StarNotice.objects.update(**fields, **who)


def settled(**given):
    return {"state": "settled", "document_number": "1号", "ended_by": UserFactory(), **given}


def test_a_notice_is_not_settled_on_its_last_day():
    notice = StarNoticeFactory(opened_at=nine_oclock(-9), until=days.today())

    with pytest.raises(IntegrityError, match="stars_starnotice_goes_its_way"):
        StarNotice.objects.filter(pk=notice.pk).update(**settled(ended_at=timezone.now()))


@pytest.mark.parametrize(
    "fields", [{"until": datetime.date(2020, 1, 1)}, {"was_public": False}, {"opened_at": timezone.now()}]
)
def test_what_a_notice_said_does_not_change(fields):
    StarNoticeFactory()

    with pytest.raises(IntegrityError, match="stars_starnotice_goes_its_way"):
        StarNotice.objects.update(**fields)


def test_a_notice_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError, match="stars_starnotice_goes_its_way"):
        StarNoticeFactory(until=days.today() - datetime.timedelta(days=2))


# --- candidates ---


def test_a_person_is_on_one_open_notice(volunteer, association):
    notice_of(association, [volunteer], over=False)

    with pytest.raises(IntegrityError, match="stars_starcandidate_one_open_a_person"):
        notice_of(association, [volunteer], over=False)


@pytest.mark.parametrize("level", [0, 6])
def test_a_candidate_has_one_to_five_stars(level):
    with pytest.raises(IntegrityError, match="stars_starcandidate_level_from_one_to_five"):
        StarCandidateFactory(level=level, standing=None)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "dropped", "reason": "弄错了"}, "stars_starcandidate_decided_means_who_and_when"),
        ({"state": "dropped", "decided_at": timezone.now()}, "stars_starcandidate_held_and_dropped_say_why"),
        ({"reason": "弄错了"}, "stars_starcandidate_held_and_dropped_say_why"),
        ({"state": "stands", "decided_at": timezone.now()}, "stars_starcandidate_goes_its_way"),
        ({"level": 2}, "stars_starcandidate_goes_its_way"),
    ],
)
def test_a_candidate_is_decided_by_somebody_for_a_reason_after_the_notice(
    volunteer, association, secretary, fields, constraint
):
    notice_of(association, [volunteer], over=False)
    who = {"decided_by": secretary} if "decided_at" in fields else {}

    with pytest.raises(IntegrityError, match=constraint):
        StarCandidate.objects.update(**fields, **who)


def test_nobody_drops_or_recognizes_themselves(volunteer, association):
    notice_of(association, [volunteer], over=False)
    decided = {"decided_by": volunteer.user, "decided_at": timezone.now()}

    with pytest.raises(IntegrityError, match="stars_starcandidate_nobody_decides_their_own"):
        StarCandidate.objects.update(state="dropped", reason="不要了", **decided)


def test_what_was_decided_about_a_candidate_stays(volunteer, association):
    candidate = RecognitionFactory(volunteer=volunteer, organization=association).candidate

    with pytest.raises(IntegrityError, match="stars_starcandidate_goes_its_way"):
        StarCandidate.objects.filter(pk=candidate.pk).update(state="dropped", reason="弄错了")


# --- objections ---


def test_an_objection_is_made_once_a_person():
    objection = StarObjectionFactory()

    with pytest.raises(IntegrityError, match="stars_starobjection_once_a_person"):
        StarObjectionFactory(candidate=objection.candidate, made_by=objection.made_by)


def test_an_objection_has_words():
    with pytest.raises(IntegrityError, match="stars_starobjection_says_why"):
        StarObjectionFactory(words="")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "refuted", "answered_at": timezone.now()},
        {"state": "upheld", "answer": "查过"},
        {"answer": "查过"},
        {"state": "lapsed", "answer": "查过"},
    ],
)
def test_an_answer_says_what_who_and_when(secretary, fields):
    StarObjectionFactory()
    who = {"answered_by": secretary} if "answered_at" in fields else {}

    with pytest.raises(IntegrityError, match="stars_starobjection_answered_says_what_who_and_when"):
        StarObjection.objects.update(**fields, **who)


def test_nobody_answers_their_own_objection():
    objection = StarObjectionFactory()
    answered = {"answer": "查过", "answered_by": objection.made_by, "answered_at": timezone.now()}

    with pytest.raises(IntegrityError, match="stars_starobjection_nobody_answers_their_own"):
        StarObjection.objects.update(state="refuted", **answered)


def test_no_objection_is_made_to_what_is_settled(volunteer, association):
    candidate = RecognitionFactory(volunteer=volunteer, organization=association).candidate

    with pytest.raises(IntegrityError, match="stars_starobjection_goes_its_way"):
        StarObjectionFactory(candidate=candidate)


def test_an_objection_is_answered_once(secretary):
    StarObjectionFactory()
    answered = {"answer": "查过", "answered_by": secretary, "answered_at": timezone.now()}
    StarObjection.objects.update(state="refuted", **answered)

    with pytest.raises(IntegrityError, match="stars_starobjection_goes_its_way"):
        StarObjection.objects.update(state="upheld")


# --- recognitions ---


def test_nobody_recognizes_their_own_star(volunteer, association):
    candidate = RecognitionFactory(volunteer=volunteer, level=2, organization=association).candidate

    with pytest.raises(IntegrityError, match="stars_recognition_nobody_recognizes_their_own"):
        RecognitionFactory(
            volunteer=volunteer, organization=association, candidate=candidate, recognized_by=volunteer.user
        )


def test_each_level_is_recognized_once_until_it_is_withdrawn(volunteer, association, secretary):
    first = RecognitionFactory(volunteer=volunteer, organization=association)
    Recognition.objects.filter(pk=first.pk).update(**withdrawn(secretary))
    RecognitionFactory(volunteer=volunteer, organization=association)

    with pytest.raises(IntegrityError, match="stars_recognition_each_level_once"):
        RecognitionFactory(volunteer=volunteer, organization=association)


@pytest.mark.parametrize("level", [0, 6])
def test_five_stars_are_recognized(volunteer, association, secretary, level):
    row = RecognitionFactory(volunteer=volunteer, level=5, organization=association)
    found = "stars_recognition_level_from_one_to_five" if not level else "stars_recognition_stays"

    with pytest.raises(IntegrityError, match=found):
        RecognitionFactory(
            volunteer=volunteer, level=level, organization=association, candidate=row.candidate
        )


def withdrawn(by, **given):
    said = {"withdrawn_why": "时长是假的", "withdrawal_number": "9号", "withdrawn_at": timezone.now()}
    return {**said, "withdrawn_by": by, **given}


@pytest.mark.parametrize(
    "missing",
    [{"withdrawn_why": ""}, {"withdrawal_number": ""}, {"withdrawn_by": None}, {"withdrawn_at": None}],
)
def test_a_withdrawal_says_who_when_why_and_by_which_document(volunteer, association, secretary, missing):
    RecognitionFactory(volunteer=volunteer, organization=association)

    with pytest.raises(IntegrityError, match="stars_recognition_withdrawn_says_who_when_why_and_how"):
        Recognition.objects.update(**withdrawn(secretary, **missing))


def test_nobody_withdraws_their_own_star(volunteer, association):
    RecognitionFactory(volunteer=volunteer, organization=association)

    with pytest.raises(IntegrityError, match="stars_recognition_nobody_withdraws_their_own"):
        Recognition.objects.update(**withdrawn(volunteer.user))


def test_a_star_is_recognized_only_on_a_settled_notice(volunteer, association):
    candidate = notice_of(association, [volunteer]).candidates.get()

    with pytest.raises(IntegrityError, match="stars_recognition_stays"):
        RecognitionFactory(volunteer=volunteer, organization=association, candidate=candidate)


@pytest.mark.parametrize("given", ["volunteer", "organization", "document_number", "level"])
def test_a_recognition_says_what_its_notice_said(volunteer, association, given):
    candidate = RecognitionFactory(volunteer=volunteer, organization=association).candidate
    fields = {"volunteer": volunteer, "organization": association, "candidate": candidate, "level": 1}
    other = {
        "volunteer": VolunteerFactory,
        "organization": OrganizationFactory,
        "document_number": lambda: "别的号",
        "level": lambda: 2,
    }
    Recognition.objects.update(**withdrawn(UserFactory()))

    with pytest.raises(IntegrityError, match="stars_recognition_stays"):
        RecognitionFactory(**{**fields, given: other[given]()})


AGAIN = {"withdrawn_by": None, "withdrawn_at": None, "withdrawn_why": "", "withdrawal_number": ""}


@pytest.mark.parametrize("what", ["changed", "removed", "withdrawn and back"])
def test_a_recognition_stays_as_it_is(volunteer, association, secretary, what):
    RecognitionFactory(volunteer=volunteer, organization=association)
    rows = Recognition.objects.all()
    if what == "withdrawn and back":
        rows.update(**withdrawn(secretary))
    act = {
        "changed": lambda: rows.update(document_number="别的号"),
        "removed": rows.delete,
        "withdrawn and back": lambda: rows.update(**AGAIN),
    }[what]

    with pytest.raises(IntegrityError, match="stars_recognition_stays"):
        act()


# --- stays ---


def test_a_star_is_kept_for_a_reason():
    with pytest.raises(IntegrityError, match="stars_starstay_says_why"):
        StarStayFactory(reason="")


def test_nobody_lets_themselves_keep_a_star(volunteer):
    with pytest.raises(IntegrityError, match="stars_starstay_nobody_decides_their_own"):
        StarStayFactory(volunteer=volunteer, decided_by=volunteer.user)


def test_what_was_decided_about_a_kept_star_stays():
    StarStayFactory()

    with pytest.raises(IntegrityError, match="stars_starstay"):
        StarStay.objects.update(reason="别的")
