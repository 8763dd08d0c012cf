"""The whole loop in a browser at 390 px: from a stranger with a phone to the school's file."""

import csv
import datetime
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from python_calamine import CalamineWorkbook

from apps.accounts.models import User
from apps.activities.models import Activity, Shift
from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.organizations.models import Post
from apps.registration.models import Volunteer
from apps.stars.models import StarStanding
from tests.e2e.cast import PASSWORD, Person, hours_pass
from tests.factories import (
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
    nine_oclock,
)
from tests.files import picture
from tests.signing_in import SECRET
from tests.stars.passing import the_days_go_by

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(new_page, texts):
    """Makes people with a phone in the hand; `user` is somebody who has an account already."""

    def make(phone, user=None, **screen):
        someone = Person(new_page(**screen), phone, texts)
        if user:
            account_of = User.objects.with_phone(phone)
            if Post.objects.of(account_of).needing_second_factor().exists():
                TOTP.activate(account_of, SECRET)
            someone.sign_in()
        return someone

    return make


def account(phone, name):
    return UserFactory(phone=phone, password=PASSWORD, name=name)


def at_school(name):
    """A school with a teacher who works for it, and the teacher's account."""
    teacher = account("13911110009", "陈老师")
    school = OrganizationFactory(kind_id="primary_school", name=name, guiding_unit="", applied_by=teacher)
    StaffFactory(user=teacher, organization=school)
    return school


def hours_before(volunteer, days_of_nine_hours):
    """Hours of an earlier duty, nine a day, which is more than its leader may confirm."""
    first = 20 + days_of_nine_hours
    starts, ends = nine_oclock(-first), nine_oclock(-20)
    shift = ShiftFactory(position__activity__starts_at=starts, position__activity__ends_at=ends)
    signup = SignupFactory(shift=shift, volunteer=volunteer)
    for day in range(first, 20, -1):
        nine = nine_oclock(-day)
        HourRecordFactory(
            signup=signup,
            during=DateTimeTZRange(nine, nine + datetime.timedelta(hours=9), "[)"),
            served_on=days.day_of(nine),
            minutes=540,
        )
    confirm_hours(HourRecord.objects.filter(signup=signup), by=OfficerFactory(region="15").user)


