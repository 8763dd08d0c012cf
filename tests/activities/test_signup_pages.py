"""The pages around a sign-up: what is asked, answered and refused; bad input writes nothing."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.actions import sign_up
from apps.activities.models import Invitation, Party, PartyMember, Signup
from tests.factories import (
    GuardianshipFactory,
    InvitationFactory,
    PartyMemberFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.world import agree

pytestmark = pytest.mark.django_db
TOO_MANY = " ".join(f"1504{n:08d}" for n in range(101))
ODD = ["", "x", "²", "-1", "0", "1e9", "9" * 40, "1\x00", "𠮷", "[]"]


@pytest.fixture
def volunteer(client):
    one = VolunteerFactory()
    client.force_login(one.user)
    return one


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def page_of(shift):
    return reverse("activities:sign_up", args=[shift.position.activity_id])


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["shift", "volunteer"])
def test_odd_input_signs_up_nobody(client, volunteer, name, odd):
    shift = ShiftFactory()
    sent = {"shift": shift.pk, "volunteer": volunteer.pk} | {name: odd}

    answer = client.post(page_of(shift), sent)

    assert answer.status_code == 302
    assert not Signup.objects.exists()
    assert said(answer) == ["先选一班，再报名。"]


def test_the_id_of_somebody_else_signs_up_nobody(client, volunteer):
    shift, other = ShiftFactory(), VolunteerFactory()

    client.post(page_of(shift), {"shift": shift.pk, "volunteer": other.pk})
    client.post(page_of(shift), {"shift": shift.pk, "volunteer": volunteer.pk, "along": other.pk})

    assert not Signup.objects.exists()


def test_a_shift_that_is_not_public_is_not_there(client, volunteer):
    draft = ShiftFactory(position__activity__state="draft")
    open_one = ShiftFactory()

    assert client.post(page_of(draft), {"shift": draft.pk, "volunteer": volunteer.pk}).status_code == 404
    client.post(page_of(open_one), {"shift": draft.pk, "volunteer": volunteer.pk})
    assert not Signup.objects.exists()


def test_a_double_tap_makes_one_sign_up(client, volunteer):
    shift = ShiftFactory()
    sent = {"shift": shift.pk, "volunteer": volunteer.pk}

    answers = [client.post(page_of(shift), sent) for _ in range(2)]

    assert Signup.objects.count() == 1
    assert "你已经报了这一班。" in said(answers[1])


def test_who_has_checked_in_does_not_cancel(client, volunteer):
    signup = PresenceFactory(signup=SignupFactory(volunteer=volunteer), left_at=None, left_how="").signup

    answer = client.post(reverse("activities:cancel_signup", args=[signup.pk]))

    assert "已经签到了，不能再取消。" in said(answer)
    signup.refresh_from_db()
    assert signup.state == "joined"


@pytest.mark.parametrize("name", ["cancel_signup", "leave", "change_position", "accept", "explain"])
def test_the_sign_up_of_somebody_else_is_not_there(client, volunteer, name):
    signup = SignupFactory()

    sent = {"reason": "有事", "words": "有事", "shift": signup.shift_id}
    assert client.post(reverse(f"activities:{name}", args=[signup.pk]), sent).status_code == 404


def test_what_is_too_long_or_empty_is_said_beside_the_field_and_kept(client, volunteer):
    signup = SignupFactory(volunteer=volunteer, state="no_show")
    words = "长" * 301

    answer = client.post(reverse("activities:explain", args=[signup.pk]), {"words": words})

    assert words in answer.content.decode()
    assert answer.context["words_form"].errors["words"]
    signup.refresh_from_db()
    assert signup.explanation == ""


@pytest.mark.parametrize("numbers", ["", "12", "x" * 2001, "１５０４００００００１７", "\x00", TOO_MANY])
def test_numbers_that_are_none_ask_nobody(client, volunteer, numbers):
    shift = ShiftFactory()
    page = reverse("activities:gather", args=[shift.position.activity_id])

    answer = client.post(page, {"shift": shift.pk, "numbers": numbers})

    assert not PartyMember.objects.exclude(volunteer=volunteer).exists()
    assert answer.status_code == 302 or answer.context["form"].errors


@pytest.mark.parametrize("shift", ODD)
def test_one_changes_over_to_nothing_odd(client, volunteer, shift):
    signup = SignupFactory(volunteer=volunteer)

    answer = client.post(reverse("activities:change_position", args=[signup.pk]), {"shift": shift})

    assert said(answer) == ["先选要换到哪一班。"]


def test_a_guardian_answers_for_the_child(client):
    care = GuardianshipFactory()
    for purpose in ("minor", "minor_data"):
        agree(care.child.user, purpose, by=care.guardian.user)
    invitation = InvitationFactory(volunteer=care.child, shift__position__activity__minimum_age=8)
    client.force_login(care.guardian.user)

    client.post(reverse("activities:answer_invitation", args=[invitation.pk]), {"answer": "yes"})

    assert Signup.objects.get().volunteer == care.child


def test_saying_no_is_enough(client, volunteer):
    invitation, member = InvitationFactory(volunteer=volunteer), PartyMemberFactory(volunteer=volunteer)

    client.post(reverse("activities:answer_invitation", args=[invitation.pk]), {"answer": "no"})
    client.post(reverse("activities:answer_party", args=[member.pk]), {"answer": "no"})

    assert (Invitation.objects.get().state, PartyMember.objects.get().state) == ("declined", "declined")


def test_a_refused_answer_to_an_invitation_leaves_it_open(client, volunteer):
    invitation = InvitationFactory(volunteer=volunteer, shift__position__activity__minimum_age=60)

    answer = client.post(reverse("activities:answer_invitation", args=[invitation.pk]), {"answer": "yes"})

    assert "这个活动要年满60岁才能参加。" in said(answer)
    assert Invitation.objects.get().state == "open"


def test_my_sign_ups_cost_the_same_for_one_and_for_many(client, volunteer):
    def some():
        SignupFactory(volunteer=volunteer, shift=ShiftFactory(), state="waiting")
        SignupFactory(volunteer=volunteer, shift=ShiftFactory(), state="offered")
        InvitationFactory(volunteer=volunteer)
        PartyMemberFactory(volunteer=volunteer, party__maker=VolunteerFactory().user)
        Party.objects.create(shift=ShiftFactory(), maker=volunteer.user)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("activities:mine"))
        return len(queries)

    some()
    one = cost()
    for _ in range(9):
        some()
    assert cost() == one


@pytest.mark.parametrize("tab", ["joined", "line", "missed", "gone"])
def test_the_list_of_a_shift_costs_the_same_for_one_and_for_thirty(client, tab):
    shift = ShiftFactory(capacity=50)
    client.force_login(StaffFactory(organization=shift.position.activity.organization).user)
    state = {"joined": "joined", "line": "waiting", "missed": "no_show", "gone": "left"}[tab]
    page = reverse("activities:signups", args=[shift.position.activity.organization_id, shift.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(page, {"tab": tab})
        return len(queries)

    SignupFactory(shift=shift, state=state)
    one = cost()
    SignupFactory.create_batch(30, shift=shift, state=state)
    assert cost() == one


def test_two_who_wait_see_their_place_in_the_line(client):
    shift = ShiftFactory(capacity=1)
    SignupFactory(shift=shift)
    first, second = VolunteerFactory.create_batch(2)
    for person in (first, second):
        sign_up(person, shift, by=person.user)

    client.force_login(second.user)

    assert "第2位" in client.get(reverse("activities:mine")).content.decode()


@pytest.mark.parametrize(("others", "offered"), [(1, True), (0, False)])
def test_changing_over_is_offered_where_there_is_another_shift(client, volunteer, others, offered):
    shift = ShiftFactory()
    ShiftFactory.create_batch(others, position__activity=shift.position.activity)
    signup = sign_up(volunteer, shift, by=volunteer.user)

    page = client.get(reverse("activities:mine")).content.decode()

    assert (reverse("activities:change_position", args=[signup.pk]) in page) == offered
