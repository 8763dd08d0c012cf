"""Schools and units say who is there. They only propose."""

import datetime
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import days, outbox
from apps.core.errors import Refused
from apps.core.models import OutboxItem, PolicyRow
from apps.core.tables import Table, read_table
from apps.messaging.models import Message
from apps.registration.actions import (
    accept_entry,
    begin_roster,
    forget_old_entries,
    hand_in_roster,
    refuse_entry,
    take_off_roster,
)
from apps.registration.actions import rosters as reading
from apps.registration.models import Affiliation, Roster, RosterEntry, Volunteer
from apps.registration.roster_columns import SCHOOL, UNIT, guess
from apps.registration.roster_rows import RowReader
from tests.factories import (
    AffiliationFactory,
    GuardianshipFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
    citizen_number,
)

pytestmark = pytest.mark.django_db

HEADER = ["姓名", "身份证号", "年级", "班级", "学号"]
BORN = datetime.date(2014, 3, 2)


def number(n, born=BORN):
    return citizen_number(n, born)


def line(n, name="乌云", grade="三年级", group="2班"):
    return [name, number(n), grade, group, f"{n:03d}"]


@pytest.fixture
def school():
    return OrganizationFactory(kind_id="primary_school", name="新惠第一小学")


@pytest.fixture
def staff(school):
    return StaffFactory(organization=school).user


@pytest.fixture
def send(school, staff):
    """Hands a table in and lets it be read to the end."""

    def send(*rows, header=HEADER, spoiled=None, place=school, by=staff):
        lines = list(range(2, len(rows) + 2))
        table = Table(list(header), [list(row) for row in rows], lines, spoiled or {})
        roster = hand_in_roster(place, table=table, by=by)
        begin_roster(roster, columns=roster.columns, has_declared=True, by=by)
        outbox.sweep()
        return Roster.objects.get(pk=roster.pk)

    return send


def entries():
    return list(RosterEntry.objects.order_by("pk").values_list("name", "grade", "class_name", "state"))


def reasons(roster):
    return {one.line: one.reason for one in roster.problems.all()}


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def bytes_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(row::text, '|' ORDER BY id)) FROM {table} AS row")  # noqa: S608
        return cursor.fetchone()


def test_a_roster_is_read_row_by_row(send):
    roster = send(line(1), line(2, "萨仁", "3年级", "三年级（5）班"))

    assert (roster.state, roster.read, roster.taken, roster.wrong, roster.sheet) == ("done", 2, 2, 0, "")
    assert entries() == [("乌云", 3, "2班", "proposed"), ("萨仁", 3, "5班", "proposed")]


def test_what_is_wrong_is_told_by_line_and_the_rest_is_taken(send):
    wrong = line(2)
    wrong[1] = wrong[1][:17] + ("0" if wrong[1][17] != "0" else "1")
    roster = send(
        line(1),
        wrong,
        ["", number(3), "三年级", "2班", ""],
        ["呼和", "", "三年级", "2班", ""],
        line(5, grade="初一"),
        line(6, group=""),
        ["呼和", "1.50430201403E+17", "三年级", "2班", ""],
        line(8),
        spoiled={7: "这一格的号码后几位丢了。"},
    )

    assert (roster.taken, roster.wrong) == (1, 7)
    assert reasons(roster) == {
        3: "最后一位对不上，请对着证件再看一眼。",
        4: "没有填姓名。",
        5: "没有填身份证号码。",
        6: "年级看不懂，或者这所学校没有这个年级。请写成“三年级”“初一”“本科二年级”。",
        7: "没有填班级。",
        8: "身份证号码被表格软件当成了数字，后几位已经丢了。请把这一列设成“文本”，重新填。",
        9: "这一格的号码后几位丢了。",
    }


def test_the_same_table_again_changes_nothing(send):
    send(line(1), line(2, "萨仁"))
    before = entries(), set(RosterEntry.objects.values_list("pk", flat=True))

    again = send(line(1), line(2, "萨仁"))

    assert (entries(), set(RosterEntry.objects.values_list("pk", flat=True))) == before
    assert (again.taken, again.wrong) == (2, 0)


