"""The pages and operations of goals: one's own year, what a place asks for, and what another policy would change."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.core import days
from apps.core.models import PolicyRow
from apps.quotas import standing
from apps.quotas.actions import count_drafts
from apps.quotas.mine import fitting_near
from apps.quotas.models import GoalReminder, GoalRow, PolicyDraft, YearStanding
from apps.quotas.views.drafts import NO_MORE
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    GoalRowFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyDraftFactory,
    ShiftFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.goal_rows import HOURS_IN_FORCE

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
AOHAN, BESIDE, FAR = "150430", "150421", "150105"


@pytest.fixture
def school():
    return OrganizationFactory(kind_id="primary_school", name="新惠第一小学")


@pytest.fixture
def api():
    """A program that speaks for a person."""

    def client(user):
        made = APIClient()
        made.force_authenticate(user)
        return made

    return client


@pytest.fixture
def pupil(school):
    person = VolunteerFactory(registered_at=LONG_AGO)
    AffiliationFactory(volunteer=person, organization=school, since=datetime.date(2020, 9, 1))
    standing.follow([person.pk])
    return person


@pytest.fixture
def owner(school):
    return StaffFactory(organization=school).user


@pytest.fixture
def page(client, pupil):
    """The text of one's own page."""

    def read():
        client.force_login(pupil.user)
        return client.get("/me/goal/").content.decode()

    return read


def offered(banner, **fields):
    """An activity there next week with places."""
    starts = nine_oclock(fields.pop("ahead", 7))
    activity = ActivityFactory(
        region=Region.objects.get(pk=banner),
        starts_at=starts,
        ends_at=starts + datetime.timedelta(hours=2),
        **fields,
    )
    ShiftFactory(position__activity=activity)
    type(activity).objects.filter(pk=activity.pk).note_next()
    return activity


# --- one's own year


def test_my_page_says_what_is_missing_why_and_that_nobody_has_to(page):
    text = page()

    assert "再有<b>20小时</b>就满20小时了" in text
    assert "按年底（今年按今天）主要在哪里算" in text
    assert "不指派活动，也不影响你用平台" in text


def test_my_page_says_who_asks_for_more(page, school, pupil):
    in_force(school, 1800)
    standing.follow([pupil.pk])

    assert "这是新惠第一小学定的，比统一规定的多" in page()


def in_force(school, minutes, **fields):
    return GoalRowFactory(
        organization=school,
        minutes=minutes,
        valid_from=datetime.date(2021, 1, 1),
        set_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
        **fields,
    )


def test_my_page_shows_the_school_year_where_the_school_says_so(page, school, pupil):
    in_force(school, 1800, period="school")
    standing.follow([pupil.pk])

    assert "你的学校按学年算" in page()


def test_my_page_says_by_which_day_school_years_are_counted(page):
    assert "学年总按最后一天（没过完的按今天）的身份算。" in page()


@pytest.mark.parametrize(("value", "words"), [(2, "时间最长的身份"), (3, "目标最高的那个")])
def test_my_page_says_the_rule_that_is_in_force(page, value, words):
    PolicyRow.objects.filter(topic="goal_rule", item="identity").update(value=value)

    assert words in page()


def test_my_page_has_the_years_before_and_when_i_was_reminded(page, pupil):
    today = days.today()
    GoalReminder.objects.create(
        volunteer=pupil, year=today.year, month=1, reminded_on=today.replace(month=1, day=3)
    )
    text = page()

    assert f"{today.year - 1}年" in text
    assert "1月3日" in text


def test_without_a_goal_any_amount_is_fine(client):
    person = VolunteerFactory()
    client.force_login(person.user)

    assert "你没有年度目标，做多少都好" in client.get("/me/goal/").content.decode()


@pytest.mark.parametrize("years", [1, 20])
def test_my_page_costs_the_same_for_twenty_years(client, pupil, years):
    for year in range(1990, 1990 + years):
        YearStanding.objects.create(volunteer=pupil, year=year, identity="other", goal=0, minutes=60)
    client.force_login(pupil.user)
    client.get("/me/goal/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/me/goal/")

    assert len(asked) == MY_PAGE


MY_PAGE = 18


# --- what is near


def test_what_is_near_comes_nearest_banner_first_and_three_at_most(pupil):
    far, beside = offered(FAR, ahead=2), offered(BESIDE, ahead=3)
    later, sooner = offered(AOHAN, ahead=9), offered(AOHAN, ahead=5)

    assert fitting_near(pupil, by=pupil.user) == [sooner, later, beside]
    PolicyRow.objects.filter(topic="goal_rule", item="suggestions").update(value=4)
    assert fitting_near(pupil, by=pupil.user)[3:] == [far]


