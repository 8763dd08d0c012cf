"""招募结束: nobody new after it, on the page, by program and in every way to a place; those in line are still asked."""

import datetime
import json

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from apps.activities.actions import (
    accept_change,
    accept_offer,
    cancel_signup,
    change_position,
    change_published,
    copy_activity,
    move_shift,
    publish_activity,
    sign_up,
    submit_activity,
)
from apps.activities.actions.absences import add_on_the_spot
from apps.activities.actions.invitations import invite
from apps.activities.actions.parties import gather, sign_up_party
from apps.activities.models import Activity, Invitation, Party, Signup
from apps.activities.never import CODES
from apps.core.errors import Refused
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
ENDED = "为止，报名已经结束了。"


def code_of(call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    return refusal.value.code


def end(activity, ago=HOUR):
    """Sign-up ended some time ago."""
    Activity.objects.filter(pk=activity.pk).update(closes_at=timezone.now() - ago)


@pytest.fixture
def shift():
    return ShiftFactory()


@pytest.fixture
def activity(shift):
    return shift.position.activity


@pytest.fixture
def staff(activity):
    return StaffFactory(organization=activity.organization).user


@pytest.fixture
def person():
    return VolunteerFactory()


# --- what the database keeps ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("sign_up_ends_after_it_begins", {"opens_at": nine_oclock(1), "closes_at": nine_oclock(1)}),
        ("sign_up_ends_after_it_begins", {"opens_at": nine_oclock(1), "closes_at": nine_oclock(0)}),
        ("sign_up_ends_before_the_last_shift_does", {"closes_at": nine_oclock(9)}),
    ],
)
def test_the_end_lies_after_the_beginning_and_before_the_end_of_the_last_shift(name, fields):
    with pytest.raises(IntegrityError, match=f"activities_activity_{name}"):
        ActivityFactory(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"closes_at": nine_oclock(2) + 3 * HOUR},
        {"opens_at": nine_oclock(-1), "closes_at": nine_oclock(1)},
        {"state": "draft", "decided_by": None, "decided_at": None, "closes_at": nine_oclock(30)},
    ],
)
def test_what_is_in_order_stands_and_a_draft_whose_shifts_are_still_to_come(fields):
    assert ActivityFactory(**fields).closes_at == fields["closes_at"]


# --- nobody new ----------------------------------------------------------------------------------------


def test_nobody_new_gets_a_place_or_a_turn_in_the_line(activity, shift, person):
    full = ShiftFactory(position__activity=activity, capacity=1)
    SignupFactory(shift=full)
    end(activity)

    assert code_of(sign_up, person, shift, by=person.user) == "sign_up_ended"
    assert code_of(sign_up, person, full, by=person.user) == "sign_up_ended"


def test_until_then_people_sign_up(activity, shift, person):
    Activity.objects.update(closes_at=timezone.now() + HOUR)
    assert sign_up(person, shift, by=person.user).state == "joined"


def test_a_group_that_had_not_signed_up_is_too_late(activity, shift, person):
    party = gather(shift, by=person.user)
    end(activity)

    assert code_of(sign_up_party, party, by=person.user) == "sign_up_ended"
    assert code_of(gather, shift, by=VolunteerFactory().user) == "sign_up_ended"
    assert Party.objects.get().state == "gathering"


def test_nobody_is_invited_any_more(activity, shift, staff, person):
    end(activity)
    assert code_of(invite, shift, numbers=[person.number], by=staff) == "sign_up_ended"
    assert not Invitation.objects.exists()


# --- those who are there already -----------------------------------------------------------------------


def test_a_place_that_comes_free_is_still_offered_to_who_waits_and_may_be_taken(activity):
    shift = ShiftFactory(position__activity=activity, capacity=1)
    holds, waits = (sign_up(one, shift, by=one.user) for one in VolunteerFactory.create_batch(2))
    end(activity)

    cancel_signup(holds, by=holds.volunteer.user)
    waits.refresh_from_db()
    assert waits.state == "offered"

    assert accept_offer(waits, by=waits.volunteer.user).state == "joined"


def test_who_has_a_place_may_change_to_another_shift(activity, shift, person):
    signup = sign_up(person, shift, by=person.user)
    there = ShiftFactory(position__activity=activity)
    end(activity)

    assert change_position(signup, there, by=person.user).shift == there


def test_whoever_comes_while_it_runs_is_let_in_by_the_leader(person):
    now = timezone.now()
    running = ActivityFactory(starts_at=now - HOUR, ends_at=now + HOUR, closes_at=now - DAY)
    shift = ShiftFactory(position__activity=running)
    staff = StaffFactory(organization=running.organization).user

    assert add_on_the_spot(shift, number=person.number, by=staff).state == "joined"