def test_sent_again_a_row_may_be_corrected(send):
    send(line(1))
    send(line(1, "乌云娜", "四年级", "1班"))
    assert entries() == [("乌云娜", 4, "1班", "proposed")]


def test_a_repeated_row_counts_once_and_two_names_for_a_number_are_refused(send):
    roster = send(line(1), line(1), line(2, "萨仁"), line(2, "萨日娜"))

    assert (roster.taken, roster.repeated, roster.wrong) == (1, 1, 2)
    assert set(reasons(roster).values()) == {"同一个身份证号码，表里写着不同的姓名。请改对再传。"}


def test_pupils_of_another_school_are_refused(send):
    roster = send([*line(1), "新惠第二小学"], [*line(2), "新惠第一小学"], header=[*HEADER, "学校"])
    assert (roster.taken, list(reasons(roster))) == (1, [2])


def test_nothing_of_an_existing_person_is_changed(send):
    """Not even by another name, class or phone; until they agree nothing counts."""
    victim = VolunteerFactory(document=number(1), name="乌云", birth_date=BORN)
    AffiliationFactory(volunteer=victim, organization=OrganizationFactory(kind_id="primary_school"))
    tables = ["registration_volunteer", "registration_affiliation", "accounts_user"]
    before = [bytes_of(table) for table in tables]

    send([*line(1, "别人"), "13800000001"], header=[*HEADER, "手机"])
    send([*line(1), "13800000001"], header=[*HEADER, "手机"])

    assert [bytes_of(table) for table in tables] == before


def test_who_hands_it_in_learns_of_nobody_whether_they_are_here(school, staff):
    """The same counts, words and number of statements, whoever is on the list."""
    for n in range(5):
        VolunteerFactory(document=number(n), name="乌云", birth_date=BORN)

    def read(numbers):
        table = Table(HEADER, [line(n) for n in numbers], list(range(2, 7)))
        roster = hand_in_roster(school, table=table, by=staff)
        begin_roster(roster, columns=roster.columns, has_declared=True, by=staff)
        item = OutboxItem.objects.get(kind="roster", payload__roster=roster.pk)
        with CaptureQueriesContext(connection) as run:
            reading.read_some(item.payload, key=item.key)
        roster.refresh_from_db()
        told = roster.state, roster.rows, roster.read, roster.taken, roster.repeated, reasons(roster)
        return told, len(run)

    assert read(range(5)) == read(range(5, 10))


def test_many_rows_take_as_many_statements_as_few(send):
    send(line(900))
    with CaptureQueriesContext(connection) as few:
        send(line(1))
    with CaptureQueriesContext(connection) as many:
        send(*(line(n) for n in range(2, 42)))
    assert len(many) == len(few)


def test_so_many_rows_a_day(send, school, staff):
    PolicyRow.objects.filter(topic="roster", item="rows_a_day").update(value=2)
    send(line(1), line(2))
    assert refusal_of(send, line(3)) == "too_many_rows"


def test_without_the_declaration_nothing_is_read(school, staff):
    roster = hand_in_roster(school, table=Table(HEADER, [line(1)], [2]), by=staff)

    refused = refusal_of(begin_roster, roster, columns=roster.columns, has_declared=False, by=staff)

    assert (refused, RosterEntry.objects.count()) == ("not_declared", 0)


def test_the_declaration_is_kept(send, staff):
    roster = send(line(1))
    assert (roster.declaration, roster.handed_in_by) == (reading.DECLARATION, staff)


def test_the_database_reads_nothing_without_a_declaration(school, staff):
    with pytest.raises(IntegrityError, match="read_only_with_a_declaration"), transaction.atomic():
        Roster.objects.create(organization=school, handed_in_by=staff, rows=1, state="working")


def test_a_worker_that_dies_half_way_goes_on_where_it_was(send, school, staff, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 2)
    roster = hand_in_roster(
        school, table=Table(HEADER, [line(n) for n in range(5)], [*range(2, 7)]), by=staff
    )
    begin_roster(roster, columns=roster.columns, has_declared=True, by=staff)
    first = OutboxItem.objects.get(kind="roster")
    reading.read_some(first.payload, key=first.key)
    second = OutboxItem.objects.exclude(pk=first.pk).get(kind="roster")
    with transaction.atomic():
        reading.read_some(second.payload, key=second.key)
        transaction.set_rollback(True)  # killed before the end
    reading.read_some(first.payload, key=first.key)  # what was read is not read again
    assert Roster.objects.get().read == 2

    outbox.sweep()

    done = Roster.objects.get()
    assert (done.state, done.read, done.taken, RosterEntry.objects.count()) == ("done", 5, 5, 5)


