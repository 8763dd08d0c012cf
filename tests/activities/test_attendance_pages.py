import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.attendance import KIND
from apps.activities.models import Presence
from apps.booking import codes
from apps.booking.window import window_of
from apps.core import days
from apps.core.templatetags.ui import clock as clock_words
from apps.core.templatetags.ui import day_words
from tests.factories import (
    ActivityFactory,
    PositionFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

CHECK_IN = "/me/check-in/"


def shift_around_now(begins=-60, lasts=180, **fields):
    """A shift that began an hour ago and goes on for two more, to the minute."""
    now = timezone.now().replace(second=0, microsecond=0)
    starts = now + datetime.timedelta(minutes=begins)
    ends = starts + datetime.timedelta(minutes=lasts)
    activity = ActivityFactory(starts_at=starts, ends_at=ends)
    return ShiftFactory(position=PositionFactory(activity=activity), capacity=60, **fields)


@pytest.fixture
def signup():
    return SignupFactory(shift=shift_around_now())


@pytest.fixture
def me(client, signup):
    client.force_login(signup.volunteer.user)
    return client


@pytest.fixture
def leader(signup):
    return StaffFactory(organization=signup.shift.position.activity.organization).user


@pytest.fixture
def desk(client, signup, leader):
    """The address of a page of the shift at the organisation's desk, with its leader signed in."""
    client.force_login(leader)
    organization = signup.shift.position.activity.organization
    return lambda name: reverse(f"activities:{name}", args=[organization.pk, signup.shift_id])


def code_of(shift, direction=codes.IN):
    return codes.code_at(KIND, shift.pk, direction)


def enter(client, shift, code, direction=codes.IN):
    return client.post(CHECK_IN, {"shift": shift.pk, "direction": direction, "code": code}, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def turns(response):
    return [(turn.shift.pk, turn.next) for turn, _form, _came_along in response.context["cards"]]


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- the volunteer's phone ------------------------------------------------------------------------------


def test_entering_the_digits_checks_in_and_then_out(me, signup):
    enter(me, signup.shift, code_of(signup.shift))
    assert turns(me.get(CHECK_IN)) == [(signup.shift_id, "out")]
    Presence.objects.update(came_at=timezone.now() - datetime.timedelta(minutes=5))

    response = enter(me, signup.shift, code_of(signup.shift, codes.OUT), codes.OUT)

    assert not signup.presences.get().is_open
    assert said(response) == ["签退了。时长等队长确认，确认后会告诉你。"]


@pytest.mark.parametrize("shape", ["{} {}", " {}{} ", "full width"])
def test_digits_may_be_typed_with_spaces_or_full_width(me, signup, shape):
    code = code_of(signup.shift)
    wide = code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    enter(me, signup.shift, wide if shape == "full width" else shape.format(code[:3], code[3:]))

    assert signup.presences.get().is_open


def test_from_the_qr_code_one_button_is_left_to_press(me, signup):
    response = me.get(CHECK_IN, {"s": signup.shift_id, "d": "in", "c": code_of(signup.shift)})

    ((_turn, form, came_along),) = response.context["cards"]
    assert (came_along, form["code"].value()) == (True, code_of(signup.shift))
    page = response.content.decode()
    (only,) = re.findall(r"<form[^>]*action=\"/me/check-in/\".*?</form>", page, re.DOTALL)
    assert re.findall(r"<button[^>]*>(.*?)</button>", only) == ["签到"]
    assert re.findall(r"<input type=\"(?!hidden)", only) == []
    assert not Presence.objects.exists()  # looking is not checking in


def test_a_qr_code_scanned_by_someone_not_signed_up_says_what_to_do(client, signup):
    client.force_login(UserFactory())

    response = client.get(CHECK_IN, {"s": signup.shift_id, "d": "in", "c": code_of(signup.shift)})

    assert response.context["elsewhere"] is True


def test_scanning_leads_through_the_sign_in_and_back(client, signup):
    response = client.get(CHECK_IN, {"s": signup.shift_id, "d": "in", "c": "123456"})

    assert response.status_code == 302
    assert response["Location"].endswith(f"?next=/me/check-in/%3Fs%3D{signup.shift_id}%26d%3Din%26c%3D123456")


def test_a_wrong_code_is_told_beside_its_field(me, signup):
    response = enter(me, signup.shift, "000000" if code_of(signup.shift) != "000000" else "000001")

    ((_turn, form, _came_along),) = response.context["cards"]
    assert form.errors["code"] == ["这6位数字不对，或者已经换了新码。再看一眼队长的屏幕。"]
    assert not Presence.objects.exists()


def test_after_an_old_page_the_way_out_is_offered(me, signup):
    enter(me, signup.shift, code_of(signup.shift))

    response = enter(me, signup.shift, code_of(signup.shift))  # the same page once more, from before

    ((_turn, form, _came_along),) = response.context["cards"]
    assert form["direction"].value() == "out"
    assert response.context["lost"].errors["code"] == ["已经签到了，走的时候记得签退。"]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "1" * 10000, "12\x003456", "𠮷"])
