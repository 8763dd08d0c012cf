"""Every component in a real browser: nothing for the accessibility checker to find, nothing wider than the phone."""

import pytest

from tests.browser import axe

pytestmark = pytest.mark.django_db(transaction=True)

MODES = {
    "phone": {},
    "narrow": {"width": 320},
    "desk": {"width": 1280, "height": 900},
    "dark": {"cookies": {"theme": "dark"}},
    "large": {"cookies": {"size": "large"}},
    "large_narrow": {"width": 320, "cookies": {"size": "large"}},
    "dark_desk": {"width": 1280, "height": 900, "cookies": {"theme": "dark"}},
}


@pytest.fixture
def shown(new_page, live_server):
    def show(address="/styleguide/", cookies=None, **size):
        page = new_page(**size)
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in (cookies or {}).items()
            ]
        )
        page.goto(address)
        return page

    return show


@pytest.mark.parametrize("mode", MODES)
def test_the_components_are_accessible_and_fit(shown, mode):
    page = shown(**MODES[mode])
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_denser_desk_is_accessible(shown):
    assert axe(shown("/styleguide/?density=office", width=1280, height=900)) == []


def test_large_type_stays_on_the_next_page(shown):
    page = shown()
    button = page.get_by_role("button", name="大字")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.goto("/styleguide/?tab=confirmed")
    assert page.locator("html").get_attribute("data-size") == "large"
    page.get_by_role("button", name="大字").click()
    page.reload()
    assert page.locator("html").get_attribute("data-size") is None


def test_dark_can_be_chosen_against_the_device(shown):
    page = shown(width=1280, color_scheme="dark")
    button = page.locator(".top").get_by_role("button", name="深色")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_ticking_rows_counts_people_and_time(shown):
    page = shown(width=1280, height=900)
    confirm = page.get_by_role("button", name="确认时长")
    assert confirm.is_disabled()
    page.get_by_role("checkbox", name="选择全部可确认的").check()
    assert page.locator(".bulk p").inner_text() == "已选2人，共5小时36分"
    assert page.get_by_role("checkbox", name="选择韩志远（你）").is_checked() is False
    page.get_by_role("checkbox", name="选择萨仁").uncheck()
    assert page.locator(".bulk p").inner_text() == "已选1人，共3小时"
    page.get_by_role("checkbox", name="选择包红霞").uncheck()
    assert page.locator(".bulk p").inner_text() == "先勾选要确认的人"
    assert confirm.is_disabled()


def test_what_cannot_be_undone_is_asked_first(shown):
    page = shown(width=1280, height=900)
    page.get_by_role("checkbox", name="选择全部可确认的").check()
    page.get_by_role("button", name="确认2条时长").click()
    dialog = page.get_by_role("dialog", name="把2条时长记到账上？")
    assert axe(page) == []
    dialog.get_by_role("button", name="再看看").click()
    assert dialog.is_hidden()
    assert page.url.endswith("/styleguide/")
    page.get_by_role("button", name="确认2条时长").click()
    dialog.get_by_role("button", name="确认2条").click()
    page.wait_for_url("**/styleguide/?record=1&record=2")


def test_banners_follow_the_league(shown):
    page = shown()
    league, banner = page.locator("#id_league"), page.locator("#id_banner")
    assert banner.locator("option").all_inner_texts() == ["请选择", "锡林浩特市", "正蓝旗"]
    assert banner.input_value() == "152530"
    league.select_option("1529")
    assert banner.locator("option").all_inner_texts() == ["请选择", "阿拉善左旗", "额济纳旗"]
    assert banner.input_value() == ""
    league.select_option("")
    assert banner.is_disabled()


def test_a_form_that_came_back_takes_the_focus_to_what_must_be_mended(shown):
    page = shown()
    assert page.evaluate("document.activeElement.className") == "errsum"
    page.get_by_role("link", name="证件号码：").click()
    assert page.evaluate("document.activeElement.id") == "id_number"


def test_good_news_can_be_put_away_and_trouble_stays(shown):
    page = shown("/styleguide/?say=1")
    assert page.get_by_role("alert").first.inner_text() == "这一班刚刚满了，没有报上。"
    page.get_by_role("button", name="知道了").click()
    assert page.locator(".toasts .toast").count() == 0