def test_from_a_stranger_with_a_phone_to_the_file_of_the_school(person, tmp_path):
    banner_office = OfficerFactory(user=account("13911110007", "孟和"), region="150430")
    reviewer = person("13911110007", banner_office.user)
    at_school("新惠第一小学")
    born = days.today().replace(year=days.today().year - 10, month=1, day=15)

    # A volunteer, a guardian and a child register; the office of the banner checks who they are.
    volunteer, guardian, child = (person(f"1392222000{n}") for n in range(3))
    volunteer.sign_up("苏日娜")
    volunteer.register(
        name="苏日娜", number=citizen_number(2, datetime.date(1994, 5, 4)), identity="其他群众"
    )
    volunteer.sees("核验")
    guardian.sign_up("王建国")
    guardian.register(
        name="王建国", number=citizen_number(3, datetime.date(1985, 10, 1)), identity="其他群众"
    )
    child.sign_up("王小满")
    child.register(
        name="王小满",
        number=citizen_number(5, born),
        identity="中小学生",
        place="新惠第一小学",
        school_class=("四年级", "1班"),
    )
    reviewer.page.goto("/region/150430/identities/")
    reviewer.looks_well()
    for box in reviewer.page.locator("[data-pick]").all():
        box.check()
    reviewer.press_and_agree("通过3份", "通过")
    assert Volunteer.objects.passed().filter(number__startswith="1504").count() == 3

    # The child shows a code; the guardian consents from the guardian's own account.
    child.page.goto("/me/file/")
    code = re.search(r"\b[2-9A-HJ-NP-Z]{4}[ -]?[2-9A-HJ-NP-Z]{4}\b", child.page.locator("main").inner_text())[
        0
    ]
    guardian.page.goto("/me/children/")
    guardian.fill(监护人码=code)
    guardian.tick("父母")
    guardian.press("看看是谁")
    guardian.sees("王**")
    for box in guardian.page.locator("main").get_by_role("checkbox").all():
        box.check()
    guardian.looks_well()
    guardian.press("我是监护人，我同意")

    # A leader applies with an organisation; the office approves it; the leader writes a notice.
    leader_user = VolunteerFactory(user=account("13911110005", "韩志远"), name="韩志远").user
    leader = person("13911110005", leader_user)
    leader.page.goto("/organizations/apply/")
    leader.follow("志愿服务队（未登记）")
    leader.fill(
        组织名称="晨光社区邻里志愿队",
        指导单位="惠州街道办事处",
        地址="新惠镇",
        联系人="韩队长",
        联系电话="13911110005",
    )
    leader.fill(简介="谁家有事搭把手。")
    leader.attach("指导单位盖章的证明", "证明.jpg", picture())
    leader.choose(盟市="赤峰市", 旗县="敖汉旗")
    leader.looks_well()
    leader.press("交去审核")
    reviewer.page.goto("/region/150430/organizations/")
    reviewer.follow("晨光社区邻里志愿队")
    reviewer.press("通过")
    reviewer.page.goto("/region/150430/organizations/")

    leader.page.goto("/me/desks/")
    leader.follow("晨光社区邻里志愿队")
    leader.follow("活动")
    leader.follow("写一个新活动")
    leader.fill(
        标题="草场清捡日：把过冬的塑料袋捡回来",
        要做什么="沿网围栏捡拾塑料袋，分类装袋。",
        集合地点="新惠镇文明实践所",
    )
    leader.page.get_by_label("生态环保", exact=True).check()
    leader.choose(盟市="赤峰市", 旗县="敖汉旗")
    leader.looks_well()
    leader.press("存好，下一步")
    leader.fill(最小年龄="6")
    leader.press("存好，下一步")
    leader.fill(可能的风险="草场有坑洼，穿高帮鞋，结伴走。")
    leader.page.get_by_label("饮水", exact=True).check()
    leader.press("存好，下一步")
    leader.fill(联系人="韩队长", 联系电话="13911110005")
    leader.looks_well()
    leader.press("存好，去排班")
    leader.fill(岗位="清捡")
    leader.press("加这个岗位")
    tomorrow = days.today() + datetime.timedelta(days=1)
    leader.fill(日期=tomorrow.isoformat(), 从="09:00", 到="12:00", 要几个人="5")
    leader.press("加这一班")
    for box in leader.page.get_by_role("group", name="这六条都看过").get_by_role("checkbox").all():
        box.check()
    leader.looks_well()
    leader.press("交去审核")
    activity = Activity.objects.get(title__startswith="草场清捡日：")
    shift = Shift.objects.get(position__activity=activity)

    reviewer.page.goto("/region/150430/activities/")
    reviewer.follow("草场清捡日")
    for box in reviewer.page.locator("main").get_by_role("checkbox").all():
        box.check()
    reviewer.looks_well()
    reviewer.press("发布")

    # The volunteer finds it by a word and signs up in two taps; so does the child.
    volunteer.page.goto("/activities/?q=塑料")
    volunteer.looks_well()
    volunteer.follow("草场清捡日")
    volunteer.looks_well()
    volunteer.press("报名这一班")
    volunteer.sees("看我的报名")
    child.page.goto(f"/activities/{activity.pk}/")
    child.press("报名这一班")
    shift.refresh_from_db()
    assert shift.taken == 2

    # On the day: the leader's screen shows the code, both check in; two hours later they check out.
    starts_in = (shift.starts_at - datetime.datetime.now(datetime.UTC)).total_seconds() / 3600
    hours_pass(starts_in - 0.2)
    check(leader, shift, "in", [volunteer, child])
    volunteer.sees("签退")
    hours_pass(2.2)
    check(leader, shift, "out", [volunteer, child])

    # Somebody else confirms; the volunteer had 99 hours before and reaches the first star at once.
    hours_before(Volunteer.objects.get(name="苏日娜"), 11)
    leader.page.goto("/me/desks/")
    leader.follow("晨光社区邻里志愿队")
    leader.follow("时长")
    for box in leader.page.locator("[data-pick]").all():
        box.check()
    leader.looks_well()
    pieces = leader.page.locator("[data-pick]").count()  # four where the shift went over midnight
    leader.press_and_agree(f"确认{pieces}条时长", f"确认{pieces}条")
    volunteer.page.goto("/me/")
    volunteer.sees("待认定")
    volunteer.looks_well()
    volunteer.page.goto("/me/hours/")
    volunteer.sees("已确认")
    volunteer.looks_well()
    volunteer.page.goto("/me/messages/")
    volunteer.looks_well()

    # The association of the banner puts the star on notice, and recognises it when the days are over.
    association = OrganizationFactory(kind_id="youth_assoc", name="敖汉旗青年志愿者协会", guiding_unit="")
    StaffFactory(user=account("13911110008", "乌云"), organization=association)
    recognizer = person("13911110008", association)
    recognizer.page.goto(f"/org/{association.pk}/stars/")
    recognizer.looks_well()
    recognizer.page.locator("[data-pick]").first.check()
    recognizer.press_and_agree("公示1人的星级", "公示")
    recognizer.sees("1人开始公示了")
    recognizer.looks_well()
    the_days_go_by()
    recognizer.page.reload()
    recognizer.fill(认定文件="敖青志发〔2026〕1号")
    recognizer.press_and_agree("认定，告诉本人", "认定")
    recognizer.sees("认定了1人的星级")
    assert StarStanding.objects.get(volunteer__name="苏日娜").recognized == 1
    volunteer.page.goto("/me/")
    volunteer.sees("已认定")

    # The office sees its dashboard, the school downloads its report, in which the child's two hours stand.
    call_command("rebuild_figures", verbosity=0)
    reviewer.page.goto("/region/150430/")
    reviewer.sees("敖汉旗")
    reviewer.looks_well()
    teacher = person("13911110009", True)
    teacher.page.goto("/me/desks/")
    teacher.follow("新惠第一小学")
    teacher.follow("报表")
    teacher.looks_well()
    minutes = sum(record.counted for record in HourRecord.objects.filter(volunteer__name="王小满"))
    assert minutes >= 100
    assert read_xlsx(download(teacher, "下载表格（XLSX）", tmp_path)) == [("王小满", "四年级1班", minutes)]
    assert read_csv(download(teacher, "下载CSV", tmp_path)) == [("王小满", "四年级1班", minutes)]

    call_command("check_invariants", verbosity=0)


def check(leader, shift, direction, people):
    """The leader shows the code, each person types it from the screen."""
    organization = shift.position.activity.organization_id
    leader.page.goto(f"/org/{organization}/shifts/{shift.pk}/code/?d={direction}")
    leader.looks_well()
    for someone in people:
        leader.page.reload()
        digits = re.sub(r"\D", "", leader.page.locator(".code").first.inner_text())[-6:]
        someone.page.goto("/me/check-in/")
        someone.page.locator("input.input-code").first.fill(digits)
        someone.looks_well()
        someone.press("签到" if direction == "in" else "签退", within="main")


def download(person, button, folder):
    with person.page.expect_download() as download:
        person.button(button).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def read_xlsx(path):
    header, *rows = (r for r in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python() if any(r))
    return [pick(dict(zip(header, row, strict=False))) for row in rows if row[0]]


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [pick(row) for row in csv.DictReader(file) if row["分钟"]]  # the last line says who took it


def pick(row):
    return row["姓名"], row["班级"], int(row["分钟"])
