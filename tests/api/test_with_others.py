"""What the pages of groups, leaders and returned hours do, programs do too, by the same rules and in the same words."""

import datetime

import pytest

from apps.activities.models import Invitation, PartyMember, ShiftLeader, Signup
from apps.core import days
from apps.hours.models import HourRecord, Urge
from tests.factories import (
    ActivityFactory,
    GuardianshipFactory,
    HourRecordFactory,
    MemberFactory,
    PartyFactory,
    PartyMemberFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def maker():
    return VolunteerFactory()


def test_the_maker_goes_without_somebody_and_not_without_themselves(api, maker):
    party = PartyFactory(maker=maker.user)
    own = PartyMemberFactory(party=party, volunteer=maker, number=maker.number)
    other, stranger = PartyMemberFactory(party=party), PartyMemberFactory()
    say, drop = api(maker.user), f"/api/v1/me/parties/{party.pk}/drop/"

    dropped = say.post(drop, {"member": other.pk}, format="json")
    kept = say.post(drop, {"member": own.pk}, format="json")
    not_there = say.post(drop, {"member": stranger.pk}, format="json")

    assert [member["id"] for member in dropped.json()["members"]] == [own.pk]
    assert (kept.status_code, kept.json()["code"], not_there.status_code) == (409, "own_place", 404)
    assert PartyMember.objects.count() == 2


def test_the_maker_takes_everybodys_place_back(api, maker):
    shift = ShiftFactory()
    party = PartyFactory(maker=maker.user, shift=shift, state="joined")
    SignupFactory(shift=shift, volunteer=maker, party=party)
    friend = SignupFactory(shift=shift, party=party)

    answer = api(maker.user).post(f"/api/v1/me/parties/{party.pk}/cancel/", {}, format="json")
    foreign = api(friend.volunteer.user).post(f"/api/v1/me/parties/{party.pk}/cancel/", {}, format="json")

    assert ([one["state"] for one in answer.json()], foreign.status_code) == (["left", "left"], 404)
    assert not Signup.objects.live().exists()


def test_members_are_invited_all_at_once_or_people_by_number(api):
    shift = ShiftFactory()
    organization = shift.position.activity.organization
    staff = StaffFactory(organization=organization).user
    member = VolunteerFactory()
    MemberFactory(organization=organization, user=member.user)
    say = api(staff)

    both = {"shift": shift.pk, "members": True, "numbers": [member.number]}
    refused = [
        say.post("/api/v1/signups/invite/", sent, format="json") for sent in (both, {"shift": shift.pk})
    ]
    done = say.post("/api/v1/signups/invite/", {"shift": shift.pk, "members": True}, format="json")

    assert [(one.status_code, list(one.json()["fields"])) for one in refused] == [(400, ["numbers"])] * 2
    assert done.status_code == 204
    assert Invitation.objects.get().volunteer == member


def test_a_leader_is_asked_and_dismissed(api):
    signup = SignupFactory()
    staff = StaffFactory(organization=signup.shift.position.activity.organization).user
    say, shift = api(staff), f"/api/v1/managed-shifts/{signup.shift_id}"

    asked = say.post(f"{shift}/leaders/", {"signup": signup.pk}, format="json")
    again = say.post(f"{shift}/leaders/", {"signup": signup.pk}, format="json")
    of_another = say.post(f"{shift}/leaders/", {"signup": SignupFactory().pk}, format="json")
    listed = say.get(f"{shift}/leaders/")
    own = api(signup.volunteer.user).get(f"{shift}/leaders/")
    dismissed = say.post(f"{shift}/dismiss-leader/", {"leader": asked.json()["id"]}, format="json")

    assert (asked.status_code, again.json()["code"], of_another.status_code) == (201, "already_leader", 404)
    assert [leader["number"] for leader in listed.json()] == [signup.volunteer.number]
    assert (own.status_code, dismissed.status_code) == (404, 204)
    assert not ShiftLeader.objects.standing().exists()


def test_the_roll_by_api_holds_who_was_noted_as_missing(api):
    missed = SignupFactory(shift=ended_shift(), state="no_show")
    staff = StaffFactory(organization=missed.shift.position.activity.organization).user

    listed = api(staff).get(f"/api/v1/managed-shifts/{missed.shift_id}/roll/").json()["results"]

    assert [row["id"] for row in listed] == [missed.pk]


def ended_shift():
    start = nine_oclock(-2)
    return ShiftFactory(position__activity=ActivityFactory(starts_at=start, ends_at=start + 3 * HOUR))


def test_returned_hours_are_noted_anew_and_wait_for_somebody_else(api):
    signup = SignupFactory(shift=ended_shift())
    PresenceFactory(signup=signup)
    record = HourRecordFactory(signup=signup, during=signup.during, minutes=180)
    staff = StaffFactory(organization=record.organization).user
    say, address = api(staff), f"/api/v1/hours/{record.pk}/note-anew/"
    times = {"came_at": record.during.lower, "left_at": record.during.lower + HOUR}

    waits = say.post(address, times, format="json")
    say.post("/api/v1/hours/reject/", {"ids": [record.pk], "reason": "只来了一小时"}, format="json")
    noted = say.post(address, times, format="json")
    again = say.post(address, times, format="json")
    own = api(record.beneficiary).post(address, times, format="json")

    assert (waits.status_code, noted.json(), again.json()["code"], own.status_code) == (
        404,
        {"noted": 1},
        "still_counts",
        404,
    )
    anew = HourRecord.objects.pending().get()
    assert (anew.minutes, anew.source, anew.came_noted_by) == (60, "roll", staff)
    assert not HourRecord.objects.decidable_by(staff).filter(pk=anew.pk).exists()


def test_a_guardian_urges_for_the_child(api):
    child = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=12 * 366))
    record = HourRecordFactory(signup__volunteer=child)
    guardian = GuardianshipFactory(child=child).guardian.user

    done = api(guardian).post(f"/api/v1/me/hours/{record.pk}/urge/")
    foreign = api(VolunteerFactory().user).post(f"/api/v1/me/hours/{record.pk}/urge/")

    assert (done.status_code, foreign.status_code) == (204, 404)
    assert Urge.objects.get().urged_by == guardian
