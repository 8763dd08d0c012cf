"""The people of the walk through the loop: each with a browser of their own, doing what such a person does."""

import datetime
import re

from django.db import connection
from playwright.sync_api import expect

from tests.browser import axe
from tests.signing_in import SECRET, code_now

PASSWORD = "correct-horse-1"


class Person:
    """Someone with a phone (or an office desk) in front of the site."""

    def __init__(self, page, phone, texts):
        self.page, self.phone, self.texts = page, phone, texts

    def sign_up(self, name):
        """Opens an account with the code that came by text message."""
        page = self.page
        page.goto("/accounts/signup/")
        self.fill(手机号=self.phone, 怎么称呼你=name, 密码=PASSWORD)
        page.get_by_role("checkbox").check()
        self.looks_well()
        self.press("发验证码")
        self.fill(验证码=self.code_by_text())
        self.press("确认手机号")

    def sign_in(self):
        self.page.goto("/accounts/login/")
        self.fill(手机号=self.phone, 密码=PASSWORD)
        self.press("登录", within="main")
        if self.page.url.endswith("/accounts/second-factor/code/"):
            self.fill(动态验证码=code_now(SECRET))
            self.press("登录", within="main")

    def code_by_text(self):
        """The six digits of the last text message to this phone."""
        return next(
            re.search(r"\d{6}", text)[0] for phone, text in reversed(self.texts) if phone == self.phone
        )

    def fill(self, **values):
        for label, value in values.items():
            self.field(label).fill(value)

    def choose(self, **values):
        for label, value in values.items():
            self.field(label).select_option(label=value)

    def attach(self, label, name, content):
        """Picks a file that lies on the phone."""
        self.field(label).set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})

    def field(self, label):
        """What is typed into or chosen from under a label."""
        typed = self.page.locator("input, textarea, select")
        return self.page.get_by_label(re.compile(f"^{label}")).and_(typed).first

    def tick(self, *labels):
        for label in labels:
            self.page.get_by_label(label, exact=True).first.check()

    def press(self, name, within="body"):
        """Presses a button and waits for the page it leads to."""
        with self.page.expect_navigation():
            self.button(name, within).click()

    def press_and_agree(self, name, yes):
        """Presses a button that asks once more, and says yes in its dialog."""
        self.button(name).click()
        self.page.get_by_role("dialog").wait_for()
        self.looks_well()
        with self.page.expect_navigation():
            self.page.get_by_role("dialog").get_by_role("button", name=yes).click()

    def button(self, name, within="body"):
        return self.page.locator(within).get_by_role("button", name=name).locator("visible=true").first

    def follow(self, name):
        with self.page.expect_navigation():
            link = self.page.locator("main, .desk, .tabbar").get_by_role("link", name=name)
            link.locator("visible=true").first.click()

    def sees(self, text):
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def looks_well(self):
        """Nothing for the accessibility checker to find, and nothing to scroll sideways for."""
        assert axe(self.page) == []
        assert self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )

    # --- registration ----------------------------------------------------------------------------

    def register(self, *, name, number, identity, place=None, school_class=None):
        """The short steps on a phone, from the document to the consent."""
        page = self.page
        page.goto("/me/register/")
        self.fill(姓名=name, 证件号码=number)
        self.looks_well()
        self.press("下一步")
        self.choose(盟市="赤峰市", 旗县="敖汉旗")
        self.press("下一步")
        self.tick("生态环保", "没有特别的")
        self.press("下一步")
        self.tick(identity)
        self.press("下一步")
        if place:
            self._place(place, school_class)
        page.get_by_label("我同意用姓名和证件号码核验身份").check()
        self.looks_well()
        self.press("交上去核验")

    def _place(self, place, school_class):
        self.page.get_by_role("searchbox").fill(place)
        self.press("找", within="main [role=search]")
        self.page.get_by_label(re.compile(place)).check()
        if school_class:
            grade, class_name = school_class
            self.choose(年级=grade)
            self.fill(班级=class_name)
        self.press("下一步")


def hours_pass(hours):
    """Lets time go by for everything planned, by moving it back: the code on the screen needs the real clock."""
    back = datetime.timedelta(minutes=round(60 * hours))  # shifts begin on the minute
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE activities_activity SET starts_at = starts_at - %s, ends_at = ends_at - %s",
            "UPDATE activities_shift SET starts_at = starts_at - %s, ends_at = ends_at - %s",
            "UPDATE activities_signup SET during = tstzrange(lower(during) - %s, upper(during) - %s)",
            "UPDATE activities_signup SET signed_up_at = signed_up_at - %s",
            "UPDATE activities_presence SET came_at = came_at - %s, left_at = left_at - %s",
        ):
            cursor.execute(statement, [back] * statement.count("%s"))
