"""An office's morning: the dashboard, the map by keyboard, one level down, a comparison, what is taken to the meeting."""

import pytest
from django.core.management import call_command

from apps.core import days
from apps.reports.figures import rebuild_figures
from apps.reports.models import EnteredFigure
from tests.browser import axe
from tests.factories import OfficerFactory, RegionDayFactory, VolunteerFactory

pytestmark = pytest.mark.django_db(transaction=True)

AOHAN, CHIFENG = "150430", "1504"


def is_fine(page):
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return (axe(page), wide) == ([], False)


def workbook_of(page):
    """The name of the workbook that the page gives."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载这一页的数（XLSX）").click()
    return download.value.suggested_filename


def numbers_are_seen(page):
    """Those of the chart, which are folded away on a screen."""
    table = page.locator("figure .numbers table")
    return table.evaluate("table => table.checkVisibility() && table.getBoundingClientRect().height > 0")


@pytest.mark.parametrize("width", [390, 1280])
def test_an_offices_morning(client, live_server, new_page, width):
    call_command("load_reference", verbosity=0)
    VolunteerFactory.create_batch(2)
    rebuild_figures()
    RegionDayFactory(day=days.today() - days.ONE)
    client.force_login(OfficerFactory(region=CHIFENG).user)
    page = new_page(width=width, height=900)
    page.context.add_cookies(
        [{"name": name, "value": it.value, "url": live_server.url} for name, it in client.cookies.items()]
    )

    page.goto(f"/region/{CHIFENG}/")
    page.get_by_label("地图看什么").select_option(label="实名志愿者")
    page.get_by_role("button", name="换一个看").click()
    assert page.get_by_role("heading", name="实名志愿者").is_visible()
    assert is_fine(page)

    page.evaluate("document.documentElement.dataset.size = 'large'")
    assert is_fine(page)
    page.evaluate("delete document.documentElement.dataset.size")

    page.locator(f'a.tile[href="/region/{AOHAN}/"]').focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="敖汉旗看板").is_visible()

    page.get_by_role("link", name="填报的数").click()
    page.get_by_label("填什么").select_option(label="党员总数")
    page.get_by_label("多少人").fill("40")
    page.get_by_role("button", name="记下来").click()
    assert (
        page.get_by_label("多少人").input_value() == "40"
    )  # the source is missing, and nothing typed is lost
    page.get_by_label("从哪里来").fill("组织部年报")
    page.get_by_role("button", name="记下来").click()
    assert EnteredFigure.objects.get().value == 40
    assert is_fine(page)

    page.get_by_role("link", name="回看板").click()
    page.get_by_role("link", name="和过去比").click()
    assert page.get_by_role("cell", name="多2").first.is_visible()
    assert is_fine(page)
    assert workbook_of(page) == f"敖汉旗和{days.today() - days.ONE}比-{days.today()}.xlsx"
    assert numbers_are_seen(page) is False
    page.emulate_media(media="print")
    assert numbers_are_seen(page) is True
    page.emulate_media(media="screen")

    page.goto(f"/region/{CHIFENG}/compare/")
    for name in ("赤峰市", "敖汉旗"):
        page.get_by_label(name, exact=True).check(force=True)
    page.get_by_role("button", name="并排看").click()
    assert page.get_by_role("columnheader").count() == 3
    assert is_fine(page)
    assert workbook_of(page) == f"赤峰市和别的地区比-{days.today()}.xlsx"

    page.goto(f"/region/{CHIFENG}/")
    for words, ending in (("下载表格", ".xlsx"), ("一页纸PDF", ".pdf")):
        with page.expect_download() as download:
            page.get_by_role("link", name=words).click()
        assert download.value.suggested_filename == f"赤峰市-{days.today()}{ending}"
