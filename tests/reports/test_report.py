"""The report of a school or unit: only its own people, and of them the time they were there."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days
from apps.core.models import PolicyRow
from apps.quotas import standing
from apps.reports import files, selection
from apps.reports.actions import ask_for_places, ask_for_report
from apps.reports.periods import Kind, Period
from apps.reports.selection import Selection
from tests.factories import (
    AffiliationFactory,
    CompletionFactory,
    GoalRowFactory,
    OfficerFactory,
    OrganizationFactory,
    RecognitionFactory,
    RosterEntryFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.reports.conftest import SPRING, YEAR, confirmed

pytestmark = pytest.mark.django_db

SECOND = "1030002三年级2班"  # the key of a class: primary school, grade 3, number 2
CALENDAR, SCHOOL_YEAR = Period(Kind.CALENDAR, YEAR), Period(Kind.SCHOOL, YEAR - 1)


def report(client, place, /, **query):
    return client.get(reverse("reports:roster", args=[place.pk]), {"period": YEAR, **query})


def names_in(response):
    return [line.name for line in response.context["people"]]


def told(school, period=CALENDAR):
    """{name: (minutes, goal, what it is judged by, met)} of everybody."""
    selection = Selection(school, period)
    return {
        one.name: (one.minutes, one.goal, one.judged_by, one.is_met)
        for one in selection.lines_of(selection.people)
    }


def test_the_page_lists_its_people_by_class_and_student_number(client, school, teacher, enrol):
    enrol(school, 60, "丙", class_name="三年级12班", student_number="1")
    enrol(school, 60, "乙", class_name="三年级2班", student_number="20250202")
    enrol(school, 60, "甲", class_name="三年级2班", student_number="20250201")
    enrol(school, 60, "丁", class_name="四年级1班", grade=4)
    client.force_login(teacher)

    assert names_in(report(client, school)) == ["甲", "乙", "丙", "丁"]


def test_sums_by_class_grade_source_and_field_are_those_of_the_people(client, school, teacher, enrol):
    enrol(school, 1200, "甲", class_name="1班")
    pupil = enrol(school, 600, "乙", class_name="1班")
    enrol(school, 30, "丙", class_name="2班")
    enrol(school, 0, "丁", class_name="1班", grade=4)
    signup = SignupFactory(volunteer=pupil, shift__position__activity__service_fields=["16", "03"])
    seen = {"signup": signup, "basis": None, "source": "code", "came_noted_by": None}
    confirmed(pupil, 90, SPRING + days.ONE, **seen)
    client.force_login(teacher)

    context = report(client, school).context
    assert [(row.words, row.people, row.minutes, row.met) for row in context["summary"].classes] == [
        ("三年级1班", 2, 1890, 1),
        ("三年级2班", 1, 30, 0),
        ("四年级1班", 1, 0, 0),
    ]
    assert [
        (row.words, row.people, row.minutes) for row in report(client, school, by="grade").context["rows"]
    ] == [
        ("三年级", 3, 1920),
        ("四年级", 1, 0),
    ]
    assert report(client, school, by="source").context["parts"] == [("补录", 1830), ("扫码", 90)]
    assert report(client, school, by="field").context["parts"] == [("其他", 1830), ("生态环保", 90)]


@pytest.mark.parametrize(
    ("by", "shown"),
    [
        ("class", "按班级"),
        ("grade", "按年级"),
        ("source", "时长从哪里来"),
        ("field", "在哪些领域，按活动的第一个领域算"),
    ],
)
def test_the_page_shows_the_sums_that_were_chosen(client, school, teacher, enrol, by, shown):
    enrol(school, 60)
    client.force_login(teacher)
    words = report(client, school, by=by).content.decode()

    captions = ["按班级", "按年级", "时长从哪里来", "在哪些领域，按活动的第一个领域算"]
    assert [one for one in captions if f"<caption>{one}</caption>" in words] == [shown]


def test_the_filters_hold_for_list_and_sums(client, school, teacher, enrol):
    enrol(school, 1200, "甲", class_name="三年级2班")
    enrol(school, 90, "乙", class_name="三年级2班")
    enrol(school, 1200, "丙", class_name="三年级1班")
    enrol(school, 90, "丁", class_name="四年级1班", grade=4)
    client.force_login(teacher)

    def shown(**query):
        response = report(client, school, **query)
        return names_in(response), response.context["summary"].total.minutes

    assert shown(group=SECOND) == (["甲", "乙"], 1290)
    assert shown(group="103") == (["丙", "甲", "乙"], 2490)
    assert shown(group=SECOND, goal="met") == (["甲"], 1200)
    assert shown(goal="open") == (["乙", "丁"], 180)
    assert shown(goal="none") == ([], 0)


@pytest.mark.parametrize(
    "query", [{"period": "1999"}, {"period": "x-y"}, {"group": "没有"}, {"goal": "x"}, {"by": "x"}]
)
def test_a_filter_that_makes_no_sense_shows_everything_of_this_year(client, school, teacher, query):
    client.force_login(teacher)

    form = client.get(reverse("reports:roster", args=[school.pk]), query).context["form"]

    assert (form.selection.period.year, form.selection.group, form.selection.goal, form.by) == (
        *(days.this_year(), "", ""),
        "class",
    )


def test_whoever_changed_school_stands_at_both_with_what_was_served_there(school, enrol):
    """The goal is judged where the year counts, by the minutes of the whole year."""
    other = OrganizationFactory(kind_id="middle_school")
    person = enrol(school, 900, "甲", until=datetime.date(2025, 9, 1))
    AffiliationFactory(
        volunteer=person, organization=other, stage="middle", grade=1, since=datetime.date(2025, 9, 1)
    )
    confirmed(person, 300, datetime.date(2025, 10, 6))
    confirmed(person, 60, datetime.date(2025, 8, 31))
    confirmed(person, 30, datetime.date(2025, 9, 1))

    assert told(school) == {"甲": (960, 0, 0, False)}
    assert told(other) == {"甲": (330, 1200, 1290, True)}


def test_a_row_says_what_its_goal_is_judged_by(client, enrol):
    """Few hours there, and the goal of the whole year is met."""
    other = OrganizationFactory(kind_id="middle_school")
    person = enrol(OrganizationFactory(kind_id="primary_school"), 1200, until=datetime.date(2025, 9, 1))
    AffiliationFactory(
        volunteer=person, organization=other, stage="middle", grade=1, since=datetime.date(2025, 9, 1)
    )
    confirmed(person, 300, datetime.date(2025, 10, 6))
    client.force_login(StaffFactory(organization=other).user)
    said = "计入目标的25小时，目标20小时"
    address = reverse("reports:person", args=[other.pk, person.pk])
    rows = client.get(f"/api/v1/reports/{other.pk}/{YEAR}/rows/").json()["results"]

    assert said in report(client, other).content.decode()
    assert said in client.get(address, {"period": YEAR}).content.decode()
    assert [(one["minutes"], one["goal"], one["judged_by"], one["is_met"]) for one in rows] == [
        (300, 1200, 1500, True)
    ]


def test_a_promotion_within_the_school_is_one_stay_in_the_last_class(school, enrol):
    person = enrol(school, 900, "甲", until=datetime.date(2025, 9, 1))
    AffiliationFactory(
        volunteer=person, organization=school, grade=4, class_name="2班", since=datetime.date(2025, 9, 1)
    )
    confirmed(person, 60, datetime.date(2025, 10, 6))
    standing.follow([person.pk])
    selection = Selection(school, CALENDAR)
    (line,) = selection.lines_of(selection.people)

    assert (line.class_words, line.minutes, line.since, line.until) == (
        *("四年级2班", 960),
        datetime.date(2025, 1, 1),
        datetime.date(2025, 12, 31),
    )


def test_a_school_year_counts_from_september_where_the_school_says_so(school, enrol):
    person = enrol(school, 900, "甲")
    confirmed(person, 120, datetime.date(2024, 9, 1))
    confirmed(person, 600, datetime.date(2024, 8, 31))
    before = told(school, SCHOOL_YEAR)
    GoalRowFactory(
        organization=school,
        identity="pupil",
        minutes=1500,
        period="school",
        valid_from=datetime.date(2024, 9, 1),
        set_at="2024-08-01T00:00Z",
    )

    assert before == {"甲": (1020, 0, 0, False)}
    assert told(school, SCHOOL_YEAR) == {"甲": (1020, 1500, 1020, False)}
    confirmed(person, 480, datetime.date(2025, 8, 31))
    assert told(school, SCHOOL_YEAR) == {"甲": (1500, 1500, 1500, True)}


def test_stars_and_trainings_are_those_of_the_time_there(school, enrol):
    person = enrol(school, 60, "甲", until=datetime.date(2025, 7, 1))
    RecognitionFactory(volunteer=person, level=1, recognized_at="2025-06-30T10:00Z")
    RecognitionFactory(volunteer=person, level=2, recognized_at="2025-07-01T10:00Z")
    CompletionFactory(volunteer=person, minutes=90, passed_on=datetime.date(2025, 6, 30))
    CompletionFactory(volunteer=person, minutes=45, passed_on=datetime.date(2025, 7, 1))
    selection = Selection(school, CALENDAR)
    (line,) = selection.lines_of(selection.people)

    assert (line.star, line.trained) == (1, 90)


def test_school_a_never_sees_b_by_any_parameter(client, school, teacher, enrol):
    other = OrganizationFactory(kind_id="primary_school", name="新惠第二小学")
    enrol(school, 60, "甲")
    stranger = enrol(other, 60, "乙")
    client.force_login(teacher)
    queries = [{}, {"group": SECOND}, {"goal": "open"}, {"by": "grade"}, {"period": f"{YEAR - 1}-{YEAR}"}]
    queries += [{"organization": other.pk}, {"pk": other.pk}, {"school": other.pk, "group": "103"}]

    for query in queries:
        assert names_in(report(client, school, **query)) == ["甲"], query
    addresses = ["roster", "people", "exports"]
    assert [client.get(reverse(f"reports:{name}", args=[other.pk])).status_code for name in addresses] == [
        404
    ] * 3
    assert client.post(reverse("reports:download", args=[other.pk]), {"format": "csv"}).status_code == 404
    for place in (school, other):
        args = [place.pk, stranger.pk]
        assert client.get(reverse("reports:person", args=args)).status_code == 404
        assert client.post(reverse("reports:state", args=args), {"purpose": "party"}).status_code == 404


def test_who_may_open_the_report(client, school, teacher):
    place = {"office_kind": "education"}
    people = {
        "staff": teacher,
        "office of the banner": OfficerFactory(**place).user,
        "office of the league": OfficerFactory(region="1504", **place).user,
        "office of another banner": OfficerFactory(region="150429", **place).user,
        "staff of a team": StaffFactory().user,
        "volunteer": VolunteerFactory().user,
        "somebody": UserFactory(),
    }
    answers = {}
    for who, user in people.items():
        client.force_login(user)
        answers[who] = report(client, school).status_code

    assert answers == {
        "staff": 200,
        "office of the banner": 200,
        "office of the league": 200,
        "office of another banner": 404,
        "staff of a team": 404,
        "volunteer": 404,
        "somebody": 404,
    }


def test_an_office_goes_back_to_the_list_it_came_from(client, school):
    client.force_login(OfficerFactory(region="1504", office_kind="education").user)
    listed = client.get("/region/1504/reports/").content.decode()
    address = f"/org/{school.pk}/report/?period={days.this_year()}&amp;region=1504"

    def desk(**query):
        return report(client, school, **query).context["desk"].place.pk

    assert address in listed
    assert [desk(), desk(region="1504"), desk(region="150430"), desk(region="1505")] == [
        *["150430", "1504", "150430", "150430"]
    ]
    assert '<a href="/region/1504/reports/"' in report(client, school, region="1504").content.decode()
    assert report(client, school, region="15").status_code == 404


def test_offices_see_sums_and_no_names(client, school, enrol):
    enrol(school, 60, "额尔敦其木格")
    client.force_login(OfficerFactory(office_kind="education").user)

    response = report(client, school)

    assert (response.context["summary"].total.people, response.context["summary"].total.minutes) == (1, 60)
    assert "额尔敦其木格" not in response.content.decode()


def test_other_organizations_have_no_report(client):
    post = StaffFactory()
    client.force_login(post.user)

    assert report(client, post.organization).status_code == 404


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_only_people_whose_identity_is_verified_are_listed_and_counted(school, enrol, state):
    person = enrol(school, 0)
    type(person).objects.filter(pk=person.pk).update(identity_state=state, number=None, passed_at=None)

    assert (told(school), Selection(school, CALENDAR).summary.total.people) == ({}, 0)


@pytest.mark.parametrize(("kind", "missing"), [("agency", "没有填部门"), ("primary_school", "没有填班级")])
def test_that_no_class_was_written_is_said_once(client, enrol, kind, missing):
    place = OrganizationFactory(kind_id=kind)
    for _n in range(3):
        enrol(place, 60, identity="employee", stage="", grade=None, class_name="")
    client.force_login(StaffFactory(organization=place).user)

    words = report(client, place).content.decode()

    assert words.count(f'<th scope="row">{missing}</th>') == 1
    assert [f'data-l="{name}"' in words for name in ("班级", "部门", "学号", "工号")] == [False] * 4


def test_pages_follow_each_other_without_gap(client, school, teacher, enrol):
    for n in range(52):
        enrol(school, 0, f"甲{n:02}", student_number=f"{n:02}")
    client.force_login(teacher)

    first = report(client, school)
    second = report(client, school, cursor=first.context["page"].next_cursor)

    assert names_in(first) + names_in(second) == [f"甲{n:02}" for n in range(52)]


def test_sums_of_very_many_are_kept_for_some_minutes(school, enrol, monkeypatch):
    monkeypatch.setattr(selection, "FEW", 1)
    person = enrol(school, 60)
    enrol(school, 0)
    before = Selection(school, CALENDAR).summary.total.minutes
    confirmed(person, 30, SPRING + days.ONE)

    seen = [Selection(school, CALENDAR, group).summary.total.minutes for group in ("", "103")]
    cache.clear()
    assert (before, seen, Selection(school, CALENDAR).summary.total.minutes) == (60, [60, 90], 90)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "按年底（今年按今天）主要在哪里算。"),
        (2, "按这一年里时间最长的身份算。"),
        (3, "按目标最高的那个算。"),
    ],
)
def test_report_and_file_say_which_identity_decides_by_the_rule_of_the_year(
    client, school, teacher, enrol, value, words
):
    PolicyRow.objects.create(
        topic="goal_rule",
        item="identity",
        value=value,
        unit="rule",
        valid_from=datetime.date(YEAR, 12, 31),
        source="s",
    )
    enrol(school, 60)
    client.force_login(teacher)

    export = ask_for_report(Selection(school, CALENDAR), by=teacher, file_format="xlsx")
    told = dict(files.about(export, "").rows)["目标"]
    of_place = ask_for_places(school.region, by=teacher, file_format="xlsx", year=YEAR)
    of_school_year = report(client, school, period=f"{YEAR - 1}-{YEAR}").content.decode()

    assert [
        words in text
        for text in (
            report(client, school).content.decode(),
            told,
            dict(files.about(of_place, "").rows)["人数"],
            of_school_year,
        )
    ] == [True, True, True, False]
    assert "学年总按最后一天（没过完的按今天）的身份算。" in of_school_year


def test_a_large_report_says_that_its_sums_may_be_some_minutes_old(
    client, school, teacher, enrol, monkeypatch
):
    monkeypatch.setattr(selection, "FEW", 1)
    client.force_login(teacher)

    def is_said(**query):
        return "人多，合计每十分钟算一次，可能差几分钟。" in report(client, school, **query).content.decode()

    enrol(school, 60)
    small = is_said()
    enrol(school, 1200)
    assert (small, is_said(), is_said()) == (False, True, True)  # made, then kept
    assert (is_said(goal="met"), is_said(group="103")) == (True, True)
    cache.clear()
    monkeypatch.setattr(selection, "FEW", 2)
    assert is_said() is False


def test_who_is_in_a_large_report_is_asked_once_for_all_pages(client, school, teacher, enrol, monkeypatch):
    monkeypatch.setattr(selection, "FEW", 1)
    enrol(school, 60)
    enrol(school, 60)
    client.force_login(teacher)

    def asked(**query):
        with CaptureQueriesContext(connection) as seen:
            report(client, school, **query)
        return len(seen)

    assert asked() - asked() == 5  # classes, people, sums with the codes of their columns
    # People, and which of them: nobody, so there are no sums.
    assert asked(goal="none") - asked(goal="none") == 3


@pytest.mark.parametrize("name", ["roster", "people"])
def test_a_page_costs_the_same_for_one_and_for_many(client, school, teacher, enrol, name):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert (
                client.get(reverse(f"reports:{name}", args=[school.pk]), {"period": YEAR}).status_code == 200
            )
        return len(seen)

    client.force_login(teacher)
    enrol(school, 60)
    one = cost()
    for n in range(12):
        enrol(school, 60, class_name=f"三年级{n}班")

    assert cost() == one


def test_the_roster_says_who_is_here_how_they_came_and_how_many_have_not_activated(
    client, school, teacher, enrol
):
    joined = enrol(school, 0, "甲", student_number="7")
    named = enrol(school, 0, "乙", class_name="三年级1班")
    RosterEntryFactory(
        organization=school, roster__organization=school, volunteer=named, state="accepted",
        answered_by=named.user, answered_at="2026-01-01T00:00Z",
    )  # fmt: skip
    RosterEntryFactory(
        organization=school, roster__organization=school, stage="primary", grade=3, class_name="2班"
    )
    enrol(school, 0, "丙", until=datetime.date(2025, 7, 1))
    client.force_login(teacher)

    context = client.get(reverse("reports:people", args=[school.pk])).context

    assert context["classes"] == [("三年级1班", 1, 0), ("三年级2班", 1, 1)]
    assert [(one.volunteer.name, one.student_number, one.is_on_roster) for one in context["page"]] == [
        ("乙", "", True),
        ("甲", "7", False),
    ]
    assert joined.pk in {one.volunteer_id for one in context["page"]}
