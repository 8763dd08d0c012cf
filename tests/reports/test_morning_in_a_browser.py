"""A morning at a school, on a phone and at a desk: who is here, the report of some of them, its files, a statement for one
pupil, and those of a class. What is in the files stands on the page they were taken from."""

import pytest

from apps.certificates import checking
from apps.core import days, outbox
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.quotas import standing
from apps.registration.models import Volunteer
from tests.certificates.conftest import pages_of
from tests.factories import (
    AffiliationFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    RosterEntryFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.seen import book_of, csv_of, fits, rows_of, taken, zip_of

pytestmark = pytest.mark.django_db(transaction=True)

PUPILS = [("苏日娜", "20260201", 2, "三年级2班"), ("乌云", "20260202", 0, "三年级2班")]
PUPILS += [("巴特尔", "20260101", 1, "三年级1班")]

# Whether each choice of a select box has room in it: 2026—2027学年 was cut on a phone.
HAVE_ROOM = """
boxes => boxes.map(box => {
  const style = getComputedStyle(box), pen = document.createElement("canvas").getContext("2d")
  pen.font = style.font
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
  return [...box.options].filter(one => pen.measureText(one.text).width > room).map(one => one.text)
})
"""


@pytest.fixture
def teacher():
    school = OrganizationFactory(kind_id="primary_school", name="新惠第一小学")
    for name, number, times, class_name in PUPILS:
        pupil = VolunteerFactory(name=name)
        since = days.today().replace(month=1, day=1)
        AffiliationFactory(
            volunteer=pupil,
            organization=school,
            student_number=number,
            since=since,
            class_name=class_name,
        )
        team = StaffFactory()
        records = HourRecordFactory.create_batch(
            times, signup__volunteer=pupil, signup__shift__position__activity__organization=team.organization
        )
        if records:
            confirm_hours(HourRecord.objects.filter(pk__in=[one.pk for one in records]), by=team.user)
    RosterEntryFactory(organization=school, roster__organization=school, name="其其格")
    standing.follow(Volunteer.objects.values_list("pk", flat=True))
    return StaffFactory(organization=school)


def files_of_the_report(page):
    """The workbook and the CSV of what the page shows."""
    buttons = [page.get_by_role("button", name=name) for name in ("下载表格（XLSX）", "下载CSV")]
    book, plain = (taken(page, button)[1] for button in buttons)
    return book_of(book), csv_of(plain)


def names_on(text):
    return sorted(name for name, *_rest in PUPILS if name in text)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_school_reads_its_roster_and_takes_the_report_of_a_class(signed_in, teacher, width):
    page = signed_in(teacher.user, width=width, height=900)
    page.goto(f"/org/{teacher.organization_id}/")
    fits(page)
    page.get_by_role("link", name="名册：谁在这里，谁还没激活").click()
    assert rows_of(page, "按班级") == [["三年级1班", "1", "0"], ["三年级2班", "2", "1"]]
    fits(page)
    page.get_by_role("link", name="看还没激活的人，打印邀请单").click()
    page.get_by_text("其其格").wait_for()
    fits(page)

    page.goto(f"/org/{teacher.organization_id}/report/")
    fits(page)
    assert page.locator("main form select").evaluate_all(HAVE_ROOM) == [[], [], []]
    everybody, plain = files_of_the_report(page)
    assert [row[1] for row in everybody["还没激活的"][1:]] == ["其其格"]
    assert [row[1] for row in plain[1:-1]] == [row[1] for row in everybody["名单"][1:]]
    assert rows_of(page, "按班级") == [
        ["合计", "3", "4小时30分", "0"],
        ["三年级1班", "1", "1小时30分", "0"],
        ["三年级2班", "2", "3小时", "0"],
    ]
    assert [row[:3] for row in everybody["班级"][1:]] == [
        ["三年级1班", 1, 90],
        ["三年级2班", 2, 180],
        ["合计", 3, 270],
    ]

    page.get_by_role("combobox", name="班级").select_option(label="三年级2班")
    page.get_by_role("radio", name="来源").check()
    page.get_by_role("button", name="看这一份").click()
    assert rows_of(page, "时长从哪里来") == [["扫码", "3小时"]]
    fits(page)
    people = [row[:3] for row in rows_of(page, "名单")]
    book, plain = files_of_the_report(page)
    assert [[row[1], row[0], row[2]] for row in book["名单"][1:]] == people
    assert [[row[1], row[0], row[2]] for row in plain[1:-1]] == people
    assert [row for row in book["来源"][1:] if row[1]] == [["扫码", 180, 3]]
    page.get_by_role("link", name="导出的文件").click()
    assert page.get_by_role("button", name="下载").count() == 4
    fits(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_school_states_something_of_one_pupil_and_of_a_class(
    signed_in, teacher, width, settings, live_server
):
    settings.SITE_URL = live_server.url
    page = signed_in(teacher.user, width=width, height=900)

    page.goto(f"/org/{teacher.organization_id}/report/")
    page.get_by_role("link", name="苏日娜").click()
    fits(page)
    page.get_by_label("入党").check()
    page.get_by_role("button", name="开一份").click()
    fits(page)
    [[number, _period, hours, _state, _file]] = rows_of(page, "开过的")
    paper = taken(page, page.get_by_role("button", name="下载"))[1]
    words = pages_of(paper)[0]
    said = (number, "苏日娜", "新惠第一小学", "入党", hours.replace(" ", ""))
    assert [one in words for one in said] == [True] * 5
    assert checking.by_paper(paper).genuine == "whole"

    page.goto(f"/org/{teacher.organization_id}/report/")
    page.get_by_role("link", name="给一个班开情况说明").click()
    fits(page)
    page.get_by_role("link", name="开一批").click()
    page.get_by_label("志愿服务情况说明").check()
    page.get_by_label("情况说明用在哪里").select_option("推优入团")
    fits(page)
    page.get_by_role("button", name="看看会开多少份").click()
    page.get_by_role("heading", name="开2份志愿服务情况说明？").wait_for()
    fits(page)
    page.get_by_role("button", name="开2份").click()
    outbox.sweep()
    page.reload()
    fits(page)
    archive = zip_of(taken(page, page.get_by_role("button", name="下载全部（ZIP）"))[1])
    papers = [body for name, body in archive.items() if name.endswith(".pdf")]
    printed = pages_of(taken(page, page.get_by_role("button", name="合成一个PDF，一起打印"))[1])
    assert sorted(names_on("".join(pages_of(one))) for one in papers) == [["巴特尔"], ["苏日娜"]]
    assert names_on("".join(printed)) == ["巴特尔", "苏日娜"]


@pytest.mark.parametrize("width", [390, 1280])
def test_an_office_takes_the_sums(signed_in, teacher, width):
    office = signed_in(OfficerFactory().user, width=width, height=900)

    office.goto("/region/150430/reports/")
    fits(office)
    page = {row[0]: row[1:] for row in rows_of(office, "学校、单位")}
    plain = csv_of(taken(office, office.get_by_role("button", name="下载CSV"))[1])
    assert page["新惠第一小学"] == ["3", "4小时30分", "3", "0", "0%"]
    assert office.get_by_role("table", name="学校、单位").evaluate(
        "table => table.parentElement.scrollWidth <= table.parentElement.clientWidth"
    )
    assert ["新惠第一小学", "小学", "敖汉旗", "3", "270", "4.5", "3", "0", "0.0"] in plain
    office.get_by_role("link", name="导出的文件，等你同意的").click()
    fits(office)