def test_what_is_no_code_is_told_and_not_counted_as_a_guess(me, signup, code):
    response = enter(me, signup.shift, code)

    signup.refresh_from_db()
    assert (response.status_code, signup.failed_codes) == (200, 0)
    assert list(response.context["cards"][0][1].errors) == ["code"]


@pytest.mark.parametrize("shift", ["", "0", "-1", "1.5", "x", "9" * 30])
def test_what_is_no_shift_is_refused(me, shift):
    assert me.post(CHECK_IN, {"shift": shift, "direction": "in", "code": "123456"}).status_code == 200
    assert not Presence.objects.exists()


def test_a_shift_that_is_not_there_is_not_found(me):
    assert me.post(CHECK_IN, {"shift": 10**15, "direction": "in", "code": "123456"}).status_code == 404


@pytest.mark.parametrize(
    "query", ["s=x&d=in&c=1", "s=1&d=up&c=123456", "s=1", "s=1&d=in&c=%00", "s=" + "9" * 99]
)
def test_a_damaged_qr_code_shows_the_page_as_usual(me, query):
    assert me.get(f"{CHECK_IN}?{query}").status_code == 200


def test_only_todays_shifts_are_shown(me, signup):
    tomorrow = days.start_of(days.today() + datetime.timedelta(days=1))
    ahead = int((tomorrow - timezone.now()).total_seconds() / 60) + 600
    for begins in (ahead, -24 * 60):
        SignupFactory(shift=shift_around_now(begins), volunteer=signup.volunteer)

    assert turns(me.get(CHECK_IN)) == [(signup.shift_id, "in")]


@pytest.mark.parametrize(
    ("begins", "lasts", "expected"), [(40, 20, "wait"), (20, 20, "in"), (-30, 20, "over")]
)
def test_the_page_knows_what_is_next(client, begins, lasts, expected):
    signup = SignupFactory(shift=shift_around_now(begins, lasts))
    client.force_login(signup.volunteer.user)

    shown = turns(client.get(CHECK_IN))

    late_at_night = begins > 0 and days.day_of(signup.shift.starts_at) != days.today()
    assert late_at_night or shown == [(signup.shift_id, expected)]


def test_the_page_costs_the_same_with_one_shift_and_with_three(me, signup):
    queries(me, CHECK_IN)
    one = queries(me, CHECK_IN)
    for begins in (-300, 121):
        SignupFactory(shift=shift_around_now(begins, 180), volunteer=signup.volunteer)

    assert queries(me, CHECK_IN) == one


# --- the leader's screen --------------------------------------------------------------------------------


def test_the_screen_shows_the_code_that_checks_in(client, signup, desk, settings):
    response = client.get(desk("code"))

    assert response.context["code"] == code_of(signup.shift)
    assert response.context["address"] == (
        f"{settings.SITE_URL}/me/check-in/?s={signup.shift_id}&d=in&c={code_of(signup.shift)}"
    )


def test_the_other_segment_shows_the_code_for_leaving(client, signup, desk):
    assert client.get(desk("code"), {"d": "out"}).context["code"] == code_of(signup.shift, codes.OUT)


@pytest.mark.parametrize(
    ("part", "template"), [("box", "activities/_code_box.html"), ("came", "activities/_code_came.html")]
)
def test_the_screen_fetches_its_parts_alone(client, desk, part, template):
    response = client.get(desk("code"), {"d": "in", "part": part})

    assert response.templates[0].name == template
    assert "<html" not in response.content.decode()


def test_the_screen_names_who_came_without_their_phones(client, signup, desk):
    PresenceFactory(signup=signup, came_at=timezone.now(), left_at=None, left_how="")

    response = client.get(desk("code"))

    assert [came for came, _presence, _far in response.context["people"]] == [signup]
    assert response.context["came_count"] == 1
    page = response.content.decode()
    assert signup.volunteer.name in page
    assert signup.volunteer.user.masked_phone not in page