# --- what people see -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closes", "taken", "starts", "phase"),
    [
        (-HOUR, 0, 2, "sign_up_ended"),
        (-HOUR, 5, 2, "sign_up_ended"),
        (HOUR, 0, 2, "published"),
        (HOUR, 5, 2, "full"),
        (-HOUR, 0, 0, "under_way"),
    ],
)
def test_the_phase_says_that_sign_up_has_ended_as_long_as_something_is_ahead(closes, taken, starts, phase):
    now = timezone.now()
    begins = now + starts * DAY - HOUR
    activity = ActivityFactory(starts_at=begins, ends_at=begins + 4 * HOUR, closes_at=now + closes)
    shift = ShiftFactory(position__activity=activity, capacity=5)
    SignupFactory.create_batch(taken, shift=shift)

    assert Activity.objects.with_phase().get().phase == phase


def test_the_list_says_so_and_whoever_looks_for_places_does_not_find_it(client, activity, shift):
    end(activity)

    listed = client.get(reverse("activities:list")).content.decode()
    with_places = client.get(reverse("activities:list"), {"places": "on"}).content.decode()

    assert (activity.title in listed, "报名截止" in listed) == (True, True)
    assert activity.title not in with_places


@pytest.mark.parametrize("known", [True, False])
def test_the_page_says_when_it_ended_and_where_to_look_instead(client, activity, shift, person, known):
    end(activity)
    if known:
        client.force_login(person.user)

    page = client.get(reverse("activities:detail", args=[activity.pk])).content.decode()

    assert ENDED in page
    assert f"?banner={activity.banner}&amp;places=on" in page
    assert "注册后报名" not in page
    assert 'name="shift" value="' + str(shift.pk) + '" disabled' in page


def test_before_it_ends_page_and_poster_say_when(client, activity):
    closes = nine_oclock(1) + 9 * HOUR
    Activity.objects.update(closes_at=closes)

    page = client.get(reverse("activities:detail", args=[activity.pk])).content.decode()
    poster = text_of(client.get(reverse("activities:poster", args=[activity.pk])).content)

    assert "18:00截止" in page
    assert "18:00截止" in poster


def test_a_notice_without_an_end_says_nothing_of_it(client, activity, shift):
    page = client.get(reverse("activities:detail", args=[activity.pk])).content.decode()
    assert "截止" not in page


def test_programs_read_the_end_the_phase_and_why_not(client, activity, shift, person):
    end(activity)
    address = f"/api/v1/activities/{activity.pk}/"

    stranger = client.get(address).json()
    client.force_login(person.user)
    known = client.get(address).json()
    refused = client.post(
        "/api/v1/me/signups/", json.dumps({"shift": shift.pk}), content_type="application/json"
    )

    assert {answer["phase"] for answer in (stranger, known)} == {"sign_up_ended"}
    assert stranger["closes_at"] == known["closes_at"] is not None
    for answer in (stranger, known):
        assert [row["refusal"].endswith(ENDED) for row in answer["shifts"]] == [True]
    assert (refused.status_code, refused.json()["code"]) == (409, "sign_up_ended")


def test_no_invitation_is_written_on_the_page_of_a_shift(client, activity, shift, staff):
    client.force_login(staff)
    address = reverse("activities:signups", args=[activity.organization_id, shift.pk])
    before = client.get(address).content.decode()
    end(activity)

    assert ("发邀请" in before, "发邀请" in client.get(address).content.decode()) == (True, False)


# --- writing it ----------------------------------------------------------------------------------------


@pytest.fixture
def draft(staff, activity):
    draft = ActivityFactory(
        organization=activity.organization, state="draft", author=staff, decided_by=None, decided_at=None
    )
    ShiftFactory(position__activity=draft)
    return draft


def test_what_is_handed_in_ends_ahead_of_us_and_before_everything_is_over(draft, staff):
    for closes, code in ((nine_oclock(-1), "closes_in_the_past"), (nine_oclock(3), "closes_too_late")):
        Activity.objects.filter(pk=draft.pk).update(closes_at=closes)
        assert code_of(submit_activity, draft, kinds=CODES, by=staff) == code

    Activity.objects.filter(pk=draft.pk).update(closes_at=nine_oclock(1))
    assert submit_activity(draft, kinds=CODES, by=staff).state == "in_review"


def test_nothing_is_published_whose_sign_up_has_ended_while_it_waited(draft, staff):
    Activity.objects.filter(pk=draft.pk).update(closes_at=nine_oclock(1))
    submit_activity(draft, kinds=CODES, by=staff)
    end(draft)

    officer = OfficerFactory().user
    assert code_of(publish_activity, draft, kinds=CODES, by=officer) == "closes_in_the_past"