def test_only_what_one_may_sign_up_to_is_shown(pupil):
    offered(AOHAN, members_only=True)
    fits = offered(AOHAN)

    assert fitting_near(pupil, by=pupil.user) == [fits]


def test_whoever_has_met_the_goal_is_shown_nothing(page, pupil):
    offered(AOHAN, title="清雪")
    assert "清雪" in page()
    YearStanding.objects.filter(year=days.this_year()).update(minutes=1200)

    assert "清雪" not in page()


@pytest.mark.parametrize("count", [1, 12])
def test_what_is_near_costs_the_same_for_twelve(pupil, count, django_assert_num_queries):
    for _ in range(count):
        offered(AOHAN)
    fitting_near(pupil, by=pupil.user)
    with CaptureQueriesContext(connection) as asked:
        fitting_near(pupil, by=pupil.user)

    assert len(asked) == NEAR


NEAR = 8


def test_my_goal_by_api(api, pupil):
    near = offered(AOHAN)
    got = api(pupil.user).get("/api/v1/me/goal/").json()
    year = days.this_year()

    assert got | {"expected": 0, "state": ""} == {
        "first": f"{year}-01-01",
        "last": f"{year}-12-31",
        "goal": 1200,
        "minutes": 0,
        "missing": 1200,
        "expected": 0,
        "state": "",
        "is_school_year": False,
        "asked_by": None,
        "rule": "一年里换过学校、单位的，按年底（今年按今天）主要在哪里算。",
        "reminded": [],
        "school_years": [
            {"began": began, "minutes": 0, "goal": 0, "state": "none"}
            for began in range(year - (days.today().month < 9), 2019, -1)
        ],
        "near": [
            {
                "id": near.pk,
                "title": near.title,
                "region": AOHAN,
                "place": near.place,
                "next_at": got["near"][0]["next_at"],
            }
        ],
    }


# --- what a place asks for


def later(ahead=30):
    return (days.today() + datetime.timedelta(days=ahead)).isoformat()


def test_a_school_sets_a_goal_and_takes_it_back(client, school, owner):
    client.force_login(owner)
    sent = {"identity": "pupil", "hours": 30, "valid_from": later(), "period": "school"}
    client.post(f"/org/{school.pk}/goals/", sent)
    row = GoalRow.objects.get()
    assert (row.organization, row.minutes, row.period, row.set_by) == (school, 1800, "school", owner)

    client.post(f"/org/{school.pk}/goals/{row.pk}/take-back/")
    assert GoalRow.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"hours": 19}, "不能比上面定的少，至少20小时"),
        ({"hours": 201}, "最多定200小时"),
        ({"hours": "x"}, "请填整数"),
        ({"valid_from": later(0)}, "最早从明天起"),
        ({"identity": "employee"}, "这个不能选"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client, school, owner, wrong, words):
    client.force_login(owner)
    sent = {"identity": "pupil", "hours": 31, "valid_from": later(), "period": "school"} | wrong
    answer = client.post(f"/org/{school.pk}/goals/", sent)

    assert words in "".join(
        str(error) for errors in answer.context["form"].errors.values() for error in errors
    )
    assert str(sent["hours"]) in answer.content.decode()
    assert GoalRow.objects.count() == 0


def test_a_unit_is_not_asked_about_school_years(client):
    staff = StaffFactory(organization__kind_id="agency")
    client.force_login(staff.user)

    assert "period" not in client.get(f"/org/{staff.organization_id}/goals/").context["form"].fields


def test_a_team_has_no_such_page(client):
    staff = StaffFactory(organization__kind_id="team")
    client.force_login(staff.user)

    assert client.get(f"/org/{staff.organization_id}/goals/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"minutes": 1500}, 201, None),
        ({"minutes": 1199}, 409, "goal_too_low"),
        ({"minutes": 0}, 400, "invalid"),
        ({"minutes": 1500, "valid_from": later(0)}, 409, "goal_from_the_past"),
    ],
)
def test_a_school_sets_a_goal_by_api(api, school, owner, sent, status, code):
    sent = {"identity": "pupil", "valid_from": later()} | sent
    answer = api(owner).post(f"/api/v1/managed-organizations/{school.pk}/goals/", sent, format="json")

    assert (answer.status_code, answer.json().get("code")) == (status, code)


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_of_a_school_costs_the_same_for_twenty_rows(client, school, owner, count):
    for n in range(count):
        GoalRowFactory(organization=school, valid_from=days.today() + datetime.timedelta(days=n + 1))
    client.force_login(owner)
    client.get(f"/org/{school.pk}/goals/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/org/{school.pk}/goals/")

    assert len(asked) == SCHOOL_PAGE