def test_no_code_is_shown_when_all_is_over(client):
    signup = SignupFactory(shift=shift_around_now(-300, 60))
    organization = signup.shift.position.activity.organization
    client.force_login(StaffFactory(organization=organization).user)

    page = client.get(reverse("activities:code", args=[organization.pk, signup.shift_id])).content.decode()

    assert code_of(signup.shift) not in page.replace(" ", "")
    assert "这一班已经结束，不再出码。" in page


@pytest.fixture
def early(client):
    """A shift in two days, its leader signed in."""
    signup = SignupFactory()
    organization = signup.shift.position.activity.organization
    client.force_login(StaffFactory(organization=organization).user)
    return signup, lambda name: reverse(f"activities:{name}", args=[organization.pk, signup.shift_id])


@pytest.mark.parametrize("part", ["", "box"])
def test_no_code_is_shown_before_one_may_come(client, early, part):
    signup, address = early

    page = client.get(address("code"), {"part": part})

    assert "code" not in page.context
    assert code_of(signup.shift) not in page.content.decode().replace(" ", "")


def test_before_the_shift_the_screen_and_the_roll_say_from_when(client, early):
    signup, address = early
    opens = window_of(signup.shift).opens
    when = f"还没开始，{day_words(opens)} {clock_words(opens)}起"

    assert f"{when}出码。" in client.get(address("code")).content.decode()
    page = client.get(address("roll")).content.decode()
    assert f"{when}可以点名。" in page
    assert [word in page for word in ("未到", "记下来", signup.volunteer.name)] == [False, False, True]


def test_whoever_is_there_has_not_forgotten_to_leave_until_the_end(client, signup, desk):
    PresenceFactory(signup=signup, came_at=timezone.now(), left_at=None, left_how="")

    page = client.get(desk("roll")).content.decode()
    assert ("没有签退" in page, "已到" in page) == (False, True)


def test_whoever_is_there_after_the_end_has_not_checked_out(client):
    shift = shift_around_now(-65, 60)
    signup = SignupFactory(shift=shift)
    PresenceFactory(signup=signup, came_at=shift.starts_at, left_at=None, left_how="")
    organization = shift.position.activity.organization
    client.force_login(StaffFactory(organization=organization).user)

    page = client.get(reverse("activities:roll", args=[organization.pk, shift.pk])).content.decode()
    assert "没有签退" in page


@pytest.mark.parametrize("name", ["code", "roll"])
def test_other_organizations_find_neither_code_nor_roll(client, signup, desk, name):
    other = StaffFactory()
    client.force_login(other.user)
    assert client.get(desk(name)).status_code == 404
    assert (
        client.get(reverse(f"activities:{name}", args=[other.organization_id, signup.shift_id])).status_code
        == 404
    )


@pytest.mark.parametrize("name", ["code", "roll"])
def test_volunteers_find_neither_code_nor_roll(me, signup, name):
    organization = signup.shift.position.activity.organization
    assert me.get(reverse(f"activities:{name}", args=[organization.pk, signup.shift_id])).status_code == 404


@pytest.mark.parametrize("name", ["code", "roll"])
def test_the_screen_costs_the_same_with_one_person_and_with_thirty(client, signup, desk, name):
    PresenceFactory(signup=signup, came_at=timezone.now(), left_at=None, left_how="")
    queries(client, desk(name))
    one = queries(client, desk(name))
    for _ in range(30):
        PresenceFactory(
            signup=SignupFactory(shift=signup.shift), came_at=timezone.now(), left_at=None, left_how=""
        )

    assert queries(client, desk(name)) == one


# --- the roll -------------------------------------------------------------------------------------------


def clock(moment):
    return timezone.localtime(moment).strftime("%H:%M")


def line(signup, came=None, left=None):
    """What the form of the roll sends for one person."""
    times = {"came": came, "left": left}
    return {f"r{signup.pk}-{name}": clock(time) for name, time in times.items() if time}


def call(client, address, *signups, **lines):
    return client.post(address, {"here": [signup.pk for signup in signups], **lines}, follow=True)


def test_ticked_people_are_noted_with_their_times(client, signup, desk, leader):
    other, absent = SignupFactory(shift=signup.shift), SignupFactory(shift=signup.shift)
    starts = signup.shift.starts_at
    left = starts + datetime.timedelta(minutes=30)

    response = call(client, desk("roll"), signup, other, **line(signup, starts, left), **line(other, starts))

    assert said(response) == ["记下了2人。时长要请另一位管理员确认。"]
    noted = Presence.objects.order_by("signup").values_list("signup", "came_at", "left_at", "came_noted_by")
    assert list(noted) == [(signup.pk, starts, left, leader.pk), (other.pk, starts, None, leader.pk)]
    assert not absent.presences.exists()


