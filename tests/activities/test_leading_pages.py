"""The pages of whoever leads a shift without a post, and the phone by which one checks in."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.activities.attendance import KIND, appoint_leader, device_of
from apps.activities.models import Activity, Presence, ShiftLeader, Whereabouts
from apps.booking import codes
from tests.activities.test_attendance_pages import shift_around_now
from tests.factories import ConsentFactory, SignupFactory, StaffFactory, VolunteerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift():
    shift = shift_around_now()
    Activity.objects.update(submitted_at=timezone.now())
    return shift


@pytest.fixture
def staff(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


@pytest.fixture
def led(shift, staff, client):
    """A volunteer who leads the shift, signed in."""
    signup = SignupFactory(shift=shift, volunteer__name="包红霞")
    leader = appoint_leader(shift, signup, by=staff)
    client.force_login(signup.volunteer.user)
    return leader


@pytest.mark.parametrize("page", ["code", "roll", "field"])
def test_a_leader_without_a_post_has_the_pages_of_the_shift_and_no_workbench(client, led, shift, page):
    organization = shift.position.activity.organization_id

    assert client.get(f"/me/shifts/{shift.pk}/{page}/").status_code == 200
    assert client.get(f"/org/{organization}/shifts/{shift.pk}/{page}/").status_code == 404
    assert client.get(f"/org/{organization}/").status_code == 404


@pytest.mark.parametrize("page", ["code", "roll", "field"])
def test_who_no_longer_leads_finds_nothing(client, led, shift, page):
    client.post(f"/me/shifts/leaders/{led.pk}/end/")
    assert client.get(f"/me/shifts/{shift.pk}/{page}/").status_code == 404


def test_a_leader_notes_others_on_the_roll(client, led, shift):
    other = SignupFactory(shift=shift)
    came = timezone.localtime(shift.starts_at)

    client.post(f"/me/shifts/{shift.pk}/roll/", {"here": other.pk, f"r{other.pk}-came": f"{came:%H:%M}"})

    assert Presence.objects.values_list("signup", "came_noted_by").get() == (other.pk, led.user_id)


def test_staff_ask_somebody_to_lead_and_take_it_back(client, staff, shift):
    signup = SignupFactory(shift=shift, volunteer__name="乌云其木格")
    client.force_login(staff)
    url = f"/org/{shift.position.activity.organization_id}/shifts/{shift.pk}/leaders/"

    client.post(url, {"signup": signup.pk})
    leader = ShiftLeader.objects.standing().get()
    assert leader.user_id == signup.volunteer.user_id
    client.post(f"/org/{shift.position.activity.organization_id}/shifts/leaders/{leader.pk}/end/")
    assert not ShiftLeader.objects.standing().exists()


@pytest.mark.parametrize("sent", ["", "0", "abc", "99999999999999999999", "\x00"])
def test_a_wrong_choice_of_leader_is_not_found(client, staff, shift, sent):
    client.force_login(staff)
    url = f"/org/{shift.position.activity.organization_id}/shifts/{shift.pk}/leaders/"
    assert client.post(url, {"signup": sent}).status_code == 404


@pytest.mark.parametrize("page", ["field", "leaders"])
def test_the_lists_cost_the_same_for_one_and_for_thirty(client, staff, shift, page):
    client.force_login(staff)
    url = f"/org/{shift.position.activity.organization_id}/shifts/{shift.pk}/{page}/"

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    SignupFactory(shift=shift)
    one = cost()
    SignupFactory.create_batch(18, shift=shift)
    assert cost() == one


def enter(client, signup, **more):
    code = codes.code_at(KIND, signup.shift_id, codes.IN)
    return client.post("/me/check-in/", {"shift": signup.shift_id, "direction": "in", "code": code, **more})


def test_a_phone_keeps_its_name_and_brings_in_two_people_only(shift):
    phone = Client()
    for _person in range(3):
        signup = SignupFactory(shift=shift)
        name = phone.cookies["device"].value if "device" in phone.cookies else None
        phone.force_login(signup.volunteer.user)
        answer = enter(phone, signup)
        assert name in {None, phone.cookies["device"].value}

    assert "这台手机在这一班已经给2个人签过了" in answer.content.decode()
    kept = device_of(phone.cookies["device"].value)
    assert list(Presence.objects.values_list("came_device", flat=True)) == [kept, kept]


PLACE = {"longitude": "111.75", "latitude": "40.84", "accuracy": "12.4"}


def test_a_place_that_was_sent_along_is_kept_where_one_agreed(client, shift):
    signup = SignupFactory(shift=shift)
    ConsentFactory(user=signup.volunteer.user, purpose="location")
    client.force_login(signup.volunteer.user)
    enter(client, signup, **PLACE)
    assert Whereabouts.objects.values_list("longitude", "accuracy").get() == (111.75, 12)


def test_without_the_agreement_one_checks_in_without_a_place(client, shift):
    signup = SignupFactory(shift=shift)
    client.force_login(signup.volunteer.user)
    enter(client, signup, **PLACE)
    assert Presence.objects.get().signup == signup
    assert not Whereabouts.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"longitude": "NaN"}, {"latitude": "91"}, {"accuracy": "-1"}, {"longitude": "inf"}]
)
def test_a_place_that_is_none_is_a_mistake_and_nobody_is_checked_in(client, shift, wrong):
    signup = SignupFactory(shift=shift)
    client.force_login(signup.volunteer.user)
    assert enter(client, signup, **PLACE | wrong).status_code == 200
    assert not Presence.objects.exists()


def test_the_leader_sees_how_far_from_the_meeting_point_a_phone_was(client, staff, shift):
    Activity.objects.update(longitude=111.76, latitude=40.84)
    signup = SignupFactory(shift=shift)
    presence = Presence.objects.create(signup=signup, came_at=shift.starts_at, came_how="code")
    Whereabouts.objects.create(
        presence=presence, direction="in", longitude=111.75, latitude=40.84, accuracy=20
    )
    client.force_login(staff)
    url = f"/org/{shift.position.activity.organization_id}/shifts/{shift.pk}/code/"

    assert "离集合地点约841米" in client.get(url).content.decode()
    Whereabouts.objects.update(accuracy=900)
    assert "位置不准，误差900米" in client.get(url).content.decode()


@pytest.fixture
def taps(client, staff, shift):
    client.force_login(staff)

    def send(**changes):
        signup = SignupFactory(shift=shift)
        tap = {
            "mark": "0b6b9d0e-6f5c-4d55-9f3b-0d1f6d1f3a77",
            "signup": signup.pk,
            "direction": "in",
            "at": (timezone.now() - datetime.timedelta(minutes=1)).isoformat(),
        }
        sent = {"sent_at": timezone.now().isoformat(), "taps": [tap | changes.pop("tap", {})]} | changes
        return client.post(f"/api/v1/managed-shifts/{shift.pk}/taps/", sent, content_type="application/json")

    return send


def test_programs_send_taps_too(taps):
    answer = taps()
    assert answer.json() == {
        "answers": [{"mark": "0b6b9d0e-6f5c-4d55-9f3b-0d1f6d1f3a77", "code": "noted", "words": ""}]
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"taps": []},
        {"taps": "x"},
        {"sent_at": "gestern"},
        {"sent_at": None},
        {"tap": {"mark": "x"}},
        {"tap": {"signup": 2**63}},
        {"tap": {"signup": -1}},
        {"tap": {"direction": "up"}},
        {"tap": {"at": "9999-99-99"}},
        {"tap": {"extra": 1}},
    ],
)
def test_bad_taps_are_a_mistake_with_a_code(taps, wrong):
    answer = taps(**wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not Presence.objects.exists()


@pytest.mark.parametrize("at", ["0001-01-02T00:00:00Z", "9999-12-30T23:59:59Z"])
def test_taps_from_the_ends_of_time_are_answered(taps, at):
    assert taps(tap={"at": at}).json()["answers"][0]["code"] == "outside_the_shift"
    assert taps(sent_at=at).json()["code"] == "clock_wrong"
    assert not Presence.objects.exists()


def test_volunteers_without_a_shift_to_lead_are_told_so(client):
    client.force_login(VolunteerFactory().user)
    assert "没有你带的班。" in client.get("/me/shifts/").content.decode()
