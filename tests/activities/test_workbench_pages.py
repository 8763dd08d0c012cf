"""The workbench of an organisation, as pages."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.actions import sign_up
from apps.activities.models import Activity, Shift, Signup
from apps.activities.never import KINDS
from apps.core import days
from apps.core.models import AuditRow
from tests.factories import (
    ActivityFactory,
    PositionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
CHECKED = {"checked": [key for key, _words in KINDS]}
NOTICE = {
    "title": "冬储菜送到家：帮独居老人搬白菜",
    "description": "两人一组，把菜从楼下送进家门。",
    "service_fields": ["03", "07"],
    "beneficiaries": ["01"],
    "protections": ["08"],
    "league": "1504",
    "banner": "150430",
    "place": "晨光社区一楼",
    "requirements": "能搬动20斤",
    "minimum_age": "16",
    "risks": "楼道可能结冰，穿防滑鞋。",
    "contact_name": "韩队长",
    "contact_phone": "13900000000",
    "cancel_hours": "12",
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


def write(client, organization, **changes):
    """A notice through its four sections, as it was left."""
    client.post(url("create", organization), {**NOTICE, **changes})
    activity = Activity.objects.latest("pk")
    for section in ("who", "safety", "contact"):
        client.post(url("edit_section", organization, activity, section), {**NOTICE, **changes})
    activity.refresh_from_db()
    return activity


def test_a_notice_from_the_first_word_to_the_review(client, staff):
    activity = write(client, staff.organization)
    client.post(url("add_position", staff.organization, activity), {"name": "搬运"})
    day = days.today() + datetime.timedelta(days=3)
    shift = {
        "position": activity.positions.get().pk,
        "day": day,
        "start": "20:00",
        "end": "02:00",
        "capacity": "8",
        "break_minutes": "30",
    }
    client.post(url("add_shift", staff.organization, activity), shift)
    client.post(url("submit", staff.organization, activity), CHECKED)

    activity.refresh_from_db()
    assert (activity.state, activity.author, activity.service_fields) == (
        "in_review",
        staff.user,
        ["03", "07"],
    )
    assert (activity.starts_at, activity.ends_at) == (nine_oclock(3) + 11 * HOUR, nine_oclock(4) - 7 * HOUR)
    assert (activity.minimum_age, activity.protections, activity.cancel_hours) == (16, ["08"], 12)
    declared = activity.declarations.get()
    assert (declared.by, declared.role, sorted(declared.kinds)) == (
        staff.user,
        "writer",
        sorted(CHECKED["checked"]),
    )


def test_every_section_is_kept_as_a_draft_of_its_own(client, staff):
    answer = client.post(url("create", staff.organization), {**NOTICE, "later": "1"})
    activity = Activity.objects.get()
    assert answer.url == url("manage_one", staff.organization, activity)

    answer = client.post(url("edit_section", staff.organization, activity, "who"), NOTICE)
    assert answer.url == url("edit_section", staff.organization, activity, "safety")

    page = client.get(url("manage_one", staff.organization, activity)).content.decode()
    assert "还没写：风险和保障" in page


def test_nothing_is_handed_in_before_each_of_the_six_was_ticked(client, staff):
    activity = write(client, staff.organization)
    ShiftFactory(position__activity=activity, starts_at=nine_oclock(2), ends_at=nine_oclock(3))

    page = client.post(
        url("submit", staff.organization, activity), {"checked": CHECKED["checked"][:5]}
    ).content.decode()

    activity.refresh_from_db()
    assert "六条都要勾上才能交" in page
    assert (activity.state, activity.declarations.count()) == ("draft", 0)


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("what", "title", ""),
        ("what", "title", "长" * 51),
        ("what", "description", "x\x00y"),
        ("what", "service_fields", []),
        ("what", "service_fields", ["03", "07", "16", "01", "02"]),
        ("what", "service_fields", ["xx"]),
        ("what", "beneficiaries", ["xx"]),
        ("what", "banner", ""),
        ("what", "banner", "150102"),
        ("what", "banner", "999999"),
        ("what", "longitude", "nan"),
        ("what", "longitude", "0"),
        ("what", "longitude", "x"),
        ("what", "latitude", "90"),
        ("who", "minimum_age", "-1"),
        ("who", "minimum_age", "1e9"),
        ("who", "maximum_age", "15"),
        ("who", "required_skills", ["xx"]),
        ("who", "hours_before", "1001"),
        ("who", "hours_before", "1.5"),
        ("who", "residents_of", "150102"),
        ("safety", "risks", ""),
        ("safety", "risks", " "),
        ("safety", "protections", []),
        ("contact", "contact_phone", "12"),
        ("contact", "cancel_hours", "-1"),
        ("contact", "opens_at", "明天"),
        ("contact", "closes_at", "明天"),
        ("contact", "contact_email", "不是邮箱"),
    ],
)
def test_a_notice_that_is_not_right_comes_back_as_typed(client, staff, section, field, value):
    point = {"longitude": "119.9", "latitude": "42.3"}
    activity = write(client, staff.organization)

    address = url("edit_section", staff.organization, activity, section)
    response = client.post(address, {**NOTICE, **point, field: value})

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    other = next(name for name in response.context["form"].fields if name in NOTICE and name != field)
    assert response.context["form"][other].value() == NOTICE[other]


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
    activity = write(client, staff.organization, is_hazardous="on", minimum_age="18")
    ShiftFactory(position__activity=activity, starts_at=nine_oclock(2), ends_at=nine_oclock(3))

    page = client.get(url("manage_one", staff.organization, activity)).content.decode()
    client.post(url("submit", staff.organization, activity), CHECKED)

    activity.refresh_from_db()
    assert "要有生效的保险管到最后一班才能发布" in page
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


def test_what_is_open_goes_by_date_and_what_is_over_the_latest_first(client, staff):
    made = {
        day: ActivityFactory(
            organization=staff.organization, starts_at=nine_oclock(day), ends_at=nine_oclock(day) + HOUR
        )
        for day in (5, 2, 9, -4, -2, -7)
    }
    address = reverse("activities:manage", args=[staff.organization_id])

    assert list(client.get(address).context["page"]) == [made[2], made[5], made[9]]
    assert list(client.get(f"{address}?tab=past").context["page"]) == [made[-2], made[-4], made[-7]]


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


@pytest.mark.parametrize(("people", "offered"), [(0, True), (1, False)])
def test_taking_down_is_offered_as_long_as_nobody_signed_up(client, staff, people, offered):
    activity = ActivityFactory(organization=staff.organization)
    shift = ShiftFactory(position__activity=activity)
    for person in VolunteerFactory.create_batch(people):
        sign_up(person, shift, by=person.user)

    page = client.get(url("manage_one", staff.organization, activity)).content.decode()

    assert (f'action="{url("withdraw", staff.organization, activity)}"' in page) == offered