def written(activity, **changes):
    """What the section of the form is sent with."""
    said = {"contact_name": "白音", "contact_phone": "13900000000", "cancel_hours": "24"}
    address = reverse("activities:edit_section", args=[activity.organization_id, activity.pk, "contact"])
    return address, {**said, **changes}


def test_the_form_keeps_the_end_beside_the_beginning(client, draft, staff):
    client.force_login(staff)
    typed = {"opens_at": "2030-01-01T09:00", "closes_at": "2030-01-05T18:00"}

    address, sent = written(draft, **typed)
    client.post(address, sent)
    page = client.get(address).content.decode()

    assert [f'value="{said}"' in page for said in typed.values()] == [True, True]
    draft.refresh_from_db()
    kept = [timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") for at in (draft.opens_at, draft.closes_at)]
    assert kept == list(typed.values())


def test_an_end_before_the_beginning_is_said_beside_the_field(client, draft, staff):
    client.force_login(staff)
    address, sent = written(draft, opens_at="2030-01-05T09:00", closes_at="2030-01-01T18:00")

    form = client.post(address, sent).context["form"]

    assert form.errors == {"closes_at": ["报名截止要晚于开始报名。"]}
    assert form["closes_at"].value() == "2030-01-01T18:00"


def test_an_end_after_everything_is_said_beside_the_field_of_what_is_published(client, activity, staff):
    client.force_login(staff)
    address, sent = written(activity, closes_at="2090-01-01T18:00")

    form = client.post(address, sent).context["form"]

    assert form.errors == {"closes_at": ["报名截止比最后一班结束还晚，改早一点。"]}


def test_programs_write_the_end_and_hear_what_is_wrong_with_it(client, draft, activity, staff):
    client.force_login(staff)

    def send(body):
        address = f"/api/v1/managed-activities/{activity.pk}/change/"
        return client.post(address, json.dumps(body), content_type="application/json")

    early = {"opens_at": nine_oclock(1).isoformat(), "closes_at": nine_oclock(0).isoformat()}
    assert (send(early).status_code, send(early).json()["code"]) == (409, "closes_before_it_opens")
    assert send({"closes_at": nine_oclock(9).isoformat()}).json()["code"] == "closes_too_late"
    assert send({"closes_at": "明天"}).status_code == 400
    waiting = send({"closes_at": nine_oclock(1).isoformat()}).json()["waiting"]
    assert list(waiting["values"]) == ["closes_at"]


def test_after_publication_another_end_is_looked_at_first(activity, staff, client):
    closes = nine_oclock(1)
    change = change_published(activity, values={"closes_at": closes}, by=staff)
    activity.refresh_from_db()
    assert activity.closes_at is None

    officer = OfficerFactory().user
    client.force_login(officer)
    page = client.get(reverse("activities:review_change", args=["150430", change.pk])).content.decode()
    accept_change(change, by=officer)

    activity.refresh_from_db()
    assert "报名截止" in page
    assert activity.closes_at == closes


def test_a_later_end_opens_sign_up_again(activity, shift, staff, person):
    end(activity)
    activity.refresh_from_db()
    accept_change(
        change_published(activity, values={"closes_at": nine_oclock(2)}, by=staff), by=OfficerFactory().user
    )

    assert sign_up(person, shift, by=person.user).state == "joined"


def test_where_the_last_shift_moves_to_an_earlier_time_sign_up_ends_no_later(activity, shift, staff):
    Activity.objects.update(closes_at=nine_oclock(2))

    move_shift(shift, starts_at=nine_oclock(1), ends_at=nine_oclock(1) + HOUR, by=staff)

    activity.refresh_from_db()
    assert activity.closes_at == activity.ends_at == nine_oclock(1) + HOUR


def test_a_shift_does_not_move_before_sign_up_begins(activity, shift, staff):
    Activity.objects.update(opens_at=nine_oclock(1) + 5 * HOUR, closes_at=nine_oclock(2))

    times = {"starts_at": nine_oclock(1), "ends_at": nine_oclock(1) + HOUR}

    assert code_of(move_shift, shift, **times, by=staff) == "closes_before_it_opens"


@pytest.mark.parametrize(("before", "kept"), [(DAY, True), (30 * DAY, False)])
def test_a_copy_ends_as_long_before_its_shifts_unless_that_is_over(activity, shift, staff, before, kept):
    Activity.objects.update(closes_at=activity.starts_at - before)

    copy = copy_activity(activity, by=staff)

    copy.refresh_from_db()
    assert copy.closes_at == (copy.starts_at - before if kept else None)
    assert not Signup.objects.exists()
