"""Files that are taken out: exactly the rows that were asked for, by who may, marked, and gone after a day."""

import csv
import datetime
import io
import zipfile
from itertools import count

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from apps.core import days, invariants, outbox
from apps.core.cells import plain, safe
from apps.core.csv_tables import read_csv
from apps.core.errors import Refused
from apps.core.models import AuditRow, KeptFile, OutboxItem, PolicyRow
from apps.messaging.models import Message
from apps.organizations.models import Post
from apps.regions.models import Region
from apps.registration.models import Affiliation
from apps.reports import files
from apps.reports.actions import (
    agree_to_export,
    ask_for_places,
    ask_for_report,
    end_exports,
    exporting,
    refuse_export,
)
from apps.reports.models import Export
from apps.reports.periods import Kind, Period
from apps.reports.roster import groups_of
from apps.reports.selection import Selection
from tests.factories import OfficerFactory, OrganizationFactory, RosterEntryFactory, StaffFactory
from tests.killing import Axe, Killed, undone
from tests.reports.conftest import YEAR

pytestmark = pytest.mark.django_db

CALENDAR = Period(Kind.CALENDAR, YEAR)
HEAD = [
    "班级",
    "姓名",
    "学号",
    "志愿者编号",
    "从哪天",
    "到哪天",
    "分钟",
    "小时",
    "年度目标（小时）",
    "计入目标的（小时）",
    "是否达到",
    "星级",
    "培训（小时）",
]
ABOUT_NUMBERS = "长的号码和0开头的号码后面有一个制表符，这样Excel、WPS不会改它；拿去核对时先去掉。"
MARK = "志愿北疆 导出第{}号，{} {}下载，只供工作使用"


@pytest.fixture
def colleague(school):
    return StaffFactory(organization=school, role="staff").user


@pytest.fixture
def limits():
    """Some numbers of the policy as they are wanted, instead of thousands of people."""

    def put(**numbers):
        for item, value in numbers.items():
            PolicyRow.objects.filter(topic="exports", item=item).update(value=value)

    return put


