"""Up to 8 hours of a person's day the organisation confirms, up to 12 an office of the banner, more one of the region.

平台规则，参照同类平台。"""

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse

from apps.core.models import PolicyRow
from apps.hours.actions import Confirmation, confirm_hours
from apps.hours.models import HourRecord
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

MIDNIGHT = nine_oclock(-3) - datetime.timedelta(hours=9)
BANNER, TOP = Region.Level.BANNER, Region.Level.REGION


@pytest.fixture
def signup():
    return SignupFactory()


@pytest.fixture
def serve(signup):
    """Hours of one day that wait, from an hour to another."""

    def make(start, end, **fields):
        span = DateTimeTZRange(
            MIDNIGHT + datetime.timedelta(hours=start), MIDNIGHT + datetime.timedelta(hours=end), "[)"
        )
        minutes = int((end - start) * 60)
        return HourRecordFactory(
            **{"signup": signup, "during": span, "served_on": MIDNIGHT.date(), "minutes": minutes, **fields}
        )

    return make


@pytest.fixture
def organization(signup):
    return signup.shift.position.activity.organization


@pytest.fixture
def people(organization):
    """Everybody who may confirm, by the reach they have."""
    return {
        "organization": StaffFactory(organization=organization).user,
        "banner": OfficerFactory(region="150430").user,
        "league": OfficerFactory(region="1504").user,
        "region": OfficerFactory(region="15").user,
    }


def chosen(*records):
    return HourRecord.objects.filter(pk__in=[record.pk for record in records])


@pytest.mark.parametrize(
    ("who", "hours", "passed_on"),
    [
        ("organization", 8, None),
        ("organization", 8.5, BANNER),
        ("organization", 12, BANNER),
        ("organization", 12.5, TOP),
        ("banner", 12, None),
        ("banner", 12.5, TOP),
        ("league", 12, None),
        ("league", 12.5, TOP),
        ("region", 12.5, None),
        ("region", 24, None),
    ],
)
def test_the_longer_the_day_the_higher_who_confirms(serve, people, who, hours, passed_on):
    record = serve(0, hours)

    outcome = confirm_hours(chosen(record), by=people[who])

    wanted = Confirmation([], [], {record.pk: passed_on}) if passed_on else Confirmation([record.pk], [], {})
    assert outcome == wanted
    record.refresh_from_db()
    assert record.state == ("pending" if passed_on else "confirmed")


def test_all_of_one_day_is_counted_in_the_order_it_is_confirmed(serve, people):
    records = [serve(0, 4), serve(4, 8), serve(8, 12), serve(12, 13)]

    outcome = confirm_hours(chosen(*records), by=people["organization"])

    first, second, third, fourth = (record.pk for record in records)
    assert outcome == Confirmation([first, second], [], {third: BANNER, fourth: BANNER})
    assert confirm_hours(chosen(*records), by=people["banner"]).confirmed == [third]
    assert confirm_hours(chosen(*records), by=people["region"]).confirmed == [fourth]


def test_what_another_organization_confirmed_that_day_is_counted_too(serve, signup, people):
    later = ActivityFactory(starts_at=nine_oclock(5), ends_at=nine_oclock(6))
    shift = ShiftFactory(position__activity=later)
    elsewhere = serve(0, 8, signup=SignupFactory(volunteer=signup.volunteer, shift=shift))
    confirm_hours(chosen(elsewhere), by=StaffFactory(organization=elsewhere.organization).user)
    late = serve(8, 9)

    outcome = confirm_hours(chosen(late), by=people["organization"])

    assert outcome == Confirmation([], [], {late.pk: BANNER})


def test_other_people_and_other_days_are_counted_apart(serve, people, organization):
    record = serve(0, 8)
    somebody = serve(0, 8, signup=SignupFactory(shift=record.signup.shift))
    yesterday = HourRecordFactory(
        signup=record.signup,
        during=DateTimeTZRange(MIDNIGHT - datetime.timedelta(hours=8), MIDNIGHT, "[)"),
        served_on=MIDNIGHT.date() - datetime.timedelta(days=1),
        minutes=480,
    )

    outcome = confirm_hours(chosen(record, somebody, yesterday), by=people["organization"])

    assert outcome == Confirmation([record.pk, somebody.pk, yesterday.pk], [], {})


