import datetime

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.hours.actions import confirm_hours, reject_hours
from apps.hours.models import HourRecord
from tests.factories import (
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(record, client, manager):
    """The address of a page at the organisation's desk, with its manager signed in."""
    client.force_login(manager)
    return lambda name, *args: reverse(f"hours:{name}", args=[record.organization_id, *args])


@pytest.fixture
def office(record, client):
    """The same at the desk of the banner's office, with its officer signed in."""
    client.force_login(OfficerFactory().user)
    return lambda name, *args: reverse(f"hours:region_{name}", args=["150430", *args])


def state_of(record):
    return HourRecord.objects.get(pk=record.pk).state


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_ticked_hours_are_confirmed(client, record, desk):
    response = client.post(desk("confirm"), {"record": [record.pk]}, follow=True)

    assert state_of(record) == "confirmed"
    assert said(response) == ["记上了1条时长。"]


def test_an_office_confirms_for_the_organizations_of_its_region(client, record, office):
    client.post(office("confirm"), {"record": [record.pk]})

    assert state_of(record) == "confirmed"


def test_a_roll_called_by_the_only_manager_is_confirmed_by_the_office(client, record, manager, office):
    noted = HourRecordFactory(signup=record.signup, source="roll", left_noted_by=manager)

    client.post(office("confirm"), {"record": [noted.pk]})

    assert state_of(noted) == "confirmed"


def test_people_set_aside_are_named(client, record, desk):
    half_an_hour = datetime.timedelta(minutes=30)
    twin = HourRecordFactory(
        signup=record.signup,
        during=DateTimeTZRange(record.during.lower + half_an_hour, record.during.upper + half_an_hour, "[)"),
    )

    response = client.post(desk("confirm"), {"record": [record.pk, twin.pk]}, follow=True)

    assert said(response) == [
        "记上了1条时长。",
        f"{record.volunteer.name}：这段时间已经记过时长，没有再记。",
    ]


@pytest.mark.parametrize("name", ["confirm", "reject"])
def test_one_record_of_somebody_else_spoils_the_choice(client, record, desk, name):
    foreign = HourRecordFactory()

    response = client.post(desk(name), {"record": [record.pk, foreign.pk], "reason": "没到"})

    assert response.status_code == 404
    assert (state_of(record), state_of(foreign)) == ("pending", "pending")


@pytest.mark.parametrize("whose", ["beneficiary", "came_noted_by", "left_noted_by"])
def test_ones_own_hours_and_ones_own_roll_spoil_the_choice(client, record, manager, desk, whose):
    mine = HourRecordFactory(signup=record.signup, **{whose: manager})

    response = client.post(desk("confirm"), {"record": [record.pk, mine.pk]})

    assert response.status_code == 404
    assert (state_of(record), state_of(mine)) == ("pending", "pending")


@pytest.mark.parametrize("bad", ["0", "-1", "1.5", "2h", "9" * 18, "9" * 40, "１", "\x00", "𠮷"])
def test_what_is_no_record_is_not_found(client, record, desk, bad):
    assert client.post(desk("confirm"), {"record": [record.pk, bad]}).status_code == 404
    assert state_of(record) == "pending"


def test_too_many_at_once_are_refused(client, desk):
    response = client.post(
        desk("confirm"), {"record": list(range(1, 1003))}, HTTP_REFERER=desk("pending"), follow=True
    )

    assert said(response) == ["一次最多1000条，分几次来。"]


def test_nothing_ticked_says_what_to_do(client, desk):
    response = client.post(desk("confirm"), {}, follow=True)

    assert said(response) == ["先勾选几条，再按按钮。"]


def test_rejecting_asks_for_the_reason_first(client, record, desk):
    response = client.post(desk("reject"), {"record": [record.pk]})

    assert response.templates[0].name == "hours/reject.html"
    assert not response.context["form"].errors
    assert state_of(record) == "pending"


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_a_missing_or_endless_reason_comes_back_beside_its_field(client, record, desk, reason):
    response = client.post(desk("reject"), {"record": [record.pk], "reason": reason})

    assert list(response.context["form"].errors) == ["reason"]
    assert state_of(record) == "pending"


def test_rejecting_what_was_decided_meanwhile_goes_back_to_the_list(client, record, manager, desk):
    confirm_hours(HourRecord.objects.all(), by=manager)

    response = client.post(
        desk("reject"), {"record": [record.pk], "reason": "没到"}, HTTP_REFERER=desk("reject"), follow=True
    )

    assert (response.status_code, said(response)) == (200, ["这些时长都已处理。"])


def test_rejected_hours_show_their_reason_as_it_was_typed(client, record, desk):
    reason = "=1+1 <b>没到</b>"
    client.post(desk("reject"), {"record": [record.pk], "reason": reason})

    page = client.get(desk("returned")).content.decode()
    assert HourRecord.objects.get(pk=record.pk).reason == reason
    assert "=1+1 &lt;b&gt;没到&lt;/b&gt;" in page


def test_one_record_may_count_less(client, record, desk):
    client.post(desk("record", record.pk), {"minutes": "60", "reason": "迟到半小时"})

    record.refresh_from_db()
    assert (record.state, record.counted, record.reason) == ("confirmed", 60, "迟到半小时")


@pytest.mark.parametrize("minutes", ["0", "-1", "91", "1.5", "2h", "1000000000000000000000", ""])
def test_minutes_out_of_range_come_back_beside_their_field(client, record, desk, minutes):
    response = client.post(desk("record", record.pk), {"minutes": minutes, "reason": "迟到"})

    assert list(response.context["form"].errors) == ["minutes"]
    assert state_of(record) == "pending"


def test_confirmed_hours_are_voided_with_a_reason(client, record, desk):
    client.post(desk("confirm"), {"record": [record.pk]})

    client.post(desk("record", record.pk), {"reason": "名单有误"})

    record.refresh_from_db()
    assert (record.state, record.reason) == ("voided", "名单有误")


def test_time_that_is_taken_can_be_turned_down(client, record, desk):
    elsewhere = HourRecordFactory(volunteer=record.volunteer, during=record.during)
    confirm_hours(
        HourRecord.objects.filter(pk=elsewhere.pk), by=StaffFactory(organization=elsewhere.organization).user
    )

    client.post(desk("record", record.pk), {"reason": "同一时间在别处"})

    record.refresh_from_db()
    assert (record.state, record.reason) == ("rejected", "同一时间在别处")


def test_the_list_says_why_one_may_not_decide(client, record, manager, desk):
    now = timezone.now()
    cases = {
        "own": HourRecordFactory(signup=record.signup, beneficiary=manager),
        "noted": HourRecordFactory(signup=record.signup, left_noted_by=manager, source="roll"),
        "overlap": HourRecordFactory(organization=record.organization, during=record.during),
        "running": HourRecordFactory(
            signup=record.signup,
            during=DateTimeTZRange(
                now - datetime.timedelta(minutes=5), now + datetime.timedelta(minutes=85), "[)"
            ),
        ),
        "": record,
    }
    other = HourRecordFactory(volunteer=cases["overlap"].volunteer, during=record.during)
    confirm_hours(
        HourRecord.objects.filter(pk=other.pk), by=StaffFactory(organization=other.organization).user
    )

    response = client.get(desk("pending"))

    rows = {row.pk: row.obstacle for group in response.context["groups"] for row in group["rows"]}
    assert rows == {case.pk: obstacle for obstacle, case in cases.items()}


def test_the_deadline_is_ten_working_days_after_the_activity(client, desk, record):
    activity = record.signup.shift.position.activity
    activity.ends_at = datetime.datetime(
        2026, 9, 25, 4, tzinfo=datetime.UTC
    )  # a Friday before the national week
    activity.save()

    (group,) = client.get(desk("pending")).context["groups"]

    assert group["deadline"].day == datetime.date(2026, 10, 15)


def test_an_office_sees_its_region_and_nothing_else(client, record, office):
    elsewhere = OrganizationFactory(region_id="150402")
    HourRecordFactory(organization=elsewhere)

    (group,) = client.get(office("pending")).context["groups"]

    assert [row.pk for row in group["rows"]] == [record.pk]
    assert client.get(reverse("hours:region_pending", args=["150402"])).status_code == 404


@pytest.mark.parametrize("name", ["pending", "confirmed", "returned"])
def test_strangers_find_nothing(client, record, name):
    client.force_login(StaffFactory().user)
    assert client.get(reverse(f"hours:{name}", args=[record.organization_id])).status_code == 404
    assert client.get(reverse(f"hours:region_{name}", args=["150430"])).status_code == 404


def test_records_of_another_desk_are_not_found(client, desk):
    assert client.get(desk("record", HourRecordFactory().pk)).status_code == 404


@pytest.mark.parametrize("name", ["confirm", "reject"])
def test_deciding_is_never_a_link(client, desk, name):
    assert client.get(desk(name)).status_code == 405


@pytest.mark.parametrize("name", ["confirm", "reject"])
def test_whoever_opens_the_address_of_a_decision_comes_to_the_list(client, desk, name):
    response = client.get(desk(name), headers={"accept": "text/html"})
    assert (response.status_code, response.url) == (302, desk("pending"))


@pytest.mark.parametrize(("count", "words"), [(1, "1"), (99, "99"), (100, "99+")])
def test_the_tab_says_how_many_wait(client, record, desk, count, words):
    HourRecordFactory.create_batch(count - 1, signup=record.signup)

    for name in ("pending", "confirmed", "returned"):
        assert client.get(desk(name)).context["waiting"] == words


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["pending", "confirmed", "returned"])
@pytest.mark.parametrize("place", ["desk", "office"])
def test_the_lists_cost_the_same_with_one_row_and_with_thirty(client, record, request, name, place):
    address = request.getfixturevalue(place)(name)
    manager = StaffFactory(organization=record.organization).user

    def settle(*records):
        chosen = HourRecord.objects.filter(pk__in=[r.pk for r in records])
        if name == "confirmed":
            confirm_hours(chosen, by=manager)
        elif name == "returned":
            reject_hours(chosen, by=manager, reason="没到")

    settle(record)
    queries(client, address)  # the first one also counts unread messages of a new session
    one = queries(client, address)
    settle(*[HourRecordFactory(organization=record.organization) for _ in range(30)])

    assert queries(client, address) == one


def test_a_long_list_goes_on_without_losing_or_repeating_anyone(client, record, desk):
    HourRecordFactory.create_batch(55, signup=record.signup)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(desk("pending"), {"cursor": cursor}).context["page"]
        seen += [row.pk for row in page]
        cursor = page.next_cursor

    assert sorted(seen) == sorted(HourRecord.objects.values_list("pk", flat=True))
