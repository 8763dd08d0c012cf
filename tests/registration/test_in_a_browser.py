"""The register on a phone of 390 pixels, and the reviewer's desk beside it."""

import datetime
import os
import re
from pathlib import Path

import pytest

from apps.registration.models import IdentityCase, Qualification, Volunteer
from tests.browser import axe
from tests.factories import (
    OfficerFactory,
    QualificationFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)
from tests.files import kept, picture

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = citizen_number(7, datetime.date(1990, 5, 4))
OLD, NEW = "13900001111", "13900002222"


def looks_well(page, name):
    """Nothing the checker finds, nothing wider than the screen; where a folder is named, a picture to look at."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def agree(page, name, yes):
    page.get_by_role("main").get_by_role("button", name=name).click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name=yes).click()


def fill_place(page):
    page.get_by_label("盟市").select_option(label="赤峰市")
    page.get_by_label("旗县").select_option(label="敖汉旗")


def test_somebody_registers_with_a_passport(signed_in):
    somebody = UserFactory()
    phone = signed_in(somebody)
    phone.goto("/me/register/")
    phone.get_by_label("姓名").fill("Anna Müller")
    assert not phone.get_by_label("国籍").is_visible()
    phone.get_by_label("证件类型").select_option(label="护照")
    phone.get_by_label("证件号码").fill("c01x00t47")
    looks_well(phone, "who-passport")
    press(phone, "下一步")
    assert phone.get_by_text("请选护照上的国籍。").first.is_visible()
    phone.get_by_label("国籍").select_option(label="德国")
    phone.get_by_label("出生日期").fill("1990-05-04")
    phone.get_by_label("女", exact=True).check()
    press(phone, "下一步")
    fill_place(phone)
    press(phone, "下一步")
    phone.get_by_label("为老服务").check()
    press(phone, "下一步")
    assert phone.get_by_role("main").get_by_text("会些什么").first.is_visible()
    phone.get_by_label("没有特别的").check()
    looks_well(phone, "wishes")
    press(phone, "下一步")
    phone.get_by_label("其他群众").check()
    press(phone, "下一步")
    phone.get_by_role("checkbox").first.check()
    press(phone, "交上去核验")
    looks_well(phone, "file-pending")

    assert Volunteer.objects.get(user=somebody).document_number == "C01X00T47"


def claim(phone):
    phone.goto("/me/register/who/")
    with phone.expect_navigation():
        phone.get_by_role("link", name="认领以前的档案").click()
    phone.get_by_role("textbox", name="姓名").fill("乌云")
    phone.get_by_role("textbox", name="证件号码").fill(NUMBER.lower())
    fill_place(phone)
    phone.get_by_label("原来是怎么登记的").fill("换了手机号")
    phone.get_by_role("checkbox").last.check()
    looks_well(phone, "claim")
    press(phone, "交上去")
    looks_well(phone, "claim-code")


@pytest.fixture
def file():
    return VolunteerFactory(user=UserFactory(phone=OLD), document=NUMBER, name="乌云")


@pytest.fixture
def claimant():
    return UserFactory(phone=NEW, password="new-password-1")


def test_somebody_claims_a_file_by_a_code_to_the_old_phone(signed_in, file, claimant, texts):
    phone = signed_in(claimant)
    claim(phone)
    phone.get_by_label("原来的手机号").fill(OLD)
    press(phone, "发验证码")
    looks_well(phone, "claim-code-sent")
    phone.get_by_label("6位验证码").fill("12")
    press(phone, "认领")
    assert phone.get_by_role("main").get_by_text("验证码", exact=False).first.is_visible()
    phone.get_by_label("6位验证码").fill(re.search(r"\d{6}", texts[-1][1]).group())
    press(phone, "认领")
    phone.get_by_label("手机号").fill(NEW)
    phone.get_by_label("密码", exact=True).fill("new-password-1")
    press(phone, "登录")
    phone.goto("/me/file/")

    assert phone.get_by_text(file.number).is_visible()


def test_somebody_claims_a_file_through_a_reviewer(signed_in, file, claimant):
    phone, desk = signed_in(claimant), signed_in(OfficerFactory().user, width=1280, height=900)
    claim(phone)
    with phone.expect_navigation():
        phone.get_by_role("link", name="我等审核").click()

    desk.goto("/region/150430/identities/")
    looks_well(desk, "queue")
    with desk.expect_navigation():
        desk.get_by_role("link", name="乌云").click()
    assert (desk.get_by_text(file.number).is_visible(), NUMBER in desk.content()) == (True, False)
    looks_well(desk, "case-claim")
    agree(desk, "是同一个人，移交档案", "移交")
    looks_well(desk, "handed-over")

    file.user.refresh_from_db()
    assert file.user.phone == NEW
    phone.goto("/me/file/")
    assert "/accounts/login/" in phone.url


def test_a_correction_is_asked_for_made_and_passed(signed_in):
    somebody = UserFactory()
    phone, desk = signed_in(somebody), signed_in(OfficerFactory().user)
    VolunteerFactory(
        user=somebody, name="其其格", document=NUMBER, identity_state="pending", number=None, passed_at=None
    )
    IdentityCase.objects.create(volunteer=somebody_entry(somebody), beneficiary=somebody, region_id="150430")

    desk.goto("/region/150430/identities/")
    looks_well(desk, "queue-phone")
    with desk.expect_navigation():
        desk.get_by_role("link", name="其其格").click()
    desk.get_by_text("请本人改一处").click()
    looks_well(desk, "case-phone")
    desk.get_by_label("原因").first.fill("名字少了“·巴雅尔”。")
    press(desk, "请他改")

    phone.goto("/me/file/")
    looks_well(phone, "file-correction")
    with phone.expect_navigation():
        phone.get_by_role("link", name="去改，改好不用重新排队").click()
    phone.get_by_label("姓名").fill("其其格·巴雅尔")
    phone.get_by_label("证件号码").fill(NUMBER)
    press(phone, "下一步")
    press(phone, "下一步")
    phone.get_by_label("没有特别的").check()
    press(phone, "下一步")
    phone.get_by_label("其他群众").check()
    press(phone, "下一步")
    phone.get_by_role("checkbox").first.check()
    press(phone, "交上去核验")

    desk.goto("/region/150430/identities/")
    with desk.expect_navigation():
        desk.get_by_role("link", name="其其格·巴雅尔").click()
    agree(desk, "通过", "通过")

    assert somebody_entry(somebody).identity_state == "passed"


def somebody_entry(user):
    return Volunteer.objects.get(user=user)


def test_somebody_keeps_their_file_up_to_date(signed_in):
    somebody = VolunteerFactory()
    phone = signed_in(somebody.user)
    phone.goto("/me/file/")
    looks_well(phone, "file-passed")

    phone.goto("/me/file/service/")
    phone.get_by_label("急救", exact=True).check()
    phone.get_by_label("蒙古语（会说）").check()
    looks_well(phone, "service")
    press(phone, "保存")
    phone.goto("/me/file/times/")
    phone.get_by_label("周六上午").focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    phone.get_by_text("赤峰市", exact=True).click()
    phone.get_by_label("喀喇沁旗").check()
    phone.get_by_label("不要邀请我").check()
    looks_well(phone, "times")
    press(phone, "保存")
    phone.goto("/me/file/about/")
    phone.get_by_label("民族").select_option(label="蒙古族")
    looks_well(phone, "about")
    press(phone, "保存")
    looks_well(phone, "file-told")

    somebody.refresh_from_db()
    assert (somebody.languages, somebody.free_times, somebody.service_regions) == (
        ["mn-s"],
        [16, 17],
        ["150428"],
    )
    assert (somebody.invitations, somebody.ethnicity_id) == ("refuse", "02")


def test_a_certificate_goes_to_the_office_and_comes_back_passed(signed_in, tmp_path):
    somebody = VolunteerFactory()
    phone, desk = signed_in(somebody.user), signed_in(OfficerFactory().user, width=1280, height=900)
    photo = tmp_path / "证书.jpg"
    photo.write_bytes(picture())
    phone.goto("/me/file/qualifications/")
    phone.get_by_label("哪项技能").select_option(label="急救")
    phone.get_by_label("证书编号").fill("急救20250301")
    phone.get_by_label("发证日期").fill("2025-03-01")
    press(phone, "交上去审核")
    assert phone.get_by_role("main").locator(".err").first.is_visible()
    phone.locator("input[type=file]").set_input_files(photo)
    press(phone, "交上去审核")
    looks_well(phone, "qualifications")

    desk.goto("/region/150430/certificates/")
    looks_well(desk, "certificates")
    with desk.expect_navigation():
        desk.get_by_role("link", name=somebody.name).click()
    looks_well(desk, "certificate")
    press(desk, "通过")

    assert Qualification.objects.get().state == "passed"


def test_a_changed_name_is_asked_for_and_made(signed_in):
    somebody = VolunteerFactory(document=NUMBER, name="乌云")
    phone, desk = signed_in(somebody.user), signed_in(OfficerFactory().user, width=1280, height=900)
    phone.goto("/me/file/")
    with phone.expect_navigation():
        phone.get_by_role("link", name="更正姓名、证件").click()
    looks_well(phone, "change")
    phone.get_by_label("姓名").fill("乌云其木格")
    phone.get_by_label("证件号码").fill(NUMBER)
    phone.get_by_label("为什么要改").fill("改了名")
    press(phone, "交上去核验")
    looks_well(phone, "file-change")

    desk.goto("/region/150430/identities/")
    with desk.expect_navigation():
        desk.get_by_role("link", name="乌云").click()
    looks_well(desk, "case-change")
    press(desk, "新旧对得上，更正")
    desk.goto("/region/150430/identities/waiting/")
    looks_well(desk, "waiting")

    somebody.refresh_from_db()
    assert somebody.name == "乌云其木格"


def test_a_reviewers_lists_on_a_phone(signed_in):
    QualificationFactory(proof=kept(kind="document"))
    desk = signed_in(OfficerFactory(region="1504").user)
    for name, path in (("certificates-phone", "certificates/"), ("waiting-phone", "identities/waiting/")):
        desk.goto(f"/region/1504/{path}")
        looks_well(desk, name)
