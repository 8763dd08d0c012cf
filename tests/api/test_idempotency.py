"""A request with a key that is sent again has its effect once, and gets the same answer."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.activities.models import Invitation, Signup
from apps.core import idempotency
from apps.core.invariants import bad_rows
from apps.core.models import KeptAnswer
from tests.factories import (
    InvitationFactory,
    KeptAnswerFactory,
    ShiftFactory,
    SignupFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/signups/"


@pytest.fixture
def volunteer():
    return VolunteerFactory()


@pytest.fixture
def ask(api, volunteer):
    """Sign up to a shift with a key."""

    def post(shift, key="retry-1", by=None):
        return api(by or volunteer.user).post(URL, {"shift": shift.pk}, headers={"Idempotency-Key": key})

    return post


def test_a_retry_has_one_effect_and_the_same_answer(ask):
    shift = ShiftFactory()

    first, second = ask(shift), ask(shift)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Signup.objects.count() == 1


def test_an_answer_without_words_is_given_again_too(api):
    invitation = InvitationFactory()
    url = f"/api/v1/me/activity-invitations/{invitation.pk}/decline/"
    client = api(invitation.volunteer.user)

    answers = [client.post(url, headers={"Idempotency-Key": "retry-1"}) for _ in "12"]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert Invitation.objects.get().state == "declined"


def test_without_a_key_nothing_is_kept(api, volunteer):
    shift = ShiftFactory()

    assert [api(volunteer.user).post(URL, {"shift": shift.pk}).status_code for _ in "12"] == [201, 409]
    assert not KeptAnswer.objects.exists()


def test_a_name_that_cannot_be_kept_is_refused_before_anything_is(api, volunteer):
    headers = {"Idempotency-Key": "retry-1"}

    answer = api(volunteer.user).post(URL, {"shi\0ft": 1}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert not KeptAnswer.objects.exists()


def test_a_refusal_is_kept_as_well(ask, volunteer):
    shift = ShiftFactory()
    SignupFactory(volunteer=volunteer)
    first = ask(shift)
    Signup.objects.update(state="left", left_at=timezone.now())

    assert (first.status_code, first.json()["code"]) == (409, "overlaps")
    assert ask(shift).json() == first.json()
    assert ask(shift, key="retry-2").status_code == 201


def test_the_same_key_for_something_else_is_a_mistake(ask):
    ask(ShiftFactory())

    answer = ask(ShiftFactory())

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Signup.objects.count() == 1


def test_keys_of_different_people_have_nothing_to_do_with_each_other(ask):
    shift, other = ShiftFactory(), VolunteerFactory()

    assert [ask(shift).status_code, ask(shift, by=other.user).status_code] == [201, 201]


@pytest.mark.parametrize("key", ["x" * 81, "带中文的", "a b", "a\tb"])
def test_a_key_that_is_none_is_refused(ask, key):
    answer = ask(ShiftFactory(), key=key.encode().decode("latin-1"))

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["Idempotency-Key"])
    assert not Signup.objects.exists()


def in_progress(volunteer, since):
    return KeptAnswer.objects.filter(user=volunteer.user).update(
        status=None, answer=None, begun_at=timezone.now() - since
    )


def test_while_the_first_one_runs_the_second_is_told_so(ask, volunteer):
    shift = ShiftFactory()
    ask(shift)
    in_progress(volunteer, datetime.timedelta(minutes=1))

    answer = ask(shift)

    assert (answer.status_code, answer.json()["code"]) == (409, "running")


def test_what_was_cut_off_long_ago_is_done_anew(ask, volunteer):
    shift = ShiftFactory()
    ask(shift)
    in_progress(volunteer, datetime.timedelta(minutes=6))
    Signup.objects.update(state="left", left_at=timezone.now())  # as if nothing had come of it

    assert ask(shift).status_code == 201


def test_answers_are_forgotten_after_a_day(ask, volunteer):
    shift = ShiftFactory()
    ask(shift)

    KeptAnswer.objects.update(begun_at=timezone.now() - datetime.timedelta(hours=23))
    idempotency.forget()
    assert KeptAnswer.objects.count() == 1

    KeptAnswer.objects.update(begun_at=timezone.now() - datetime.timedelta(hours=25))
    idempotency.forget()
    assert KeptAnswer.objects.count() == 0


def test_what_stays_in_progress_is_named(ask, volunteer):
    ask(ShiftFactory())
    assert bad_rows("core_no_request_is_in_progress_for_long") == []

    in_progress(volunteer, datetime.timedelta(minutes=11))
    assert [row.id for row in bad_rows("core_no_request_is_in_progress_for_long")] == [
        KeptAnswer.objects.get().pk
    ]


def test_the_database_keeps_each_key_once_for_a_person():
    first = KeptAnswerFactory()

    with pytest.raises(IntegrityError, match="core_keptanswer_each_key_once"):
        KeptAnswerFactory(user=first.user, key=first.key)
