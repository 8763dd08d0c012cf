"""The workbench of an organisation and the queue of a reviewer, as pages."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.forms import PublishForm
from apps.activities.models import Activity, Shift, Signup
from apps.core import days
from apps.core.models import AuditRow
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    PositionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
CHECKED = {"checked": [key for key, _words in PublishForm.KINDS]}
NOTICE = {
    "title": "冬储菜送到家：帮独居老人搬白菜",
    "description": "两人一组，把菜从楼下送进家门。",
    "service_fields": ["03", "07"],
    "beneficiaries": "独居老人",
    "league": "1504",
    "banner": "150430",
    "place": "晨光社区一楼",
    "requirements": "能搬动20斤",
    "minimum_age": "16",
    "risks": "楼道可能结冰，穿防滑鞋。",
    "contact_name": "韩队长",
    "contact_phone": "13900000000",
}


@pytest.fixture
def staff(client):
    post = StaffFactory()
    client.force_login(post.user)
    return post


@pytest.fixture
def draft(staff):
    return ActivityFactory(
        organization=staff.organization,
        state="draft",
        author=staff.user,
        starts_at=None,
        ends_at=None,
        decided_by=None,
        decided_at=None,
    )


def url(name, *args):
    return reverse(f"activities:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- organisation --------------------------------------------------------------------------------------


def test_a_notice_from_the_first_word_to_the_review(client, staff):
    client.post(url("create", staff.organization), NOTICE)
    activity = Activity.objects.get()
    client.post(url("add_position", staff.organization, activity), {"name": "搬运"})
    day = days.today() + datetime.timedelta(days=3)
    shift = {
        "position": activity.positions.get().pk,
        "day": day,
        "start": "20:00",
        "end": "02:00",
        "capacity": "8",
    }
    client.post(url("add_shift", staff.organization, activity), shift)
    client.post(url("submit", staff.organization, activity))

    activity.refresh_from_db()
    assert (activity.state, activity.author, activity.service_fields) == (
        "in_review",
        staff.user,
        ["03", "07"],
    )
    assert (activity.starts_at, activity.ends_at) == (nine_oclock(3) + 11 * HOUR, nine_oclock(4) - 7 * HOUR)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 51),
        ("risks", ""),
        ("risks", " "),
        ("description", "x\x00y"),
        ("service_fields", []),
        ("service_fields", ["03", "07", "16", "01", "02"]),
        ("service_fields", ["xx"]),
        ("banner", ""),
        ("banner", "150102"),
        ("banner", "999999"),
        ("minimum_age", "-1"),
        ("minimum_age", "1e9"),
        ("contact_phone", "12"),
    ],
)
def test_a_notice_that_is_not_right_comes_back_as_typed(client, staff, field, value):
    response = client.post(url("create", staff.organization), {**NOTICE, field: value})

    assert (response.status_code, Activity.objects.count()) == (200, 0)
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["place"].value() == "晨光社区一楼"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "0001-01-01"),
        ("day", "9999-12-31"),
        ("day", "2027-02-29"),
        ("day", ""),
        ("start", "24:00"),
        ("end", "x"),
        ("capacity", "0"),
        ("capacity", "10001"),
        ("capacity", "99999999999999999999"),
        ("position", "99999999999999999999"),
        ("position", "abc"),
    ],
)
def test_a_shift_that_is_not_right_comes_back_as_typed(client, staff, draft, field, value):
    position = PositionFactory(activity=draft)
    good = {
        "position": position.pk,
        "day": days.today() + datetime.timedelta(days=3),
        "start": "09:00",
        "end": "11:30",
        "capacity": "8",
    }

    response = client.post(url("add_shift", staff.organization, draft), {**good, field: value})

    assert list(response.context["shift_form"].errors) == [field]
    assert not Shift.objects.exists()


def test_a_draft_is_changed_and_taken_apart(client, staff, draft):
    client.post(url("edit", staff.organization, draft), {**NOTICE, "title": "改过的"})
    shift = ShiftFactory(position__activity=draft, starts_at=nine_oclock(2), ends_at=nine_oclock(3))
    client.post(url("remove_shift", staff.organization, shift))
    client.post(url("remove_position", staff.organization, shift.position))

    draft.refresh_from_db()
    assert (draft.title, draft.positions.count()) == ("改过的", 0)


def test_what_may_hurt_people_is_kept_as_a_draft_and_says_so(client, staff):
    client.post(url("create", staff.organization), {**NOTICE, "is_hazardous": "on"})
    activity = Activity.objects.get()
    ShiftFactory(position__activity=activity, starts_at=nine_oclock(2), ends_at=nine_oclock(3))

    page = client.get(url("manage_one", staff.organization, activity)).content.decode()
    client.post(url("submit", staff.organization, activity))

    activity.refresh_from_db()
    assert "要先有保险才能发布" in page
    assert activity.state == "draft"


def test_calling_off_needs_a_reason_and_tells(client, staff):
    signup = SignupFactory(shift__position__activity__organization=staff.organization)
    activity = signup.shift.position.activity

    refused = client.post(url("cancel", staff.organization, activity), {"reason": ""})
    assert list(refused.context["cancel_form"].errors) == ["reason"]

    client.post(url("cancel", staff.organization, activity), {"reason": "大雪"})
    assert Signup.objects.get().state == "called_off"


def test_places_are_changed_on_the_page(client, staff):
    shift = SignupFactory(shift__position__activity__organization=staff.organization).shift

    for typed in ("20", "0", "x", ""):
        client.post(url("change_capacity", staff.organization, shift), {"capacity": typed})

    shift.refresh_from_db()
    assert shift.capacity == 20


def test_a_number_is_shown_on_demand_and_noted(client, staff):
    signup = SignupFactory(shift__position__activity__organization=staff.organization)
    phone = signup.volunteer.user.phone
    listed = client.get(url("signups", staff.organization, signup.shift)).content.decode()

    shown = client.post(url("show_phone", staff.organization, signup)).content.decode()

    assert (phone in listed, phone in shown) == (False, True)
    row = AuditRow.objects.get(action="signup.phone_seen")
    assert (row.actor, row.subject_id, row.detail["phone"]) == (
        staff.user,
        signup.pk,
        signup.volunteer.user.masked_phone,
    )


def pages_of(organization, shift):
    activity, signup = shift.position.activity, SignupFactory(shift=shift)
    return {
        "get": [
            url("manage", organization),
            url("create", organization),
            url("manage_one", organization, activity),
            url("signups", organization, shift),
        ],
        "post": [
            url("edit", organization, activity),
            url("add_position", organization, activity),
            url("add_shift", organization, activity),
            url("submit", organization, activity),
            url("cancel", organization, activity),
            url("remove_position", organization, shift.position),
            url("remove_shift", organization, shift),
            url("change_capacity", organization, shift),
            url("show_phone", organization, signup),
        ],
    }


def answers(client, pages):
    return {
        *(client.get(page).status_code for page in pages["get"]),
        *(client.post(page).status_code for page in pages["post"]),
    }


def test_outsiders_find_no_workbench(client, staff):
    foreign = ShiftFactory()

    assert answers(client, pages_of(foreign.position.activity.organization, foreign)) == {404}


def test_what_belongs_to_another_organization_is_not_at_mine(client, staff):
    pages = pages_of(staff.organization, ShiftFactory())
    pages["get"] = pages["get"][2:]

    assert answers(client, pages) == {404}


def test_people_of_a_suspended_organization_find_no_workbench(client, staff):
    shift = ShiftFactory(position__activity__organization=staff.organization)
    staff.organization.state, staff.organization.reason = "suspended", "核查中"
    staff.organization.save()

    assert answers(client, pages_of(staff.organization, shift)) == {404}


def test_the_tabs_hold_what_they_say(client, staff):
    made = {
        "open": ActivityFactory(organization=staff.organization),
        "draft": ActivityFactory(organization=staff.organization, state="returned", reason="改"),
        "in_review": ActivityFactory(organization=staff.organization, state="in_review"),
        "past": ActivityFactory(
            organization=staff.organization, starts_at=nine_oclock(-3), ends_at=nine_oclock(-2)
        ),
        "cancelled": ActivityFactory(organization=staff.organization, state="cancelled", reason="大雪"),
    }
    ActivityFactory()

    for tab, activity in made.items():
        page = client.get(url("manage", staff.organization), {"tab": tab}).context["page"]
        assert list(page) == [activity]


def test_the_lists_cost_the_same_for_one_and_for_thirty(client, staff):
    activity = ActivityFactory(organization=staff.organization)
    shift = ShiftFactory(position__activity=activity, capacity=40)
    SignupFactory(shift=shift)
    pages = [
        url("manage", staff.organization),
        url("manage_one", staff.organization, activity),
        url("signups", staff.organization, shift),
    ]
    one = [queries_of(client, page) for page in pages]

    SignupFactory.create_batch(30, shift=shift)
    for n in range(30):
        ShiftFactory(
            position__activity=activity, starts_at=nine_oclock(3 + n), ends_at=nine_oclock(3 + n) + HOUR
        )
        ActivityFactory(organization=staff.organization)

    assert [queries_of(client, page) for page in pages] == one


# --- reviewer ------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client):
    post = OfficerFactory()
    client.force_login(post.user)
    return post.user


@pytest.fixture
def waiting():
    return wait()


def wait(**fields):
    return ActivityFactory(
        **{
            "state": "in_review",
            "submitted_at": timezone.now(),
            "decided_by": None,
            "decided_at": None,
            **fields,
        }
    )


def review(name, activity, code="150430"):
    return reverse(f"activities:{name}", args=[code, activity.pk])


def test_the_queue_begins_with_who_waited_longest(client, officer):
    later, first = wait(), wait(submitted_at=timezone.now() - HOUR)
    wait(author=officer)

    assert list(client.get("/region/150430/activities/").context["page"]) == [first, later]


def test_a_reviewer_looks_at_each_of_the_six(client, officer, waiting):
    five = client.post(review("publish", waiting), {"checked": CHECKED["checked"][:5]})
    assert list(five.context["publish_form"].errors) == ["checked"]

    client.post(review("publish", waiting), CHECKED)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("published", officer)


def test_sending_back_says_why(client, officer, waiting):
    empty = client.post(review("return", waiting), {"reason": " "})
    assert list(empty.context["return_form"].errors) == ["reason"]

    client.post(review("return", waiting), {"reason": "写清楚带什么工具"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("returned", "写清楚带什么工具")


def test_what_may_hurt_people_offers_no_publishing(client, officer):
    hazardous = wait(is_hazardous=True)
    page = client.get(review("review", hazardous)).content.decode()

    refused = client.post(review("publish", hazardous), CHECKED)

    assert ("目前不能发布" in page, "发布这个活动" in page) == (True, False)
    assert refused.context["publish_form"].non_field_errors() == [
        "可能有人身危险的活动要先有保险才能发布，目前还不能发布。"
    ]


def reviewer_answers(client, activity, code="150430"):
    return {
        client.get(review("review", activity, code)).status_code,
        client.post(review("publish", activity, code), CHECKED).status_code,
        client.post(review("return", activity, code), {"reason": "改"}).status_code,
    }


def test_an_author_does_not_find_their_notice_in_the_queue(client, officer):
    assert reviewer_answers(client, wait(author=officer)) == {404}


@pytest.mark.parametrize("post", [{"region": "150402"}, {"office_kind": "education"}, {"role": "reader"}])
def test_who_does_not_review_here_finds_nothing(client, waiting, post):
    client.force_login(OfficerFactory(**post).user)

    assert reviewer_answers(client, waiting) == {404}
    assert client.get("/region/150430/activities/").status_code == 404


def test_drafts_are_nobody_elses_business(client, officer):
    assert reviewer_answers(client, wait(state="draft", submitted_at=None)) == {404}


def test_the_reviewer_of_a_league_decides_under_the_banner_it_lies_in(client, waiting):
    client.force_login(OfficerFactory(region="1504").user)

    assert client.get(review("review", waiting, "150430")).status_code == 200
    assert client.get(review("review", waiting, "150402")).status_code == 404
    assert client.get("/region/999999/activities/").status_code == 404


def test_the_queue_costs_the_same_for_one_and_for_thirty(client, officer, waiting):
    ShiftFactory(position__activity=waiting)
    pages = ["/region/150430/activities/", review("review", waiting)]
    one = [queries_of(client, page) for page in pages]
    for n in range(30):
        wait()
        ShiftFactory(
            position__activity=waiting, starts_at=nine_oclock(3 + n), ends_at=nine_oclock(3 + n) + HOUR
        )

    assert [queries_of(client, page) for page in pages] == one


def test_strangers_are_asked_to_sign_in(client, waiting):
    for page in ("/region/150430/activities/", url("manage", waiting.organization), "/me/signups/"):
        assert client.get(page).url.startswith(reverse("account_login"))
