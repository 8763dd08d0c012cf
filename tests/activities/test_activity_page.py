"""The page of one activity, and the places a person holds."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Consent
from apps.activities.models import Signup
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    GuardianshipFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

LIST = "/activities/"
HOUR = datetime.timedelta(hours=1)


def page_of(activity):
    return reverse("activities:detail", args=[activity.pk])


def titles(response):
    return [card.title for card in response.context["cards"]]


def dated(start, **fields):
    shift = ShiftFactory(
        position__activity=ActivityFactory(starts_at=start, ends_at=start + HOUR, **fields), capacity=10
    )
    return shift.position.activity


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def obstacle(client, shift):
    found = client.get(page_of(shift.position.activity)).context["obstacle"]
    return found and found.words


def test_what_stands_in_the_way_is_said_before_the_click(client):
    shift = ShiftFactory()
    assert obstacle(client, shift) == "第一次来，先注册；以后报名点两下就行。"

    client.force_login(UserFactory())
    assert obstacle(client, shift) == "先登记成为志愿者，几分钟就好。"

    client.force_login(VolunteerFactory(identity_state="pending", number=None, passed_at=None).user)
    assert obstacle(client, shift) == "身份核验通过后才能报名。"

    client.force_login(GuardianshipFactory().child.user)
    assert obstacle(client, shift) == "未满18岁，先请监护人在自己的账号里同意。"

    client.force_login(VolunteerFactory().user)
    assert obstacle(client, shift) is None


def refusals(client, activity):
    return [offer.refusal for offer in client.get(page_of(activity)).context["offers"]]


def test_why_a_shift_cannot_be_taken_stands_beside_it(client):
    volunteer = VolunteerFactory()
    client.force_login(volunteer.user)
    activity = ActivityFactory(starts_at=nine_oclock(-1), ends_at=nine_oclock(9))

    def shift(day, **fields):
        start = nine_oclock(day)
        return ShiftFactory(position__activity=activity, starts_at=start, ends_at=start + HOUR, **fields)

    shift(-1)
    shift(2, capacity=1, taken=1)
    SignupFactory(volunteer=volunteer, shift=shift(3))
    other = ActivityFactory(starts_at=nine_oclock(4), ends_at=nine_oclock(4) + HOUR)
    SignupFactory(volunteer=volunteer, shift=ShiftFactory(position__activity=other))
    shift(4)
    shift(5, called_off_at=timezone.now())
    shift(6)

    assert refusals(client, activity) == [
        "这一班已经结束。",
        "",
        "你已经报了这一班。",
        f"和已报的“{other.title}”时间重叠，想换就先取消那一班。",
        "这一班取消了。",
        "",
    ]


def test_who_is_too_young_reads_it(client):
    shift = ShiftFactory(position__activity__minimum_age=60)
    client.force_login(VolunteerFactory().user)

    assert refusals(client, shift.position.activity) == ["这个活动要年满60岁才能参加。"]


def test_two_taps_and_the_place_is_taken(client):
    shift, volunteer = ShiftFactory(), VolunteerFactory()
    client.force_login(volunteer.user)
    activity = shift.position.activity

    response = client.post(
        reverse("activities:sign_up", args=[activity.pk]), {"shift": shift.pk, "volunteer": volunteer.pk}
    )

    assert response.url == page_of(activity)
    assert Signup.objects.get().volunteer == volunteer


def test_whom_to_call_is_told_to_who_comes(client):
    shift, volunteer = ShiftFactory(), VolunteerFactory()
    activity = shift.position.activity
    client.force_login(volunteer.user)
    assert activity.contact_phone not in client.get(page_of(activity)).content.decode()

    SignupFactory(shift=shift, volunteer=volunteer)
    assert activity.contact_phone in client.get(page_of(activity)).content.decode()


def test_a_guardian_chooses_for_whom(client):
    guardianship = GuardianshipFactory()
    child, guardian = guardianship.child, guardianship.guardian
    shift = ShiftFactory(position__activity__minimum_age=8)
    client.force_login(guardian.user)
    page = page_of(shift.position.activity)

    assert client.get(page).context["volunteer"] == guardian
    for_child = client.get(page, {"for": child.pk}).context
    assert (for_child["volunteer"], for_child["obstacle"].action) == (child, "去看孩子的资料")

    for purpose in (Consent.Purpose.MINOR, Consent.Purpose.MINOR_DATA):
        ConsentFactory(user=child.user, purpose=purpose, given_by=guardian.user)
    response = client.post(
        reverse("activities:sign_up", args=[shift.position.activity_id]),
        {"shift": shift.pk, "volunteer": child.pk},
    )
    assert response.url == f"{page}?for={child.pk}"
    assert Signup.objects.get().volunteer == child


@pytest.mark.parametrize(
    "wrong", [{"shift": "abc"}, {"shift": "99999999999999999999"}, {"volunteer": ""}, {"shift": ""}]
)
def test_a_crooked_form_takes_no_place(client, wrong):
    shift, volunteer = ShiftFactory(), VolunteerFactory()
    client.force_login(volunteer.user)

    response = client.post(
        reverse("activities:sign_up", args=[shift.position.activity_id]),
        {"shift": shift.pk, "volunteer": volunteer.pk, **wrong},
    )

    assert (response.status_code, Signup.objects.count()) == (302, 0)


def test_nobody_signs_up_a_stranger(client):
    shift, stranger = ShiftFactory(), VolunteerFactory()
    client.force_login(VolunteerFactory().user)

    client.post(
        reverse("activities:sign_up", args=[shift.position.activity_id]),
        {"shift": shift.pk, "volunteer": stranger.pk},
    )

    assert Signup.objects.count() == 0


def test_a_shift_of_another_activity_is_not_taken_here(client):
    here, elsewhere, volunteer = ShiftFactory(), ShiftFactory(), VolunteerFactory()
    client.force_login(volunteer.user)

    client.post(
        reverse("activities:sign_up", args=[here.position.activity_id]),
        {"shift": elsewhere.pk, "volunteer": volunteer.pk},
    )

    assert Signup.objects.count() == 0


def test_who_is_not_signed_in_comes_back_after_signing_in(client):
    shift = ShiftFactory()

    response = client.post(
        reverse("activities:sign_up", args=[shift.position.activity_id]), {"shift": shift.pk}
    )

    assert response.url == f"{reverse('account_login')}?next={page_of(shift.position.activity)}"


def test_the_page_costs_the_same_for_one_shift_and_for_thirty(client):
    volunteer, activity = VolunteerFactory(), ActivityFactory(ends_at=nine_oclock(60))
    client.force_login(volunteer.user)

    def add(day):
        start = nine_oclock(day)
        shift = ShiftFactory(position__activity=activity, starts_at=start, ends_at=start + HOUR)
        SignupFactory(shift=shift, volunteer=volunteer)

    add(2)
    one = queries_of(client, page_of(activity))
    for n in range(30):
        add(3 + n)

    assert queries_of(client, page_of(activity)) == one


def test_a_shared_link_says_what_it_is(client):
    activity = dated(nine_oclock(2), title='清雪"<b>')
    page = client.get(page_of(activity)).content.decode()

    assert '<meta property="og:title" content="清雪&quot;&lt;b&gt;">' in page


# --- my sign-ups -------------------------------------------------------------------------------------


def test_my_places_and_those_of_my_children(client):
    guardianship = GuardianshipFactory()
    mine, childs = SignupFactory(volunteer=guardianship.guardian), SignupFactory(volunteer=guardianship.child)
    SignupFactory()
    client.force_login(guardianship.guardian.user)

    assert list(client.get(reverse("activities:mine")).context["page"]) == [mine, childs]
    assert list(client.get(reverse("activities:mine_past")).context["page"]) == []


def test_whoever_did_not_come_reads_it(client):
    start = nine_oclock(-2)
    came, missed = (
        SignupFactory(shift=ShiftFactory(starts_at=start, ends_at=start + datetime.timedelta(hours=hours)))
        for hours in (2, 3)
    )
    PresenceFactory(signup=came)

    def words(signup):
        client.force_login(signup.volunteer.user)
        page = client.get(reverse("activities:mine_past")).content.decode()
        return [word for word in ("已结束", "没有签到") if word in page]

    assert (words(came), words(missed)) == (["已结束"], ["没有签到"])


def test_a_date_of_another_year_says_which(client):
    start = nine_oclock(-400)
    signup = SignupFactory(shift=ShiftFactory(starts_at=start, ends_at=start + datetime.timedelta(hours=2)))
    client.force_login(signup.volunteer.user)

    assert f"{start.year}年" in client.get(reverse("activities:mine_past")).content.decode()


def test_giving_a_place_back_on_the_page(client):
    signup = SignupFactory()
    client.force_login(signup.volunteer.user)

    client.post(reverse("activities:cancel_signup", args=[signup.pk]))

    assert list(client.get(reverse("activities:mine_past")).context["page"]) == [signup]


def test_the_place_of_a_stranger_is_not_there(client):
    signup = SignupFactory()
    client.force_login(VolunteerFactory().user)

    assert client.post(reverse("activities:cancel_signup", args=[signup.pk])).status_code == 404


@pytest.mark.parametrize("name", ["activities:mine", "activities:mine_past"])
def test_my_places_cost_the_same_for_one_and_for_thirty(client, name):
    volunteer = VolunteerFactory()
    client.force_login(volunteer.user)
    over = {"state": "left", "left_at": timezone.now()} if name.endswith("past") else {}

    def add(day):
        activity = ActivityFactory(starts_at=nine_oclock(day), ends_at=nine_oclock(day) + HOUR)
        SignupFactory(shift__position__activity=activity, volunteer=volunteer, **over)

    add(2)
    one = queries_of(client, reverse(name))
    for n in range(30):
        add(3 + n)

    assert queries_of(client, reverse(name)) == one
