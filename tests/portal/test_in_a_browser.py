"""What an office and a school look at, on a phone and on a wide screen."""

import datetime

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.quotas import standing as goals
from apps.reports.models import Export
from apps.stars.models import StarCandidate
from tests.browser import axe
from tests.factories import (
    AffiliationFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [390, 1280]


@pytest.fixture
def as_user(client, live_server):
    """Let a page belong to someone who has signed in."""

    def sign_in(page, user):
        client.force_login(user)
        page.context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        return page

    return sign_in


def is_fine(page):
    """Nothing to object to for those who cannot see it, and nothing to push sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return (axe(page), wide) == ([], False)


def confirm(record):
    confirm_hours(HourRecord.objects.filter(pk=record.pk), by=OfficerFactory(region="15").user)


def an_hour_and_a_half():
    """In the first night of this year: over by now, whatever day and hour it is."""
    start = days.start_of(datetime.date(days.this_year(), 1, 1))
    return DateTimeTZRange(start, start + datetime.timedelta(minutes=90), "[)")


def serve_a_hundred_hours(person):
    signup = SignupFactory(volunteer=person)
    for ago in range(1, 6):
        day = days.today() - datetime.timedelta(days=ago)
        start = days.start_of(day)
        during = DateTimeTZRange(start, start + datetime.timedelta(hours=20), "[)")
        confirm(HourRecordFactory(signup=signup, during=during, served_on=day, minutes=1200))


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def school():
    return OrganizationFactory(kind_id="primary_school", name="新惠第一小学")


@pytest.fixture
def pupil(school):
    """A pupil of 敖汉旗 who served this year."""
    person = VolunteerFactory(registered_at="2024-01-01T00:00Z")
    during = an_hour_and_a_half()
    served_on = days.day_of(during.lower)
    confirm(HourRecordFactory(signup__volunteer=person, during=during, served_on=served_on))
    AffiliationFactory(volunteer=person, organization=school, student_number="20240301")
    goals.follow([person.pk])
    return person


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.usefixtures("pupil")
def test_an_office_goes_down_from_the_region_to_a_banner(new_page, as_user, width):
    call_command("rebuild_figures", verbosity=0)
    page = as_user(new_page(width=width), OfficerFactory(region="15").user)
    page.goto("/region/15/")
    assert (heading(page), is_fine(page)) == ("内蒙古自治区看板", True)

    page.get_by_role("row").get_by_role("link", name="赤峰市").click()
    page.wait_for_url("**/region/1504/")
    assert (heading(page), is_fine(page)) == ("赤峰市看板", True)

    page.locator("a.tile", has_text="敖汉旗").click()
    page.wait_for_url("**/region/150430/")
    assert (heading(page), is_fine(page)) == ("敖汉旗看板", True)

    page.get_by_role("link", name="回上一级").click()
    page.wait_for_url("**/region/1504/")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.usefixtures("pupil")
def test_an_office_finds_the_report_of_a_school(new_page, as_user, width):
    page = as_user(new_page(width=width), OfficerFactory(region="1504", office_kind="education").user)
    page.goto("/region/1504/")
    page.get_by_role("link", name="报表").click()
    assert (heading(page), is_fine(page)) == ("学校、单位的年度时长", True)

    page.get_by_role("link", name="新惠第一小学").click()
    assert (heading(page), is_fine(page)) == (f"新惠第一小学的时长，{days.this_year()}年", True)
    assert page.get_by_role("table").count() == 1  # the sums, no names


@pytest.mark.parametrize("width", WIDTHS)
def test_a_school_reads_its_report(new_page, as_user, school, pupil, width):
    page = as_user(new_page(width=width), StaffFactory(organization=school).user)
    page.goto(f"/org/{school.pk}/report/")

    assert is_fine(page)
    row = page.get_by_role("table").nth(1).get_by_role("row").filter(has_text=pupil.name)
    assert [part in row.inner_text() for part in ("三年级2班", "20240301", "1小时30分")] == [True] * 3
    with page.expect_download() as download:
        page.get_by_role("button", name="下载CSV").click()
    assert (
        download.value.suggested_filename == f"新惠第一小学-{days.this_year()}-{Export.objects.get().pk}.csv"
    )


def test_an_association_is_asked_for_how_long_before_the_question(desk, as_user):
    association = OrganizationFactory(kind_id="youth_assoc")
    person = VolunteerFactory()
    serve_a_hundred_hours(person)
    page = as_user(desk, StaffFactory(organization=association).user)
    page.goto(f"/org/{association.pk}/stars/")
    page.get_by_label(f"选择{person.masked_name}").check()
    length = page.get_by_label("公示多少天")
    length.fill("")

    page.get_by_role("button", name="公示1人的星级").click()
    assert not page.get_by_role("dialog").is_visible()
    assert length.evaluate("field => document.activeElement === field")

    length.fill("7")
    page.get_by_role("button", name="公示1人的星级").click()
    page.get_by_role("dialog").get_by_role("button", name="公示1人").click()
    page.get_by_text("1人开始公示了").wait_for()
    assert StarCandidate.objects.get().level == 1
    assert is_fine(page)
    page.get_by_role("link", name="回到公示").click()
    page.get_by_role("link", name="认定过的").click()
    assert is_fine(page)