def test_a_foreign_school_and_a_team_hand_in_nothing(school, staff):
    table = Table(HEADER, [line(1)], [2])
    elsewhere = OrganizationFactory(kind_id="primary_school")
    team = OrganizationFactory()
    own_team = StaffFactory(organization=team).user

    assert refusal_of(hand_in_roster, elsewhere, table=table, by=staff) == "not_yours"
    assert refusal_of(hand_in_roster, team, table=table, by=own_team) == "not_yours"


def test_the_person_is_told_and_agrees(send, school):
    person = VolunteerFactory(document=number(1, datetime.date(1990, 5, 4)), name="乌云")
    send(["乌云", person.document_number, "三年级", "2班", "1"])
    assert Message.objects.get(kind="roster").title == "新惠第一小学说你在三年级2班"

    accept_entry(RosterEntry.objects.get(), by=person.user)

    there = Affiliation.objects.get(volunteer=person, until=None)
    assert (there.organization, there.class_words, there.is_main) == (school, "三年级2班", True)
    entry = RosterEntry.objects.get()
    assert (entry.state, entry.document_number) == ("accepted", "")


def test_who_is_elsewhere_may_be_in_both(send):
    unit = OrganizationFactory(kind_id="university")
    owner = StaffFactory(organization=unit).user
    person = VolunteerFactory(document=number(1, datetime.date(1990, 5, 4)), name="乌云")
    work = AffiliationFactory(
        volunteer=person,
        identity="employee",
        stage="",
        grade=None,
        class_name="",
        organization=OrganizationFactory(kind_id="institution"),
    )
    send(
        ["乌云", person.document_number, "本科", "二年级", "1班"],
        header=["姓名", "身份证号", "学段", "年级", "班级"],
        place=unit,
        by=owner,
    )

    accept_entry(RosterEntry.objects.get(), beside=True, by=person.user)

    open_ones = Affiliation.objects.filter(volunteer=person).open()
    assert [(one.organization, one.is_main) for one in open_ones] == [
        (work.organization, True),
        (unit, False),
    ]


def test_who_says_no_looks_to_the_school_like_before(send):
    person = VolunteerFactory(document=number(1, datetime.date(1990, 5, 4)), name="乌云")
    send(["乌云", person.document_number, "三年级", "2班", "1"])
    entry = RosterEntry.objects.get()

    refuse_entry(entry, by=person.user)

    assert list(RosterEntry.objects.unconfirmed()) == [entry]
    assert RosterEntry.objects.get().get_state_display() == entry.get_state_display() == "还没确认"
    send(["乌云", person.document_number, "三年级", "2班", "1"])  # asked once
    assert not RosterEntry.objects.answerable_by(person.user).exists()
    assert Message.objects.filter(kind="roster").count() == 1


def test_for_a_child_the_guardian_answers(send):
    child = VolunteerFactory(document=number(1), name="乌云", birth_date=BORN)
    guardian = GuardianshipFactory(child=child).guardian
    send(line(1))
    entry = RosterEntry.objects.get()
    assert refusal_of(accept_entry, entry, by=child.user) == "guardian_answers"

    accept_entry(entry, by=guardian.user)

    assert Affiliation.objects.get(volunteer=child).class_words == "三年级2班"


@pytest.mark.parametrize(
    "change", [{"name": "乌云娜"}, {"identity_state": "pending", "number": None, "passed_at": None}]
)
def test_another_name_or_an_identity_that_waits_is_not_meant(send, change):
    person = VolunteerFactory(document=number(1), birth_date=BORN, **{"name": "乌云", **change})
    send(line(1))
    assert not RosterEntry.objects.meaning(Volunteer.objects.filter(pk=person.pk)).exists()


def test_strangers_answer_for_nobody(send):
    VolunteerFactory(document=number(1), name="乌云", birth_date=BORN)
    send(line(1))
    assert (
        refusal_of(accept_entry, RosterEntry.objects.get(), by=VolunteerFactory().user) == "already_answered"
    )