def file_of(client, school, kind, **query):
    response = client.post(
        reverse("reports:download", args=[school.pk]), {"period": YEAR, "format": kind, **query}
    )
    return response, b"".join(response.streaming_content)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def book_of(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def mark(export, who):
    return MARK.format(export.pk, who, f"{timezone.localtime():%Y-%m-%d %H:%M}")


def ask(school, by, kind="csv", **how):
    return ask_for_report(Selection(school, CALENDAR), by=by, file_format=kind, **how)


def a_minute_ago():
    """Whatever was made was made a minute earlier: what is asked for again is made anew."""
    Export.objects.filter(state="ready").update(ready_at=F("ready_at") - datetime.timedelta(seconds=61))


def work():
    while outbox.sweep():
        pass


def test_the_csv_reads_back_with_the_mark_below(client, school, teacher, enrol):
    person = enrol(school, 1230, "苏日娜", student_number="20250201")
    client.force_login(teacher)

    response, content = file_of(client, school, "csv")
    head, row, last = rows_of(content)

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert content.startswith(b"\xef\xbb\xbf")
    assert (head[:13], head[13:15], head[19:21]) == (
        HEAD,
        ["扫码（小时）", "现场点名（小时）"],
        ["理论宣讲（小时）", "扶贫济困、乡村振兴（小时）"],
    )
    assert row[:16] == [
        *["三年级2班", "苏日娜", "20250201", f"{person.number}\t", "2025-01-01", "2025-12-31"],
        *["1230", "20.5", "20.0", "20.5", "达到", "", "0.0", "0.0", "0.0", "0.0"],
    ]
    assert (row[16], row[-1], len(row)) == ("20.5", "20.5", len(head))
    assert last == [mark(Export.objects.get(), teacher), ABOUT_NUMBERS]


def test_the_workbook_has_a_sheet_for_each_way_to_add_up(client, school, teacher, enrol):
    enrol(school, 1230, "苏日娜", student_number="00123")
    enrol(school, 90, "乌云", class_name="四年级1班", grade=4)
    client.force_login(teacher)

    response, content = file_of(client, school, "xlsx")
    book = book_of(content)

    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert list(book) == ["名单", "班级", "年级", "来源", "领域", "说明"]
    assert [row[:3] + row[6:9] for row in book["名单"][1:]] == [
        ["三年级2班", "苏日娜", "00123", 1230, 20.5, 20],
        ["四年级1班", "乌云", "", 90, 1.5, 20],
    ]
    assert [row[:7] for row in book["班级"][1:]] == [
        ["三年级2班", 1, 1230, 20.5, 1, 1, 100],
        ["四年级1班", 1, 90, 1.5, 1, 0, 0],
        ["合计", 2, 1320, 22, 2, 1, 50],
    ]
    assert [row[:3] for row in book["年级"][1:]] == [
        ["三年级", 1, 1230],
        ["四年级", 1, 90],
        ["合计", 2, 1320],
    ]
    assert [row for row in book["来源"][1:] if row[1]] == [["补录", 1320, 22]]
    assert [row for row in book["领域"][1:] if row[1]] == [["其他", 1320, 22]]
    assert dict(book["说明"])["水印"] == mark(Export.objects.get(), teacher)


def test_every_sheet_keeps_its_head_in_sight_its_widths_and_the_mark(client, school, teacher, enrol):
    enrol(school, 60)
    client.force_login(teacher)
    content = file_of(client, school, "xlsx")[1]
    marked = mark(Export.objects.get(), teacher)

    archive = zipfile.ZipFile(io.BytesIO(content))
    sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, 7)]
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    assert [
        (pane in sheet, "<cols>" in sheet, f"<oddHeader>&amp;R{marked}" in sheet) for sheet in sheets
    ] == [(True, True, True)] * 6
    assert '<dimension ref="A1:AN2"/>' in sheets[0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_exactly_the_shown_rows(client, school, teacher, enrol, kind):
    enrol(school, 1200, "甲", class_name="三年级1班")
    enrol(school, 90, "乙", class_name="三年级2班")
    enrol(OrganizationFactory(kind_id="primary_school"), 90, "丙", class_name="三年级2班")
    client.force_login(teacher)
    query = {"group": "103", "goal": "open"}

    page = client.get(reverse("reports:roster", args=[school.pk]), {"period": YEAR, **query})
    content = file_of(client, school, kind, **query)[1]
    rows = rows_of(content)[1:-1] if kind == "csv" else book_of(content)["名单"][1:]

    assert [row[1] for row in rows] == [line.name for line in page.context["people"]] == ["乙"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_is_never_a_formula_nor_markup(client, school, teacher, enrol, kind):
    bare = {"identity": "employee", "stage": "", "grade": None, "class_name": "＝2<&>班"}
    enrol(school, 90, "=cmd|'/c calc'!A1", student_number="-1", **bare)
    client.force_login(teacher)

    content = file_of(client, school, kind)[1]
    row = rows_of(content)[1] if kind == "csv" else book_of(content)["名单"][1]

    assert row[:3] == ["'＝2<&>班", "'=cmd|'/c calc'!A1", "'-1"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        *[("=1+1", "'=1+1"), ("+86", "'+86"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1")],
        *[("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1")],
        *[
            ("＠1", "'＠1"),
            ("苏日娜", "苏日娜"),
            ("三年级-2班", "三年级-2班"),
            ("", ""),
            (-5, -5),
            (20.5, 20.5),
        ],
    ],
)
def test_cells_that_begin_like_a_formula_stay_text(text, cell):
    assert safe(text) == cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        *[("150430000001", "150430000001\t"), ("00123", "00123\t"), ("00", "00\t")],
        *[("15043000001", "15043000001"), ("0", "0"), ("", ""), ("0a", "0a"), ("2025-01-01", "2025-01-01")],
        *[("=1", "'=1"), ("-00123", "'-00123"), (150430000001, 150430000001)],
    ],
)
def test_numbers_that_are_names_stay_text_in_a_csv(text, cell):
    assert plain(text) == cell


def test_numbers_of_people_come_back_from_a_csv_as_they_were(client, school, teacher, enrol):
    person = enrol(school, 60, student_number="00123")
    client.force_login(teacher)

    plain_file, book = (file_of(client, school, kind)[1] for kind in ("csv", "xlsx"))

    assert rows_of(plain_file)[1][2:4] == ["00123\t", f"{person.number}\t"]
    assert book_of(book)["名单"][1][2:4] == ["00123", person.number]
    assert [cells[2:4] for _line, cells in read_csv(plain_file, most_columns=100)][1] == [
        "00123",
        person.number,
    ]


def test_masked_names_are_covered_and_student_numbers_left_out(client, school, teacher, enrol):
    enrol(school, 60, "苏日娜", student_number="7")
    client.force_login(teacher)

    assert rows_of(file_of(client, school, "csv", masked="1")[1])[1][1:3] == ["苏**", ""]


def test_asking_and_taking_are_written_down(client, school, teacher, enrol):
    enrol(school, 90)
    client.force_login(teacher)
    file_of(client, school, "csv")
    export = Export.objects.get()

    rows = AuditRow.objects.filter(subject="reports.export").order_by("pk")
    assert [(row.actor_id, row.action, row.subject_id, row.detail["rows"]) for row in rows] == [
        (teacher.pk, "export.asked_for", export.pk, 1),
        (teacher.pk, "export.taken", export.pk, 1),
    ]


def test_a_unit_reports_its_employees(client, enrol):
    unit = OrganizationFactory(kind_id="agency", name="敖汉旗水利局")
    enrol(unit, 1200, "甲", identity="employee", stage="", grade=None, class_name="办公室")
    client.force_login(StaffFactory(organization=unit).user)

    content = file_of(client, unit, "xlsx")[1]
    book = book_of(content)
    assert list(book) == ["名单", "部门", "来源", "领域", "说明"]
    assert (book["名单"][0][:3], book["名单"][1][:2]) == (["部门", "姓名", "工号"], ["办公室", "甲"])


def test_the_workbook_of_a_running_year_says_who_has_not_activated(client, school, teacher, enrol, limits):
    for name, state in (("其其格", "proposed"), ("乌云", "accepted"), ("巴特尔", "refused")):
        answered = {} if state == "proposed" else {"answered_at": timezone.now(), "answered_by": teacher}
        RosterEntryFactory(
            organization=school, roster__organization=school, name=name, state=state, **answered
        )
    RosterEntryFactory(name="别处的")
    enrol(school, 60, "苏日娜")
    client.force_login(teacher)

    def not_yet(**query):
        book = book_of(file_of(client, school, "xlsx", **{"period": days.this_year(), **query})[1])
        return [row[1] for row in book["还没激活的"][1:]] if "还没激活的" in book else None

    assert not_yet() == ["其其格", "巴特尔"]
    assert not_yet(masked="1") == ["其**", "巴**"]
    assert Export.objects.latest("pk").people == 3
    assert (not_yet(period=YEAR), not_yet(goal="open")) == (None, None)
    limits(second_above=2)
    a_minute_ago()
    this_year = Period(Kind.CALENDAR, days.this_year())
    assert ask_for_report(Selection(school, this_year), by=teacher, file_format="xlsx").state == "asked"
    assert ask_for_report(Selection(school, this_year), by=teacher, file_format="csv").people == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_costs_the_same_for_one_and_for_twenty(client, school, teacher, enrol, kind):
    def cost():
        a_minute_ago()
        with CaptureQueriesContext(connection) as seen:
            file_of(client, school, kind)
        return len(seen)

    client.force_login(teacher)
    enrol(school, 60)
    cost()
    one = cost()
    for _n in range(20):
        enrol(school, 0)

    assert cost() == one


def test_what_is_long_is_made_in_parts_and_told_when_it_is_there(
    client, school, teacher, enrol, limits, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(exporting, "CHUNK", 2)
    limits(at_once=2)
    for n in range(5):
        enrol(school, 60 * n, f"甲{n}", student_number=str(n), class_name=f"三年级{1 + n // 3}班")
    client.force_login(teacher)

    answer = client.post(reverse("reports:download", args=[school.pk]), {"period": YEAR, "format": "xlsx"})
    export = Export.objects.get()
    waiting = (export.state, export.done, export.total)
    work()
    export.refresh_from_db()

    assert (answer.url, waiting) == (reverse("reports:exports", args=[school.pk]), ("running", 0, 5))
    assert (export.state, export.done, export.ids) == ("ready", 5, [])
    assert list(export.parts.order_by("number").values_list("rows", flat=True)) == [2, 2, 1]
    assert list(Message.objects.filter(recipient=teacher).values_list("kind", "title")) == [
        ("export", "你要的文件做好了")
    ]
    taken = client.post(reverse("reports:take", args=[school.pk, export.pk]))
    book = book_of(b"".join(taken.streaming_content))
    assert [row[1] for row in book["名单"][1:]] == [f"甲{n}" for n in range(5)]
    assert [row[:3] for row in book["班级"][1:]] == [
        ["三年级1班", 3, 180],
        ["三年级2班", 2, 420],
        ["合计", 5, 600],
    ]


def test_a_part_is_made_once_however_often_it_is_asked_for(school, teacher, enrol, limits, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 1)
    limits(at_once=0)
    enrol(school, 60, "甲")
    enrol(school, 60, "乙")
    export = ask(school, teacher)

    for done in (0, 0, 1, 1):
        exporting.make_some({"export": export.pk, "done": done}, key="")

    assert list(export.parts.order_by("number").values_list("number", "rows")) == [(1, 1), (2, 1)]


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_wherever_a_worker_is_killed_the_next_one_makes_the_rest(
    school, teacher, enrol, limits, monkeypatch, behind
):
    monkeypatch.setattr(exporting, "CHUNK", 2)
    limits(at_once=0)
    for n in range(5):
        enrol(school, 60 * n, f"甲{n}", student_number=str(n))
    export = ask(school, teacher)

    def picture():
        made = Export.objects.get(pk=export.pk)
        parts = b"".join(files.parts(made)).decode()
        told = Message.objects.filter(recipient=teacher, kind="export").count()
        return made.state, made.done, made.sums, [row[1] for row in csv.reader(io.StringIO(parts))], told

    with undone():
        work()
        whole = picture()
    assert (whole[:2], whole[3:]) == (("ready", 5), ([f"甲{n}" for n in range(5)], 1))

    for blow in count():
        with undone():
            axe = Axe(blow, "reports", "core", "messaging", behind=behind)
            try:
                with connection.execute_wrapper(axe):
                    work()
            except Killed:
                OutboxItem.objects.filter(state="waiting").update(due_at=timezone.now())
                work()
            assert picture() == whole, f"killed at its write number {blow}"
        if not axe.has_fallen:
            break

    assert blow >= 10


def test_full_names_of_many_take_another_person(client, school, teacher, colleague, enrol, limits):
    limits(second_above=1, at_once=0)
    enrol(school, 60, "甲")
    enrol(school, 60, "乙")
    masked, full = ask(school, teacher, is_masked=True), ask(school, teacher)

    assert (masked.state, full.state) == ("running", "asked")
    assert list(Message.objects.filter(kind="export.asked").values_list("recipient", flat=True)) == [
        colleague.pk
    ]
    with pytest.raises(Refused, match="另一个人"):
        agree_to_export(full, by=teacher)
    assert list(Export.objects.agreeable_by(teacher)) == []
    assert list(Export.objects.agreeable_by(colleague)) == [full]

    client.force_login(colleague)
    client.post(reverse("reports:agree", args=[school.pk, full.pk]))
    work()
    full.refresh_from_db()
    assert (full.state, full.decided_by) == ("ready", colleague)
    assert client.post(reverse("reports:take", args=[school.pk, full.pk])).status_code == 404
    client.force_login(teacher)
    assert (
        len(
            rows_of(
                b"".join(client.post(reverse("reports:take", args=[school.pk, full.pk])).streaming_content)
            )
        )
        == 4
    )


def test_where_nobody_else_manages_the_office_above_agrees(client, school, teacher, enrol, limits):
    limits(second_above=0)
    enrol(school, 60)
    office, elsewhere = OfficerFactory().user, OfficerFactory(region="150429").user
    export = ask(school, teacher)

    assert list(Message.objects.filter(kind="export.asked").values_list("recipient", "url")) == [
        (office.pk, reverse("reports:region_exports", args=["150430"]))
    ]
    assert [list(Export.objects.agreeable_by(user)) for user in (office, elsewhere)] == [[export], []]
    client.force_login(office)
    assert client.post(reverse("reports:region_agree", args=["150430", export.pk])).status_code == 302
    assert client.post(reverse("reports:region_take", args=["150430", export.pk])).status_code == 404


def test_a_refusal_says_why(client, school, teacher, colleague, enrol, limits):
    limits(second_above=0)
    enrol(school, 60)
    export = ask(school, teacher)
    client.force_login(colleague)
    address = reverse("reports:refuse", args=[school.pk, export.pk])

    assert list(client.post(address, {"why": ""}).context["form"].errors) == ["why"]
    client.post(address, {"why": "用不着全名"})

    export.refresh_from_db()
    assert (export.state, export.why, export.ids) == ("refused", "用不着全名", [])
    assert list(Message.objects.filter(recipient=teacher).values_list("title", "body")) == [
        ("你要的文件没有得到同意", "用不着全名")
    ]
    with pytest.raises(Refused, match="已经有人看过"):
        refuse_export(export, by=colleague, why="又")


def test_after_a_day_it_is_gone_with_its_bytes(
    client, school, teacher, enrol, django_capture_on_commit_callbacks
):
    enrol(school, 60)
    export = ask(school, teacher)
    (kept,) = KeptFile.objects.filter(pk__in=export.parts.values("file"))
    place, storage = kept.file.name, kept.file.storage
    client.force_login(teacher)
    assert export.ends_at - export.ready_at == datetime.timedelta(hours=24)
    Export.objects.update(ends_at=timezone.now())

    late = client.post(reverse("reports:take", args=[school.pk, export.pk]), follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert end_exports() == 1
    export.refresh_from_db()

    assert "这份文件已经过期了，请再要一次。" in late.content.decode()
    assert (export.state, export.sums, export.parts.count()) == ("ended", [], 0)
    assert (KeptFile.objects.filter(pk=kept.pk).exists(), storage.exists(place)) == (False, False)
    assert end_exports() == 0


def test_what_nobody_agreed_to_ends_after_some_days(school, teacher, enrol, limits):
    limits(second_above=0)
    enrol(school, 60)
    export = ask(school, teacher)
    Export.objects.update(asked_at=timezone.now() - datetime.timedelta(days=7))

    assert end_exports() == 1
    export.refresh_from_db()
    assert (export.state, export.ids) == ("ended", [])


def test_who_left_the_post_takes_nothing_any_more_and_nothing_is_made_for_them(
    client, school, teacher, enrol, limits
):
    enrol(school, 60)
    ready = ask(school, teacher)
    limits(at_once=0)
    a_minute_ago()
    running = ask(school, teacher)
    client.force_login(teacher)
    Post.objects.filter(user=teacher).update(until=days.today())
    work()
    running.refresh_from_db()

    assert client.post(reverse("reports:take", args=[school.pk, ready.pk])).status_code == 404
    assert (running.state, running.why) == ("stopped", "要文件的人不再管理这里了。")


def test_one_that_fails_again_and_again_is_stopped(school, teacher, enrol, limits):
    limits(at_once=0)
    enrol(school, 60)
    export = ask(school, teacher)

    exporting.stop_what_fails({"export": export.pk, "done": 0})

    export.refresh_from_db()
    assert (export.state, export.why) == ("stopped", "试了几次都没有做成，请再要一次。")


def test_nobody_means_no_file(client, school, teacher):
    client.force_login(teacher)

    answer = client.post(reverse("reports:download", args=[school.pk]), {"format": "csv"}, follow=True)

    assert ("没有可以导出的行。" in answer.content.decode(), Export.objects.count()) == (True, 0)


def test_an_office_takes_the_sums_of_its_schools_and_units(client, school, enrol, limits):
    enrol(school, 1200, "额尔敦其木格")
    OrganizationFactory(kind_id="agency", name="敖汉旗水利局")
    OrganizationFactory(kind_id="agency", name="别处的局", region_id="150429")
    officer, other = OfficerFactory().user, OfficerFactory().user
    client.force_login(officer)

    export = ask_for_places(school.region, by=officer, file_format="xlsx", year=YEAR)
    taken = client.post(reverse("reports:region_take", args=["150430", export.pk]))
    content = b"".join(taken.streaming_content)
    book = book_of(content)

    assert list(book) == ["学校、单位", "说明"]
    assert sorted(row[:9] for row in book["学校、单位"][1:]) == [
        ["敖汉旗水利局", "党政机关", "敖汉旗", 0, 0, 0, 0, 0, "无目标"],
        ["新惠第一小学", "小学", "敖汉旗", 1, 1200, 20, 1, 1, 100],
    ]
    assert "额尔敦其木格".encode() not in content

    limits(second_above=0)
    export = ask_for_places(school.region, by=officer, file_format="csv", year=YEAR)
    assert (export.state, list(Export.objects.agreeable_by(other))) == ("asked", [export])
    assert list(Export.objects.agreeable_by(officer)) == []


def test_an_office_takes_the_year_it_looks_at(client, school, enrol):
    enrol(school, 1200)
    client.force_login(OfficerFactory().user)
    address = reverse("reports:region_download", args=["150430"])

    then, now = (
        rows_of(b"".join(client.post(address, {"format": "csv"} | query).streaming_content))
        for query in ({"period": YEAR}, {})
    )

    assert [rows[1][3:5] for rows in (then, now)] == [["1", "1200"], ["1", "0"]]
    assert list(Export.objects.order_by("pk").values_list("year", flat=True)) == [YEAR, days.this_year()]


def test_an_office_takes_the_kind_it_looks_at(client, school, enrol):
    enrol(school, 1200)
    OrganizationFactory(kind_id="agency", name="敖汉旗水利局")
    client.force_login(OfficerFactory().user)
    address = reverse("reports:region_download", args=["150430"])
    page = client.get(reverse("reports:region", args=["150430"]), {"kind": "agency", "period": YEAR})
    assert f"下载{YEAR}年党政机关合计（XLSX）" in page.content.decode()

    def taken(**query):
        answer = client.post(address, {"format": "xlsx", "period": YEAR} | query)
        book = book_of(b"".join(answer.streaming_content))
        return [row[0] for row in book["学校、单位"][1:]], dict(book["说明"][1:])["哪一类"]

    assert taken(kind="agency") == (["敖汉旗水利局"], "党政机关")
    assert taken(kind="") == (["敖汉旗水利局", "新惠第一小学"], "全部")
    listed = client.get(reverse("reports:region_exports", args=["150430"])).content.decode()
    assert [listed.count(words) for words in ("<small>党政机关 · XLSX", "<small>XLSX")] == [1, 1]


def test_a_second_person_sees_which_kind_is_asked_for(client, school, enrol, limits):
    enrol(school, 1200)
    limits(second_above=0)
    ask_for_places(
        school.region, by=OfficerFactory().user, file_format="csv", year=YEAR, kind="primary_school"
    )
    client.force_login(OfficerFactory().user)

    page = client.get(reverse("reports:region_exports", args=["150430"])).content.decode()
    assert f"{YEAR}年 · 小学 · 只有合计" in page


@pytest.mark.parametrize("kind", ["team", "nothing", "\0"])
def test_there_is_no_file_of_a_kind_that_has_no_reports(client, school, enrol, kind):
    enrol(school, 1200)
    client.force_login(OfficerFactory().user)

    page = client.post(
        reverse("reports:region_download", args=["150430"]), {"format": "csv", "kind": kind}, follow=True
    )
    told = client.post(
        "/api/v1/regions/150430/exports/",
        {"format": "csv", "period": f"{YEAR}", "kind": kind},
        content_type="application/json",
    )

    assert "没有这一类学校、单位。" in page.content.decode()
    assert (told.status_code, Export.objects.count()) == (400 if "\0" in kind else 409, 0)


def test_a_program_takes_one_kind(client, school, enrol):
    enrol(school, 1200)
    OrganizationFactory(kind_id="agency", name="敖汉旗水利局")
    client.force_login(OfficerFactory().user)
    sent = {"format": "csv", "period": f"{YEAR}"}

    def rows(**which):
        told = client.post(
            "/api/v1/regions/150430/exports/", sent | which, content_type="application/json"
        ).json()
        return told["group"], told["total"]

    assert (rows(kind="agency"), rows()) == (("agency", 1), ("", 2))


def test_a_program_that_asks_twice_is_told_of_the_same_file(client, school, teacher, enrol):
    enrol(school, 1200)
    sent = {"format": "csv", "period": f"{YEAR}"}

    def asked(user, path, **which):
        client.force_login(user)
        return client.post(f"/api/v1/{path}/exports/", sent | which, content_type="application/json").json()

    for user, path in (
        (teacher, f"managed-organizations/{school.pk}"),
        (OfficerFactory().user, "regions/150430"),
    ):
        once, again = asked(user, path), asked(user, path)
        assert once == again
    assert Export.objects.count() == 2


@pytest.mark.parametrize("key", ["2025-2026", "2999", "0", "x"])
def test_there_is_no_file_of_a_year_that_offices_do_not_count_by(client, school, enrol, key):
    enrol(school, 1200)
    client.force_login(OfficerFactory().user)
    address = reverse("reports:region_download", args=["150430"])

    answer = client.post(address, {"format": "csv", "period": key}, follow=True)

    assert ("没有这样的一年。" in answer.content.decode(), Export.objects.count()) == (True, 0)


def test_of_a_region_people_are_counted_with_the_rows(school, enrol, limits):
    limits(second_above=1, at_once=0)
    for _one in range(3):
        enrol(school, 60)
    officer, other = OfficerFactory().user, OfficerFactory().user

    export = ask_for_places(school.region, by=officer, file_format="csv", year=YEAR)
    asked = export.people_words
    agree_to_export(export, by=other)
    work()

    export.refresh_from_db()
    assert (asked, export.people, export.people_words) == ("多于1人", 3, "3人")


@pytest.mark.breaks_invariants
def test_the_invariants_find_what_is_amiss(school, teacher, enrol):
    enrol(school, 60)
    export = ask(school, teacher)
    names = ["reports_ready_files_hold_every_row", "reports_what_is_over_is_gone"]
    assert set(names) <= set(invariants.names())
    assert [invariants.bad_rows(name) for name in names] == [[], []]

    export.parts.update(rows=2)
    assert invariants.bad_rows(names[0]) == [(export.pk, 1, 2)]
    Export.objects.update(state="ended")
    assert [row.id for row in invariants.bad_rows(names[1])] == [export.pk]


def test_full_names_taken_in_slices_are_counted_together(school, teacher, colleague, enrol, limits):
    limits(second_above=1)
    enrol(school, 60)
    enrol(school, 60, grade=4)
    _grades, classes = groups_of(school, CALENDAR)
    keys = list(classes)
    first, second = (
        ask_for_report(Selection(school, CALENDAR, group=key), by=teacher, file_format="csv") for key in keys
    )
    again = ask_for_report(Selection(school, CALENDAR, group=keys[0]), by=teacher, file_format="xlsx")

    assert [one.state for one in (first, second, again)] == ["ready", "asked", "ready"]
    assert list(Export.objects.agreeable_by(colleague)) == [second]
    assert [
        (row.detail["group"], row.detail["goal"])
        for row in AuditRow.objects.filter(action="export.asked_for").order_by("pk")
    ] == [(key, "") for key in (*keys, keys[0])]


@pytest.mark.parametrize(
    ("earlier", "states"),
    [
        ({}, ["ready", "asked"]),
        ({"asked_at": timezone.now() - datetime.timedelta(hours=25)}, ["ready", "ready"]),
    ],
)
@pytest.mark.parametrize(
    "slices",
    [
        [("150430", "primary_school"), ("150430", "agency")],
        [("150430", "primary_school"), ("1504", "agency")],
        [("150430", ""), ("150429", "")],
    ],
)
def test_sums_of_a_region_taken_in_slices_are_counted_together(
    school, enrol, limits, slices, earlier, states
):
    """By kind or by region, within the time a file is kept."""
    limits(second_above=1)
    enrol(school, 60)
    at = slices[1][0][:6] if len(slices[1][0]) == 6 else "150430"
    agency = OrganizationFactory(kind_id="agency", region_id=at)
    enrol(agency, 60, identity="employee", stage="", grade=None, class_name="办公室")
    officer = OfficerFactory(region="1504").user

    def take(code, kind):
        region = Region.objects.get(pk=code)
        return ask_for_places(region, by=officer, file_format="csv", year=YEAR, kind=kind)

    first = take(*slices[0])
    Export.objects.update(**earlier or {"asked_at": first.asked_at})
    second = take(*slices[1])

    assert [first.state, second.state] == states


def test_the_same_sums_in_another_format_are_counted_once(school, enrol, limits):
    limits(second_above=1)
    enrol(school, 60)
    officer = OfficerFactory().user

    files = [
        ask_for_places(school.region, by=officer, file_format=kind, year=YEAR) for kind in ("csv", "xlsx")
    ]

    assert [one.state for one in files] == ["ready", "ready"]
    assert [one.detail["group"] for one in AuditRow.objects.filter(action="export.asked_for")] == ["", ""]


@pytest.mark.parametrize(("at_once", "second_above"), [(5, 5), (0, 5), (5, 0)])
def test_asked_for_twice_within_a_minute_it_is_one_file(
    school, teacher, colleague, enrol, limits, at_once, second_above
):
    limits(at_once=at_once, second_above=second_above)
    enrol(school, 60)
    first = ask(school, teacher)

    assert ask(school, teacher) == first
    others = [
        ask(school, teacher, is_masked=True),
        ask(school, teacher, "xlsx"),
        ask(school, colleague),
        ask_for_report(Selection(school, CALENDAR, goal="open"), by=teacher, file_format="csv"),
    ]
    assert len({first, *others}) == Export.objects.count() == 5


def test_what_was_made_some_time_ago_is_made_anew(school, teacher, enrol):
    enrol(school, 60)
    first = ask(school, teacher)
    a_minute_ago()

    assert ask(school, teacher) != first


def test_with_one_more_person_it_is_another_file(school, teacher, enrol):
    enrol(school, 60)
    first = ask(school, teacher)
    enrol(school, 60)

    assert (ask(school, teacher) != first, Export.objects.latest("pk").total) == (True, 2)


def test_whoever_is_not_there_any_more_has_no_row(school, teacher, colleague, enrol, limits):
    limits(second_above=1)
    gone, stays = enrol(school, 60), enrol(school, 60)
    export = ask(school, teacher)
    Affiliation.objects.filter(volunteer=gone).delete()
    agree_to_export(export, by=colleague)
    work()
    export.refresh_from_db()

    assert (export.state, export.total, export.done) == ("ready", 1, 1)
    with files.whole(export, by=teacher) as file:
        assert stays.number in file.read().decode()


def test_who_asked_is_told_when_nobody_agreed(school, teacher, colleague, enrol, limits):
    limits(second_above=0)
    enrol(school, 60)
    export = ask(school, teacher)
    Export.objects.update(asked_at=timezone.now() - datetime.timedelta(days=60))

    assert end_exports() == 1
    assert Message.objects.filter(recipient=teacher).get().title == "你要的文件一直没有人同意，过期了"
    assert Export.objects.get(pk=export.pk).state == "ended"
