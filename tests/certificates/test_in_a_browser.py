"""On a phone: a certificate is made, its code read from the page, checked online and without a network, a record is voided,
and the page says so."""

import pytest

from apps.certificates import papers
from apps.certificates.models import Certificate
from apps.core import outbox, uploads
from apps.hours.actions import void_hours
from tests.browser import axe
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page):
    """Clean, and nothing sticks out at the side."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_made_checked_online_and_offline_and_revoked(
    signed_in, new_page, records, volunteer, live_server, settings
):
    settings.SITE_URL = live_server.url
    me, anyone = signed_in(volunteer.user), new_page()

    me.goto("/me/hours/")
    me.get_by_role("link", name="我的证明").click()
    fits(me)
    me.get_by_role("link", name="开服务证明").click()
    fits(me)
    year = records[0].served_on.year
    me.get_by_label(f"{year}年").check()
    me.get_by_role("button", name="开证明").click()
    me.get_by_role("link", name="下载PDF").wait_for()
    fits(me)
    with me.expect_download() as downloading:
        me.get_by_role("link", name="下载PDF").click()
    pdf = downloading.value.path().read_bytes()

    made = Certificate.objects.get()
    assert pdf == uploads.content(made.pdf)
    paper = papers.look_at(pdf)
    assert paper.sealed_with == "c1"
    (scanned,) = paper.codes

    anyone.goto(scanned)
    anyone.get_by_text("有效", exact=True).wait_for()
    assert (anyone.get_by_text("苏**").is_visible(), anyone.get_by_text("苏日娜").count()) == (True, 0)
    fits(anyone)

    anyone.get_by_role("link", name="没有网络时怎么核对").click()
    anyone.get_by_label("二维码里的文字").wait_for()
    anyone.wait_for_load_state()  # the page and its script are there
    anyone.context.set_offline(True)
    anyone.get_by_label("二维码里的文字").fill(scanned)
    anyone.get_by_label("证明上的姓名").fill("苏日娜")
    anyone.get_by_role("button", name="核对").click()
    anyone.get_by_text("是这里开的，没有改过").wait_for()
    assert anyone.get_by_text("姓名对得上。").is_visible()
    assert anyone.get_by_text(made.number).is_visible()
    fits(anyone)
    at = scanned.index("#") + 60
    changed = scanned[:at] + ("A" if scanned[at] != "A" else "B") + scanned[at + 1 :]
    anyone.get_by_label("二维码里的文字").fill(changed)
    anyone.get_by_role("button", name="核对").click()
    anyone.get_by_text("对不上", exact=True).wait_for()
    anyone.context.set_offline(False)

    void_hours(
        next(r for r in records if r.served_on.year == year), by=OfficerFactory().user, reason="没有来"
    )
    anyone.goto(scanned)
    anyone.get_by_text("已撤销", exact=True).wait_for()
    fits(anyone)
    me.goto("/me/certificates/")
    me.get_by_text("已撤销", exact=True).wait_for()
    fits(me)


def test_an_organisation_has_a_batch_made_and_sees_how_far_it_is(signed_in, records, organization, owner):
    desk = signed_in(owner)
    desk.goto(f"/org/{organization.pk}/certificates/")
    fits(desk)
    desk.get_by_role("link", name="开一批").click()
    fits(desk)
    desk.get_by_label(f"{records[0].served_on.year}年").check()
    desk.get_by_role("button", name="看看会开多少份").click()
    desk.get_by_role("heading", name="开1份服务证明？").wait_for()
    fits(desk)
    desk.get_by_role("button", name="改一改").click()
    desk.get_by_role("button", name="看看会开多少份").click()
    desk.get_by_role("button", name="开1份").click()
    desk.get_by_text("做好了几份").wait_for()
    fits(desk)
    outbox.sweep()
    desk.get_by_role("link", name="做好了，去下载").click()
    desk.get_by_role("button", name="下载全部").wait_for()
    fits(desk)
    desk.goto(f"/org/{organization.pk}/seal/")
    fits(desk)