def test_whoever_came_by_code_only_gets_the_time_of_leaving(client, signup, desk):
    came = signup.shift.starts_at + datetime.timedelta(minutes=2)
    presence = PresenceFactory(signup=signup, came_at=came, left_at=None, left_how="")
    left = came + datetime.timedelta(minutes=20)

    call(client, desk("roll"), signup, **line(signup, None, left))

    presence.refresh_from_db()
    assert (presence.came_at, presence.left_at) == (came, left)


def test_one_wrong_line_saves_nothing_and_keeps_what_was_typed(client, signup, desk):
    other = SignupFactory(shift=signup.shift)
    starts = signup.shift.starts_at

    response = call(
        client, desk("roll"), signup, other, **line(signup, starts), **{f"r{other.pk}-came": "25:99"}
    )

    rows = {row["signup"].pk: row for row in response.context["rows"]}
    assert (rows[signup.pk]["ticked"], rows[signup.pk]["form"]["came"].value()) == (True, clock(starts))
    assert list(rows[other.pk]["form"].errors) == ["came"]
    assert not Presence.objects.exists()


def test_what_the_roll_refuses_is_said_and_keeps_what_was_typed(client, signup, desk):
    early = signup.shift.starts_at - datetime.timedelta(minutes=45)

    response = call(client, desk("roll"), signup, **line(signup, early))

    (message,) = said(response)
    assert message.startswith("时间要在")
    assert response.context["rows"][0]["form"]["came"].value() == clock(early)


def test_ones_own_line_cannot_be_ticked(client, signup, desk, leader):
    own = SignupFactory(shift=signup.shift, volunteer__user=leader)

    rows = {row["signup"].pk: row for row in client.get(desk("roll")).context["rows"]}
    response = call(client, desk("roll"), own, **line(own, signup.shift.starts_at))

    assert (rows[own.pk]["is_own"], "form" in rows[own.pk]) == (True, False)
    assert said(response) == ["名单变了，看一眼再点名。"]
    assert not Presence.objects.exists()


def test_people_of_another_shift_are_not_called(client, signup, desk):
    other = SignupFactory()

    response = call(client, desk("roll"), signup, other, **line(signup, signup.shift.starts_at))

    assert said(response) == ["名单变了，看一眼再点名。"]
    assert not Presence.objects.exists()


def test_nothing_ticked_says_what_to_do(client, desk):
    assert said(call(client, desk("roll"))) == ["先勾选到了的人，再按按钮。"]


def test_a_shift_over_midnight_takes_its_times_on_the_right_day(client):
    midnight = days.start_of(days.today())
    starts, ends = midnight - datetime.timedelta(hours=2), midnight + datetime.timedelta(hours=1)
    activity = ActivityFactory(
        starts_at=starts - datetime.timedelta(days=1), ends_at=ends - datetime.timedelta(days=1)
    )
    signup = SignupFactory(shift=ShiftFactory(position=PositionFactory(activity=activity)))
    organization = activity.organization
    client.force_login(StaffFactory(organization=organization).user)

    call(
        client,
        reverse("activities:roll", args=[organization.pk, signup.shift_id]),
        signup,
        **{f"r{signup.pk}-came": "23:30", f"r{signup.pk}-left": "00:30"},
    )

    presence = signup.presences.get()
    yesterday = midnight - datetime.timedelta(days=1)
    half = datetime.timedelta(minutes=30)
    assert (presence.came_at, presence.left_at) == (yesterday - half, yesterday + half)


def test_a_shift_longer_than_a_day_asks_for_the_dates(client):
    starts = days.start_of(days.today()) - datetime.timedelta(days=3)
    ends = starts + datetime.timedelta(hours=30)
    activity = ActivityFactory(starts_at=starts, ends_at=ends)
    signup = SignupFactory(shift=ShiftFactory(position=PositionFactory(activity=activity)))
    client.force_login(StaffFactory(organization=activity.organization).user)
    address = reverse("activities:roll", args=[activity.organization_id, signup.shift_id])

    shown = client.get(address).content.decode()
    times = [f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" for moment in (starts, ends)]
    assert [shown.count(f'value="{time}"') for time in times] == [1, 1]
    call(client, address, signup, **{f"r{signup.pk}-came": times[0], f"r{signup.pk}-left": times[1]})

    presence = signup.presences.get()
    assert (presence.came_at, presence.left_at) == (starts, ends)
