"""Coming together and being asked to come: everybody decides for themselves, and nothing is told about anybody."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.activities.actions import cancel_signup
from apps.activities.actions.invitations import accept_invitation, decline_invitation, invite, invite_members
from apps.activities.actions.parties import (
    answer_party,
    ask_along,
    cancel_party,
    dissolve,
    drop_from_party,
    gather,
    sign_up_party,
)
from apps.activities.models import Invitation, Party, PartyMember, Shift, Signup
from apps.core.errors import Refused
from apps.messaging.models import Message
from tests.factories import (
    GuardianshipFactory,
    InvitationFactory,
    MemberFactory,
    PartyFactory,
    PartyMemberFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    volunteer_number,
)

pytestmark = pytest.mark.django_db
NOBODY = volunteer_number(7777777)


@pytest.fixture
def shift():
    return ShiftFactory(capacity=3)


@pytest.fixture
def maker():
    return VolunteerFactory()


@pytest.fixture
def party(shift, maker):
    return gather(shift, by=maker.user)


def code_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def taken(shift):
    return Shift.objects.values_list("taken", flat=True).get(pk=shift.pk)


def states(party):
    return list(party.members.values_list("state", flat=True))


def test_the_maker_is_in_from_the_start_and_others_when_they_agree(party, maker):
    friend = VolunteerFactory()
    member = ask_along(party, number=friend.number, by=maker.user)
    assert states(party) == ["agreed", "asked"]
    assert Message.objects.get(recipient=friend.user).kind == "signup.party"
    assert code_of(sign_up_party, party, by=maker.user) == "not_answered"

    answer_party(member, agrees=True, by=friend.user)

    assert states(party) == ["agreed", "agreed"]
    assert Message.objects.get(recipient=maker.user).title.startswith("约的人都答复了")


def test_all_get_places_and_each_sees_their_own(party, maker, shift):
    friend = VolunteerFactory()
    answer_party(ask_along(party, number=friend.number, by=maker.user), agrees=True, by=friend.user)

    signups = sign_up_party(party, by=maker.user)

    assert ({signup.volunteer for signup in signups}, taken(shift)) == ({maker, friend}, 2)
    assert {signup.party for signup in signups} == {party}
    assert Signup.objects.cared_for_by(friend.user).count() == 1
    assert code_of(sign_up_party, party, by=maker.user) == "other_state"


def test_where_there_are_too_few_places_nobody_gets_one(party, maker, shift):
    friend = VolunteerFactory()
    answer_party(ask_along(party, number=friend.number, by=maker.user), agrees=True, by=friend.user)
    SignupFactory.create_batch(2, shift=shift)

    assert code_of(sign_up_party, party, by=maker.user) == "full"
    assert (taken(shift), Party.objects.get().state) == (2, "gathering")


def test_why_a_friend_cannot_come_stays_with_the_friend(party, maker, shift):
    friend = VolunteerFactory()
    answer_party(ask_along(party, number=friend.number, by=maker.user), agrees=True, by=friend.user)
    held = SignupFactory(volunteer=friend)

    with pytest.raises(Refused) as refusal:
        sign_up_party(party, by=maker.user)

    assert friend.number in str(refusal.value)
    assert held.shift.position.activity.title not in str(refusal.value)
    assert taken(shift) == 0


def test_ones_own_child_comes_along_at_once(party, maker):
    child = GuardianshipFactory(guardian=maker).child

    ask_along(party, number=child.number, by=maker.user)

    assert states(party) == ["agreed", "agreed"]


def test_the_guardian_of_somebody_elses_child_answers_for_it(party, maker):
    care = GuardianshipFactory()
    member = ask_along(party, number=care.child.number, by=maker.user)

    assert set(Message.objects.values_list("recipient", flat=True)) == {
        care.child.user_id,
        care.guardian.user_id,
    }
    assert answer_party(member, agrees=True, by=care.guardian.user).state == "agreed"


def test_a_number_tells_nothing(party, maker):
    """Nobody has it, or its holder wants to be left alone: it looks as if they had not answered yet."""
    alone = VolunteerFactory(invitations="refuse")

    members = [ask_along(party, number=number, by=maker.user) for number in (NOBODY, alone.number)]

    assert [member.state for member in members] == ["asked", "asked"]
    assert not Message.objects.exists()
    assert not PartyMember.objects.asked_of(alone.user).exists()


def test_a_number_that_is_none_is_refused(party, maker):
    assert code_of(ask_along, party, number="150400000000", by=maker.user) == "bad_number"


def test_who_does_not_answer_is_left_out(party, maker, shift):
    member = ask_along(party, number=VolunteerFactory().number, by=maker.user)

    drop_from_party(member, by=maker.user)

    assert len(sign_up_party(party, by=maker.user)) == 1


def test_nobody_answers_for_somebody_else_or_twice(party, maker):
    friend = VolunteerFactory()
    member = ask_along(party, number=friend.number, by=maker.user)

    assert code_of(answer_party, member, agrees=True, by=UserFactory()) == "other_state"
    answer_party(member, agrees=False, by=friend.user)
    assert code_of(answer_party, member, agrees=True, by=friend.user) == "other_state"


def test_a_group_belongs_to_its_maker(party, maker):
    stranger = VolunteerFactory().user

    assert code_of(ask_along, party, number=VolunteerFactory().number, by=stranger) == "other_state"
    assert code_of(sign_up_party, party, by=stranger) == "other_state"
    assert code_of(dissolve, party, by=stranger) == "other_state"


def test_what_is_dissolved_asks_nobody_any_more(party, maker):
    friend = VolunteerFactory()
    ask_along(party, number=friend.number, by=maker.user)

    dissolve(party, by=maker.user)

    assert not PartyMember.objects.asked_of(friend.user).exists()


@pytest.fixture
def joined(party, maker):
    friend = VolunteerFactory()
    answer_party(ask_along(party, number=friend.number, by=maker.user), agrees=True, by=friend.user)
    return {signup.volunteer_id: signup for signup in sign_up_party(party, by=maker.user)}, friend


def test_each_of_a_group_may_leave_alone(joined, maker, shift):
    signups, friend = joined

    cancel_signup(signups[friend.pk], by=friend.user)

    assert taken(shift) == 1
    assert Signup.objects.get(volunteer=maker).state == "joined"


def test_the_maker_may_take_everybody_back_and_everybody_hears_of_it(joined, party, maker, shift):
    _signups, friend = joined
    assert code_of(cancel_party, party, by=friend.user) == "not_the_maker"

    cancel_party(party, by=maker.user)

    assert taken(shift) == 0
    assert Message.objects.filter(kind="signup.left").get().recipient == friend.user


# --- invitations ------------------------------------------------------------------------------------------


@pytest.fixture
def staff(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


def test_who_is_invited_is_asked_and_signs_up_by_agreeing(shift, staff):
    guest = VolunteerFactory()
    invite(shift, numbers=[guest.number], by=staff)
    assert Message.objects.get(recipient=guest.user).kind == "signup.invited"
    assert taken(shift) == 0

    signup = accept_invitation(Invitation.objects.get(), by=guest.user)

    assert (signup.state, signup.volunteer, taken(shift)) == ("joined", guest, 1)
    assert code_of(accept_invitation, Invitation.objects.get(), by=guest.user) == "other_state"


def test_who_always_agrees_is_signed_up_at_once(shift, staff):
    guest = VolunteerFactory(invitations="agree")

    invite(shift, numbers=[guest.number], by=staff)

    assert (Signup.objects.get().volunteer, Invitation.objects.get().state) == (guest, "accepted")


def test_who_always_agrees_but_cannot_is_asked_and_sees_why(shift, staff):
    guest = VolunteerFactory(invitations="agree")
    SignupFactory(volunteer=guest)

    invite(shift, numbers=[guest.number], by=staff)

    assert (taken(shift), Invitation.objects.get().state) == (0, "open")
    assert code_of(accept_invitation, Invitation.objects.get(), by=guest.user) == "overlaps"
    assert Invitation.objects.get().state == "open"


def test_who_wants_to_be_left_alone_is_and_a_number_of_nobody_looks_the_same(shift, staff):
    alone = VolunteerFactory(invitations="refuse")

    assert invite(shift, numbers=[alone.number], by=staff) is None
    assert invite(shift, numbers=[NOBODY], by=staff) is None

    assert not Invitation.objects.exists()
    assert not Message.objects.exists()


def test_nobody_is_asked_twice_or_when_they_come_anyway(shift, staff):
    guest, there = VolunteerFactory(), SignupFactory(shift=shift).volunteer
    for _time in range(2):
        invite(shift, numbers=[guest.number, there.number], by=staff)

    assert Invitation.objects.get().volunteer == guest
    assert Message.objects.count() == 1


def test_declining_ends_it(shift, staff):
    guest = VolunteerFactory()
    invite(shift, numbers=[guest.number], by=staff)

    decline_invitation(Invitation.objects.get(), by=guest.user)

    assert Invitation.objects.get().state == "declined"
    assert code_of(accept_invitation, Invitation.objects.get(), by=guest.user) == "other_state"


def test_only_the_organization_invites_and_only_to_what_is_ahead(shift, staff):
    guest = VolunteerFactory()

    assert code_of(invite, shift, numbers=[guest.number], by=StaffFactory().user) == "not_open"
    Shift.objects.update(starts_at="2026-01-01T00:00Z", ends_at="2026-01-01T01:00Z")
    assert code_of(invite, shift, numbers=[guest.number], by=staff) == "not_open"


def test_all_members_are_invited_at_once(shift, staff):
    organization = shift.position.activity.organization
    member = VolunteerFactory()
    MemberFactory(organization=organization, user=member.user)
    VolunteerFactory()

    invite_members(shift, by=staff)

    assert Invitation.objects.get().volunteer == member


# --- what the database keeps ------------------------------------------------------------------------------


def test_one_group_a_shift_gathers_for_its_maker(party, maker):
    with pytest.raises(IntegrityError, match="activities_party_one_gathering_a_shift_and_maker"):
        PartyFactory(shift=party.shift, maker=maker.user)


def test_a_number_is_asked_once_in_a_group(party, maker):
    with pytest.raises(IntegrityError, match="activities_partymember_asked_once"):
        PartyMemberFactory(party=party, volunteer=maker)


@pytest.mark.parametrize("fields", [{"state": "agreed"}, {"answered_at": timezone.now()}])
def test_who_answered_in_a_group_did_so_at_some_time(party, fields):
    with pytest.raises(IntegrityError, match="activities_partymember_answered_means_when"):
        PartyMemberFactory(party=party, **fields)


def test_nobody_is_invited_twice_to_a_shift():
    first = InvitationFactory()

    with pytest.raises(IntegrityError, match="activities_invitation_once_a_shift"):
        InvitationFactory(shift=first.shift, volunteer=first.volunteer)


@pytest.mark.parametrize("fields", [{"state": "declined"}, {"answered_at": timezone.now()}])
def test_an_invitation_was_answered_at_some_time(fields):
    with pytest.raises(IntegrityError, match="activities_invitation_answered_means_when"):
        InvitationFactory(**fields)