def test_who_agreed_is_not_asked_again_but_who_changed_class_is(send):
    person = VolunteerFactory(document=number(1, datetime.date(1990, 5, 4)), name="乌云")
    row = ["乌云", person.document_number, "三年级", "2班", "1"]
    send(row)
    accept_entry(RosterEntry.objects.get(), by=person.user)

    send(row)
    assert RosterEntry.objects.get().state == "accepted"
    send(["乌云", person.document_number, "三年级", "3班", "1"])
    assert RosterEntry.objects.get().state == "proposed"


def test_entries_go_after_the_days_of_the_policy(send):
    send(line(1))
    entry = RosterEntry.objects.get()
    kept = PolicyRow.objects.value("roster", "keep_days")
    assert entry.expires_on == days.today() + datetime.timedelta(days=kept)
    forget_old_entries()
    assert RosterEntry.objects.count() == 1

    RosterEntry.objects.update(expires_on=days.today() - days.ONE)
    Roster.objects.update(handed_in_at=timezone.now() - datetime.timedelta(days=kept))
    forget_old_entries()

    assert (RosterEntry.objects.count(), Roster.objects.count()) == (0, 0)


def test_who_was_put_on_by_mistake_is_taken_off(send, staff):
    send(line(1))
    entry = RosterEntry.objects.get()
    take_off_roster(entry, by=staff)
    assert refusal_of(take_off_roster, entry, by=staff) == "not_waiting"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            ["序号", "学生姓名", "身份证件号码", "年级", "班级"],
            {"name": 1, "number": 2, "grade": 3, "class_name": 4},
        ),
        (["班级名称", "姓 名", "公民身份号码*"], {"class_name": 0, "name": 1, "number": 2}),
    ],
)
def test_columns_are_guessed_by_their_headings(header, found):
    assert guess(SCHOOL, header) == found


def test_a_unit_has_departments():
    assert guess(UNIT, ["姓名", "证件号码", "科室", "职工号"]) == {
        "name": 0, "number": 1, "class_name": 2, "student_number": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "texts", "found"),
    [
        ("primary_school", ("", "", "三年级2班"), ("primary", 3, "2班")),
        ("middle_school", ("", "七年级", "4"), ("middle", 1, "4班")),
        ("middle_school", ("", "初三", "初三（2）班"), ("middle", 3, "2班")),
        ("middle_school", ("小学", "三年级", "2班"), ("primary", 3, "2班")),
        ("high_school", ("", "高一", "12"), ("high", 1, "12班")),
        ("university", ("本科", "大二", "计算机1班"), ("bachelor", 2, "计算机1班")),
    ],
)
def test_years_are_read_as_people_write_them(kind, texts, found):
    reader = RowReader(OrganizationFactory(kind_id=kind), {"stage": 0, "grade": 1, "class_name": 2})
    assert reader._class(list(texts)) == found


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("middle_school", ("", "三年级", "2班")),
        ("university", ("", "大二", "1班")),
        ("primary_school", ("", "三年级", "四年级2班")),
        ("primary_school", ("", "2021级", "2班")),
    ],
)
def test_what_may_mean_two_years_is_not_guessed(kind, texts):
    reader = RowReader(OrganizationFactory(kind_id=kind), {"stage": 0, "grade": 1, "class_name": 2})
    with pytest.raises(ValidationError):
        reader._class(list(texts))


def test_what_was_handed_in_lies_sealed(send, school, staff):
    roster = hand_in_roster(school, table=Table(HEADER, [line(1)], [2]), by=staff)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sheet FROM registration_roster WHERE id = %s", [roster.pk])
        assert number(1) not in cursor.fetchone()[0]
    assert json.loads(roster.sheet)["rows"] == [line(1)]


def test_a_table_in_gbk_is_read(send):
    text = "姓名,身份证号,年级,班级\n乌云," + number(1) + ",三年级,2班\n"
    file = io.BytesIO(text.encode("gbk"))
    file.size, file.name = len(text.encode("gbk")), "a.csv"
    table = read_table(file)
    roster = send(*table.rows, header=table.header)
    assert roster.taken == 1
