"""The yearly report of a school or unit: only its own people, and the file holds what the page shows."""

import csv
import datetime
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.core import days
from apps.core.models import AuditRow
from apps.hours.models import YearTotal
from apps.quotas import standing
from apps.reports.cells import safe
from apps.reports.roster import classes_of, roster_of, sums_of
from tests.factories import (
    AffiliationFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

YEAR = 2025
SECOND = "1030002三年级2班"  # the key of a class: primary school, grade 3, number 2


@pytest.fixture
def school():
    return OrganizationFactory(kind_id="primary_school", name="新惠第一小学")


@pytest.fixture
def teacher(school):
    return StaffFactory(organization=school).user


@pytest.fixture
def enrol():
    """A pupil at a school in 2025, with the minutes of that year."""

    def make(school, minutes=0, name="苏日娜", **fields):
        person = VolunteerFactory(name=name, registered_at="2024-01-01T00:00Z")
        AffiliationFactory(volunteer=person, organization=school, **fields)
        YearTotal.objects.create(volunteer=person, year=YEAR, minutes=minutes)
        standing.follow([person.pk])
        return person

    return make


def report(client, school, **query):
    return client.get(reverse("reports:roster", args=[school.pk]), {"year": YEAR, **query})


def file_of(client, school, kind, **query):
    response = client.post(
        reverse("reports:download", args=[school.pk]), {"year": YEAR, "format": kind, **query}
    )
    return response, b"".join(response.streaming_content)


def csv_of(client, school, **query):
    response, content = file_of(client, school, "csv", **query)
    return response, list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def names_in(response):
    return [row.volunteer.name for row in response.context["page"]]


def test_the_page_lists_its_people_by_class_and_student_number(client, school, teacher, enrol):
    enrol(school, 60, "丙", class_name="三年级12班", student_number="1")
    enrol(school, 60, "乙", class_name="三年级2班", student_number="20250202")
    enrol(school, 60, "甲", class_name="三年级2班", student_number="20250201")
    enrol(school, 60, "丁", class_name="四年级1班", grade=4)
    client.force_login(teacher)

    assert names_in(report(client, school)) == ["甲", "乙", "丙", "丁"]


def test_the_sums_are_those_of_the_classes(client, school, teacher, enrol):
    enrol(school, 1200, class_name="三年级1班")
    enrol(school, 600, class_name="三年级1班")
    enrol(school, 30, class_name="三年级2班")
    client.force_login(teacher)

    context = report(client, school).context
    assert [(row["label"], row["people"], row["served"], row["met"]) for row in context["classes"]] == [
        ("三年级1班", 2, 1800, 1),
        ("三年级2班", 1, 30, 0),
    ]
    assert context["total"] == {"people": 3, "served": 1830, "met": 1}


def test_the_class_filter_holds_for_list_and_sums(client, school, teacher, enrol):
    enrol(school, 60, "甲", class_name="三年级1班")
    enrol(school, 90, "乙", class_name="三年级2班")
    client.force_login(teacher)

    response = report(client, school, group=SECOND)

    assert names_in(response) == ["乙"]
    assert response.context["total"] == {"people": 1, "served": 90, "met": 0}


@pytest.mark.parametrize("query", [{"year": "1999"}, {"year": "x"}, {"group": "没有"}, {"group": ""}])
def test_a_filter_that_makes_no_sense_shows_everything_of_this_year(client, school, teacher, query):
    client.force_login(teacher)

    response = client.get(reverse("reports:roster", args=[school.pk]), query)

    assert response.status_code == 200
    assert (response.context["form"].shown_year, response.context["form"].shown_class) == (
        days.this_year(),
        None,
    )


def test_one_school_never_sees_another_ones_people(client, school, teacher, enrol):
    other = OrganizationFactory(kind_id="primary_school", name="新惠第二小学")
    enrol(school, 60, "甲")
    enrol(other, 60, "乙")
    client.force_login(teacher)

    assert names_in(report(client, school)) == ["甲"]
    assert report(client, other).status_code == 404
    assert client.post(reverse("reports:download", args=[other.pk]), {"format": "csv"}).status_code == 404


def test_classes_of_the_same_name_in_two_grades_stay_apart(client, school, teacher, enrol):
    enrol(school, 60, "甲", class_name="2班", grade=3)
    enrol(school, 90, "乙", class_name="2班", grade=4)
    client.force_login(teacher)

    assert [row["label"] for row in report(client, school).context["classes"]] == [
        "三年级2班",
        "四年级2班",
    ]
    assert names_in(report(client, school, group="10400022班")) == ["乙"]


def test_whoever_changed_school_counts_at_one_place(school, enrol):
    other = OrganizationFactory(kind_id="middle_school")
    person = enrol(school, 600, until=datetime.date(2025, 7, 1))
    AffiliationFactory(
        volunteer=person, organization=other, stage="middle", grade=7, since=datetime.date(2025, 9, 1)
    )
    standing.follow([person.pk])

    assert [roster_of(place, YEAR).count() for place in (school, other)] == [0, 1]
    assert roster_of(school, 2024).count() == 1


def test_who_may_open_the_report(client, school, teacher):
    place = {"office_kind": "education"}
    people = {
        "staff": teacher,
        "office of the banner": OfficerFactory(**place).user,
        "office of the league": OfficerFactory(region="1504", **place).user,
        "office of another banner": OfficerFactory(region="150429", **place).user,
        "staff of a team": StaffFactory().user,
        "volunteer": VolunteerFactory().user,
    }
    answers = {}
    for who, user in people.items():
        client.force_login(user)
        answers[who] = (
            report(client, school).status_code,
            client.post(reverse("reports:download", args=[school.pk]), {"format": "csv"}).status_code,
        )

    assert answers == {
        "staff": (200, 200),
        "office of the banner": (200, 404),
        "office of the league": (200, 404),
        "office of another banner": (404, 404),
        "staff of a team": (404, 404),
        "volunteer": (404, 404),
    }


def test_offices_see_sums_and_no_names(client, school, enrol):
    enrol(school, 60, "额尔敦其木格")
    client.force_login(OfficerFactory(office_kind="education").user)

    response = report(client, school)

    assert response.context["total"] == {"people": 1, "served": 60, "met": 0}
    assert "额尔敦其木格" not in response.content.decode()


def test_other_organizations_have_no_report(client):
    post = StaffFactory()
    client.force_login(post.user)

    assert report(client, post.organization).status_code == 404
    assert client.post(reverse("reports:download", args=[post.organization_id])).status_code == 404


def test_nobody_reads_it_without_signing_in(client, school):
    assert report(client, school).status_code == 302


def test_a_download_is_a_post(client, school, teacher):
    client.force_login(teacher)

    assert client.get(reverse("reports:download", args=[school.pk])).status_code == 405


HEAD = ["班级", "姓名", "学号", "志愿者编号", "分钟", "小时", "年度目标（小时）", "是否达到"]


def test_the_csv_reads_back(client, school, teacher, enrol):
    person = enrol(school, 1230, "苏日娜", student_number="20250201")
    client.force_login(teacher)

    response, rows = csv_of(client, school)

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert rows == [HEAD, ["三年级2班", "苏日娜", "20250201", person.number, "1230", "20.5", "20.0", "达到"]]


def test_the_csv_begins_with_the_mark_of_utf_8(client, school, teacher):
    client.force_login(teacher)

    assert file_of(client, school, "csv")[1].startswith(b"\xef\xbb\xbf")


def test_the_workbook_reads_back_with_numbers_as_numbers(client, school, teacher, enrol):
    person = enrol(school, 1230, "苏日娜", student_number="00123")
    client.force_login(teacher)

    response, content = file_of(client, school, "xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)

    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert sheet.to_python() == [
        HEAD,
        ["三年级2班", "苏日娜", "00123", person.number, 1230, 20.5, 20, "达到"],
    ]


def test_the_head_of_the_workbook_stays_in_sight(client, school, teacher):
    client.force_login(teacher)
    content = file_of(client, school, "xlsx")[1]

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_exactly_the_shown_rows(client, school, teacher, enrol, kind):
    enrol(school, 60, "甲", class_name="三年级1班")
    enrol(school, 90, "乙", class_name="三年级2班")
    enrol(OrganizationFactory(kind_id="primary_school"), 90, "丙", class_name="三年级2班")
    client.force_login(teacher)
    query = {"group": SECOND}

    shown = names_in(report(client, school, **query))
    content = file_of(client, school, kind, **query)[1]
    rows = (
        list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        if kind == "csv"
        else CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )

    assert [row[1] for row in rows[1:]] == shown == ["乙"]


def test_taking_a_file_is_written_down(client, school, teacher, enrol):
    enrol(school, 90, class_name="三年级2班")
    client.force_login(teacher)
    file_of(client, school, "xlsx", group=SECOND)

    assert list(AuditRow.objects.values_list("actor", "action", "subject", "subject_id", "detail")) == [
        (
            teacher.pk,
            "report.exported",
            "organizations.organization",
            school.pk,
            {"format": "xlsx", "year": YEAR, "group": "三年级2班", "rows": 1},
        )
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        ("苏日娜", "苏日娜"),
        ("三年级-2班", "三年级-2班"),
        ("", ""),
        (-5, -5),
        (20.5, 20.5),
    ],
)
def test_cells_that_begin_like_a_formula_stay_text(text, cell):
    assert safe(text) == cell


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_is_never_a_formula(client, school, teacher, enrol, kind):
    bare = {"identity": "employee", "stage": "", "grade": None, "class_name": "＝2班"}
    enrol(school, 90, "=cmd|'/c calc'!A1", student_number="-1", **bare)
    client.force_login(teacher)

    content = file_of(client, school, kind)[1]
    rows = (
        list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        if kind == "csv"
        else CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )

    assert rows[1][:3] == ["'＝2班", "'=cmd|'/c calc'!A1", "'-1"]


def test_a_unit_reports_its_employees(client, enrol):
    unit = OrganizationFactory(kind_id="agency", name="敖汉旗水利局")
    enrol(unit, 1200, "甲", identity="employee", stage="", grade=None, class_name="办公室")
    client.force_login(StaffFactory(organization=unit).user)

    head, row = csv_of(client, unit)[1]
    assert (head[:3], row[:2]) == (["部门", "姓名", "工号"], ["办公室", "甲"])


@pytest.mark.parametrize(("kind", "missing"), [("agency", "没有填部门"), ("primary_school", "没有填班级")])
def test_that_no_class_was_written_is_said_once(client, enrol, kind, missing):
    place = OrganizationFactory(kind_id=kind)
    for _n in range(3):
        enrol(place, 60, identity="employee", stage="", grade=None, class_name="")
    client.force_login(StaffFactory(organization=place).user)

    words = report(client, place).content.decode()

    assert words.count(f'<th scope="row">{missing}</th>') == 1
    assert words.count(missing) == 2  # in the sums, and among the choices of the filter
    assert [f'data-l="{name}"' in words for name in ("班级", "部门", "学号", "工号")] == [False] * 4


def test_pages_follow_each_other_without_gap(client, school, teacher, enrol):
    for n in range(52):
        enrol(school, 0, f"甲{n:02}", student_number=f"{n:02}")
    client.force_login(teacher)

    first = report(client, school)
    second = report(client, school, cursor=first.context["page"].next_cursor)

    assert names_in(first) + names_in(second) == [f"甲{n:02}" for n in range(52)]


def test_the_report_costs_the_same_for_one_and_for_thirty(client, school, teacher, enrol):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert report(client, school).status_code == 200
        return len(seen)

    client.force_login(teacher)
    enrol(school, 60)
    one = cost()
    for n in range(30):
        enrol(school, 60, class_name=f"三年级{n}班")

    assert cost() == one


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_costs_the_same_for_one_and_for_thirty(client, school, teacher, enrol, kind):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            file_of(client, school, kind)
        return len(seen)

    client.force_login(teacher)
    enrol(school, 60)
    one = cost()
    for _n in range(30):
        enrol(school, 60)

    assert cost() == one


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_only_people_whose_identity_is_verified_are_listed_and_counted(school, enrol, state):
    person = enrol(school, 0)
    type(person).objects.filter(pk=person.pk).update(identity_state=state, number=None, passed_at=None)

    assert (roster_of(school, YEAR).count(), classes_of(school, YEAR), sums_of([school], YEAR)) == (0, [], {})


def test_a_stranger_without_a_post_is_a_stranger(client, school):
    client.force_login(UserFactory())

    assert report(client, school).status_code == 404