def test_counting_less_keeps_the_day_within_reach(serve, people):
    record = serve(0, 10)

    outcome = confirm_hours(
        chosen(record), by=people["organization"], minutes={record.pk: 480}, reason="午休两小时"
    )

    assert outcome.confirmed == [record.pk]


def test_an_office_reaches_no_further_than_its_region(serve):
    """An officer of another banner who is staff here confirms as staff."""
    record = serve(0, 9)
    officer = OfficerFactory(region="150421").user
    StaffFactory(user=officer, organization=record.organization)

    assert confirm_hours(chosen(record), by=officer).passed_on == {record.pk: BANNER}


def test_the_limit_of_the_day_of_service_holds(serve, people):
    for valid_from, minutes in ((MIDNIGHT.date(), 540), (MIDNIGHT.date() + datetime.timedelta(days=1), 60)):
        PolicyRow.objects.create(
            topic="hours",
            item="day_organization",
            value=minutes,
            unit="minutes",
            valid_from=valid_from,
            source="试验",
        )
    record = serve(0, 9)

    assert confirm_hours(chosen(record), by=people["organization"]).confirmed == [record.pk]


def test_of_a_chain_only_what_clashes_with_something_that_counts_is_set_aside(serve, people):
    """The second overlaps the first and the third overlaps the second, which does not count: the third does."""
    first, second, third = serve(0, 2), serve(1, 4), serve(3, 5)

    outcome = confirm_hours(chosen(first, second, third), by=people["organization"])

    assert outcome == Confirmation([first.pk, third.pk], [second.pk], {})


def test_what_is_passed_on_takes_no_time_from_the_next(serve, people):
    long, short = serve(0, 9), serve(8, 10)

    outcome = confirm_hours(chosen(long, short), by=people["organization"])

    assert outcome == Confirmation([short.pk], [], {long.pk: BANNER})


def test_the_pages_say_who_confirms_a_long_day(client, serve, people, organization):
    record = serve(0, 9)
    client.force_login(people["organization"])
    words = "这一天超过8小时，要由旗县部门确认"

    for page in (
        reverse("hours:pending", args=[organization.pk]),
        reverse("hours:record", args=[organization.pk, record.pk]),
    ):
        assert words in client.get(page).content.decode()
    response = client.post(
        reverse("hours:confirm", args=[organization.pk]), {"record": [record.pk]}, follow=True
    )

    said = [str(message) for message in response.context["messages"]]
    assert said == [f"{record.volunteer.name}：{words}，没有记。"]


def test_an_office_that_confirms_long_days_reads_nothing_of_it(client, serve, people):
    serve(0, 9)
    client.force_login(people["banner"])

    page = client.get(reverse("hours:region_pending", args=["150430"])).content.decode()

    assert "待确认" in page
    assert "要由旗县部门确认" not in page


def test_the_api_names_what_is_passed_on(client, serve, people):
    record = serve(0, 9)
    client.force_login(people["organization"])

    answer = client.post(reverse("api:hour-confirm"), {"ids": [record.pk]}, content_type="application/json")

    assert answer.json() == {"confirmed": [], "set_aside": [], "passed_on": [record.pk], "held": []}


def test_an_organization_of_the_region_itself_is_confirmed_by_its_office():
    organization = OrganizationFactory(region_id="15")
    signup = SignupFactory(shift__position__activity__organization=organization)
    record = HourRecordFactory(
        signup=signup,
        during=DateTimeTZRange(MIDNIGHT, MIDNIGHT + datetime.timedelta(hours=9), "[)"),
        served_on=MIDNIGHT.date(),
        minutes=540,
    )

    assert confirm_hours(chosen(record), by=OfficerFactory(region="15").user).confirmed == [record.pk]
