"""Children take part as long as a guardian agrees, and whoever calls about them calls the guardian."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.attendance import KIND, check_in
from apps.activities.models import Shift, Signup
from apps.booking import codes
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.registration.actions import give_guardian_consent, withdraw_guardian_consent
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    GuardianshipFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

BOTH = ["minor", "minor_data"]


def child_in_care(**fields):
    """A child whose guardian agrees."""
    care = GuardianshipFactory(**fields)
    for purpose in BOTH:
        ConsentFactory(user=care.child.user, given_by=care.guardian.user, purpose=purpose)
    return care


@pytest.fixture
def care():
    return child_in_care()


def place(child, *, in_days=2, **fields):
    """A place in a shift some days from today."""
    starts = nine_oclock(in_days)
    activity = ActivityFactory(starts_at=starts, ends_at=starts + (nine_oclock(1) - nine_oclock(0)) / 8)
    return SignupFactory(volunteer=child, shift=ShiftFactory(position__activity=activity), **fields)


def places():
    return dict(Signup.objects.values_list("pk", "state"))


def test_taking_the_consent_back_gives_the_coming_places_back(care):
    first, second, past = place(care.child), place(care.child, in_days=3), place(care.child, in_days=-3)
    other = place(child_in_care().child, in_days=2)

    withdraw_guardian_consent(care, by=care.guardian.user)

    assert places() == {first.pk: "left", second.pk: "left", past.pk: "joined", other.pk: "joined"}
    taken = dict(Shift.objects.values_list("pk", "taken"))
    assert taken == {first.shift_id: 0, second.shift_id: 0, past.shift_id: 1, other.shift_id: 1}
    told = Message.objects.filter(kind="signup.left").values_list("recipient", "title")
    titles = [f"取消了：{signup.shift.position.activity.title}" for signup in (first, second)]
    assert sorted(told) == sorted(
        (user.pk, title) for user in (care.child.user, care.guardian.user) for title in titles
    )
    left = AuditRow.objects.filter(action="signup.left", actor=care.guardian.user)
    assert sorted(left.values_list("subject_id", flat=True)) == sorted([first.pk, second.pk])


def test_who_has_checked_in_already_stays(care):
    here = place(care.child, in_days=2)
    PresenceFactory(signup=here, left_at=None, left_how="")

    withdraw_guardian_consent(care, by=care.guardian.user)

    assert places() == {here.pk: "joined"}


def test_giving_places_back_costs_the_same_for_one_and_for_many(care):
    def cost(count):
        for day in range(count):
            place(care.child, in_days=10 + day)
        with CaptureQueriesContext(connection) as queries:
            withdraw_guardian_consent(care, by=care.guardian.user)
        give_guardian_consent(care, purposes=BOTH, by=care.guardian.user)
        return len(queries)

    assert cost(1) == cost(6)


def test_a_child_checks_in_only_while_a_guardian_agrees(care):
    signup = place(care.child)
    moment, shift = signup.shift.starts_at, signup.shift
    PresenceFactory(signup=signup, came_at=moment, left_at=moment + (shift.ends_at - moment) / 2)
    withdraw_guardian_consent(care, by=care.guardian.user)

    def come():
        code = codes.code_at(KIND, shift.pk, codes.IN, later)
        return check_in(shift, by=care.child.user, code=code, at=later)

    later = moment + (shift.ends_at - moment) / 2
    with pytest.raises(Refused) as refusal:
        come()
    give_guardian_consent(care, purposes=BOTH, by=care.guardian.user)

    assert (refusal.value.code, come().came_at) == ("guardian_consent_missing", later)


# --- whom to call ---------------------------------------------------------------------------------------


@pytest.fixture
def signups_of(client):
    """The page of who comes, as staff see it, and the same after asking for a number."""

    def ask(signup, name="signups"):
        organization = signup.shift.position.activity.organization
        client.force_login(StaffFactory(organization=organization).user)
        if name == "signups":
            return client.get(reverse("activities:signups", args=[organization.pk, signup.shift_id]))
        return client.post(reverse("activities:show_phone", args=[organization.pk, signup.pk]))

    return ask


def test_staff_see_the_guardians_number_and_never_the_childs(care, signups_of):
    signup = place(care.child)
    guardian, child = care.guardian.user, care.child.user

    masked = signups_of(signup).content.decode()
    shown = signups_of(signup, "show_phone").content.decode()

    assert guardian.masked_phone in masked
    assert (guardian.phone in shown, child.phone in shown) == (True, False)
    assert child.masked_phone not in masked + shown
    assert AuditRow.objects.get(action="signup.phone_seen").detail == {
        "phone": guardian.masked_phone,
        "of_guardian": True,
    }


def test_of_two_guardians_the_one_who_agreed_is_called(care, signups_of):
    GuardianshipFactory(child=care.child)

    assert care.guardian.user.phone in signups_of(place(care.child), "show_phone").content.decode()


def test_a_child_without_a_guardian_has_no_number_to_show(care, signups_of):
    care.ended_at = nine_oclock(0)
    care.save()
    signup = place(care.child)

    page = signups_of(signup, "show_phone")

    assert care.child.user.phone not in page.content.decode()
    assert not AuditRow.objects.filter(action="signup.phone_seen").exists()


def test_the_page_costs_the_same_for_one_child_and_for_thirty(care, client):
    signup = place(care.child)
    Shift.objects.update(capacity=40)
    organization = signup.shift.position.activity.organization
    client.force_login(StaffFactory(organization=organization).user)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("activities:signups", args=[organization.pk, signup.shift_id]))
        return len(queries)

    few = cost()
    for link in GuardianshipFactory.create_batch(29):
        SignupFactory(shift=Shift.objects.get(), volunteer=link.child)

    assert cost() == few