SCHOOL_PAGE = 7


# --- what if


@pytest.fixture
def officer():
    return OfficerFactory(region="15").user


def test_an_office_writes_a_draft_sees_whom_it_touches_and_puts_it_in_force(client, pupil, officer):
    client.force_login(officer)
    sent = HOURS_IN_FORCE | {"name": "十五小时", "goal_minutes_pupil": 15}
    made = client.post("/region/15/goals/drafts/", sent, follow=True)
    draft = PolicyDraft.objects.get()
    part = f"/region/15/goals/drafts/{draft.pk}/?part=effects"
    waits = client.get(part)
    count_drafts()
    done = client.get(part)
    assert (made.status_code, waits.status_code, done.status_code) == (200, 200, NO_MORE)
    assert ["正在数会变的人" in one.content.decode() for one in (made, waits, done)] == [True, True, False]
    assert ("敖汉旗" in done.content.decode(), done.context["total"]["goals_changed"]) == (True, 1)

    sent = {"do": "in_force", "valid_from": later(), "source": "新办法"}
    client.post(f"/region/15/goals/drafts/{draft.pk}/", sent)
    assert PolicyRow.objects.get(source="新办法").value == 900


def test_a_draft_like_the_policy_is_sent_back_with_what_was_typed(client, officer):
    client.force_login(officer)
    answer = client.post("/region/15/goals/drafts/", HOURS_IN_FORCE | {"name": "什么都没改"})

    text = answer.content.decode()
    assert ("改一项再算" in text, "什么都没改" in text, PolicyDraft.objects.count()) == (True, True, 0)


def test_a_banner_only_counts(client):
    client.force_login(OfficerFactory(region=AOHAN).user)
    made = PolicyDraftFactory()
    text = client.get(f"/region/{AOHAN}/goals/drafts/{made.pk}/").content.decode()
    client.post(
        f"/region/{AOHAN}/goals/drafts/{made.pk}/",
        {"do": "in_force", "valid_from": later(), "source": "新办法"},
    )

    assert "由自治区的部门定，这里只算" in text
    assert PolicyRow.objects.filter(source="新办法").count() == 0


@pytest.mark.parametrize("do", ["", "nonsense"])
def test_nothing_is_done_that_was_not_asked_for(client, officer, do):
    client.force_login(officer)
    made = PolicyDraftFactory(region=Region.objects.get(pk="15"))

    assert client.post(f"/region/15/goals/drafts/{made.pk}/", {"do": do}).status_code == 200
    made.refresh_from_db()
    assert made.state == "draft"


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ([("star_minutes", "1", 4800)], 201),
        ([("star_minutes", "6", 4800)], 400),
        ([("star_minutes", "1", 4800), ("star_minutes", "1", 4900)], 400),
        ([("goal_minutes", "other", 60)], 400),
        ([], 400),
        ([("star_minutes", "1", 6000)], 409),
    ],
)
def test_a_draft_by_api(api, officer, numbers, status):
    sent = [dict(zip(("topic", "item", "value"), one, strict=True)) for one in numbers]
    answer = api(officer).post(
        "/api/v1/regions/15/policy-drafts/", {"name": "草案", "numbers": sent}, format="json"
    )

    assert answer.status_code == status


def test_a_draft_by_api_says_whom_it_touches(api, pupil, officer):
    sent = {"name": "草案", "numbers": [{"topic": "goal_minutes", "item": "pupil", "value": 900}]}
    made = api(officer).post("/api/v1/regions/15/policy-drafts/", sent, format="json").json()
    assert (made["counted_at"], made["effects"]) == (None, [])
    count_drafts()
    got = api(officer).get(f"/api/v1/regions/15/policy-drafts/{made['id']}/").json()

    assert got == made | {"counted_at": got["counted_at"], "effects": got["effects"]}
    assert got["effects"] == [
        {
            "region": AOHAN,
            "stars_more": 0,
            "stars_less": 0,
            "goals_changed": 1,
            "goals_met": 0,
            "goals_unmet": 0,
        }
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_a_draft_page_costs_the_same_for_thirty_banners(client, officer, count):
    made = PolicyDraftFactory(region=Region.objects.get(pk="15"))
    for region in Region.objects.banners()[:count]:
        made.effects.create(region=region, stars_more=1)
    client.force_login(officer)
    client.get(f"/region/15/goals/drafts/{made.pk}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/region/15/goals/drafts/{made.pk}/")

    assert len(asked) == DRAFT_PAGE


DRAFT_PAGE = 12
