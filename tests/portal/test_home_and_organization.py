"""The front page, and the first page of an organisation's workbench."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core import days
from apps.hours.deadlines import confirm_by, working_days_to_confirm
from apps.stars.models import StarStanding
from tests.factories import (
    ActivityFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    PositionFactory,
    RecognitionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    StarNoticeFactory,
    StarObjectionFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def activity(title, days_ahead=2, capacity=10, taken=0, **fields):
    start = nine_oclock(days_ahead)
    made = ActivityFactory(title=title, starts_at=start, ends_at=start + 3 * HOUR, **fields)
    ShiftFactory(position=PositionFactory(activity=made), capacity=capacity, taken=taken)
    return made


def titles(response):
    return [card.title for card in response.context["cards"]]


def test_the_front_page_shows_what_begins_soonest_and_has_places(client):
    activity("后天", 2)
    activity("明天", 1)
    activity("满了", 1, capacity=2, taken=2)
    activity("草稿", 1, state="draft", decided_by=None, decided_at=None)
    activity("过去了", -2)
    activity("取消了", 1, state="cancelled", reason="大雪")

    assert titles(client.get("/")) == ["明天", "后天"]


def test_those_that_need_just_a_few_more_stand_first_on_the_front_page(client):
    activity("还早", 1)
    activity("差三个", 3, capacity=5, taken=2)
    activity("差一个", 2, capacity=6, taken=5)

    assert titles(client.get("/")) == ["差一个", "差三个", "还早"]


def test_the_front_page_shows_four(client):
    for n in range(1, 7):
        activity(f"第{n}天", n)

    assert titles(client.get("/")) == ["第1天", "第2天", "第3天", "第4天"]


def test_without_activities_the_front_page_shows_a_way_on(client):
    words = client.get("/").content.decode()

    assert ("这几天没有缺人手的活动" in words, reverse("organizations:list") in words) == (True, True)


def test_public_figures_carry_their_time(client):
    VolunteerFactory.create_batch(3)
    call_command("rebuild_figures", verbosity=0)

    response = client.get("/")

    assert response.context["figures"].figures["people"]["passed"] == 3
    assert (
        f"截至{timezone.localtime(response.context['figures'].computed_at):%Y年}" in response.content.decode()
    )


def test_before_the_first_count_there_are_no_public_figures(client):
    assert "全区的好人好事" not in client.get("/").content.decode()


def test_the_search_leads_to_the_list_of_activities(client):
    response = client.get("/")

    assert f'action="{reverse("activities:list")}"' in response.content.decode()
    assert list(response.context["form"].fields) == ["league", "banner", "q"]
    assert (
        client.get(reverse("activities:list"), {"league": "", "banner": "150430", "q": ""}).status_code == 200
    )


def test_the_front_page_costs_the_same_for_one_and_for_four(client):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        return len(seen)

    activity("一")
    client.get("/")
    one = cost()
    for n in range(30):
        activity(f"第{n}个", 3 + n)

    assert cost() == one


# --- an organisation ---


@pytest.fixture
def post():
    return StaffFactory()


def overview(client, post, user=None):
    client.force_login(user or post.user)
    return client.get(reverse("portal:organization", args=[post.organization_id]))


def test_only_its_own_staff_opens_the_workbench(client, post):
    answers = [
        overview(client, post, user).status_code
        for user in (post.user, VolunteerFactory().user, StaffFactory().user, OfficerFactory().user)
    ]

    assert answers == [200, 404, 404, 404]


def test_the_next_shifts_are_those_of_published_activities(client, post):
    mine = {"organization": post.organization}
    activity("下周", 7, **mine)
    activity("明天", 1, **mine)
    activity("草稿", 1, state="draft", decided_by=None, decided_at=None, **mine)
    activity("过去了", -2, **mine)
    activity("别人的", 1)

    shifts = overview(client, post).context["shifts"]

    assert [shift.position.activity.title for shift in shifts] == ["明天", "下周"]


def test_hours_that_wait_are_shown_with_the_day_they_are_due(client, post):
    made = activity("上周", -7, organization=post.organization)
    signup = SignupFactory(shift__position__activity=made)
    HourRecordFactory.create_batch(3, signup=signup)

    context = overview(client, post).context

    assert context["hours"] == 3
    assert context["confirm_by"] == confirm_by(made.ends_at, working_days_to_confirm())


def test_hours_one_may_not_decide_do_not_wait_for_one(client, post):
    volunteer = VolunteerFactory(user=post.user)
    made = activity("上周", -7, organization=post.organization)
    HourRecordFactory(signup=SignupFactory(shift__position__activity=made, volunteer=volunteer))

    assert overview(client, post).context["hours"] == 0


def test_returned_drafts_and_reviews_are_shown(client, post):
    mine = {"organization": post.organization}
    activity("要改", 3, state="returned", reason="风险没写清楚", **mine)
    activity("在审", 3, state="in_review", decided_by=None, decided_at=None, **mine)

    context = overview(client, post).context

    assert ([row.title for row in context["returned"]], context["in_review"]) == (["要改"], 1)


@pytest.mark.parametrize(("kind", "waiting"), [("youth_assoc", 1), ("team", 0)])
def test_stars_wait_for_associations_only(client, kind, waiting):
    post = StaffFactory(organization=OrganizationFactory(kind_id=kind))
    StarStanding.objects.create(
        volunteer=VolunteerFactory(), minutes=6000, reached=1, reached_on=days.today()
    )

    assert overview(client, post).context["stars"] == waiting


@pytest.mark.parametrize(("kind", "counts"), [("youth_assoc", [1, 1, 1]), ("team", [])])
def test_what_else_waits_with_stars_is_said_to_associations(client, kind, counts):
    post = StaffFactory(organization=OrganizationFactory(kind_id=kind))
    times = {"opened_at": nine_oclock(-9), "until": days.today() - datetime.timedelta(days=1)}
    StarNoticeFactory(organization=post.organization, **times)
    StarObjectionFactory(candidate__notice__organization=post.organization)
    fallen = RecognitionFactory(organization=post.organization).volunteer
    StarStanding.objects.create(volunteer=fallen, minutes=5000, recognized=1, asked=6000)

    response = overview(client, post)

    assert [queue.count for queue in response.context["star_work"]] == counts
    assert ("次星级公示期满" in response.content.decode()) == bool(counts)


@pytest.mark.parametrize(
    ("kind", "role", "linked"),
    [
        ("primary_school", "staff", True),
        ("agency", "owner", True),
        ("agency", "reader", False),
        ("team", "owner", False),
    ],
)
def test_schools_and_units_find_their_report(client, kind, role, linked):
    post = StaffFactory(organization=OrganizationFactory(kind_id=kind), role=role)
    words = overview(client, post).content.decode().partition("<main")[2]

    ways = [reverse(f"reports:{name}", args=[post.organization_id]) for name in ("roster", "people")]
    assert [f'href="{way}"' in words for way in ways] == [linked, linked]


def test_an_application_under_review_says_so(client):
    post = StaffFactory(
        organization__state="applied", organization__decided_by=None, organization__decided_at=None
    )

    assert "审核通过以后才能发布活动" in overview(client, post).content.decode()


def test_the_workbench_costs_the_same_for_one_and_for_thirty(client, post):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert overview(client, post).status_code == 200
        return len(seen)

    def more(count):
        made = activity(f"还有{count}", 3, organization=post.organization)
        ShiftFactory.create_batch(count, position__activity=made)
        HourRecordFactory.create_batch(count, signup=SignupFactory(shift__position__activity=made))

    more(1)
    overview(client, post)
    one = cost()
    more(30)

    assert cost() == one
