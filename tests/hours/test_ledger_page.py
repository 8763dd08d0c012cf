import datetime

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from apps.hours.actions import confirm_hours, reject_hours, void_hours
from apps.hours.models import HourRecord
from tests.factories import HourRecordFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/me/hours/"


@pytest.fixture
def me(client, record):
    client.force_login(record.beneficiary)
    return client


def last_year(record):
    start = datetime.datetime(record.served_on.year - 1, 6, 1, 1, tzinfo=datetime.UTC)
    during = DateTimeTZRange(start, start + datetime.timedelta(minutes=90), "[)")
    return HourRecordFactory(signup=record.signup, during=during, served_on=start.date())


def shown(response):
    return [row.pk for row in response.context["page"]]


def test_one_sees_ones_own_hours_and_nobody_elses(me, record):
    HourRecordFactory()

    assert shown(me.get(PAGE)) == [record.pk]


def test_only_confirmed_hours_are_in_the_total(me, record, manager, records_of):
    others = HourRecordFactory.create_batch(3, signup=record.signup)
    confirm_hours(records_of(record, others[0]), by=manager)
    void_hours(others[0], by=manager, reason="与另一条重复")
    reject_hours(records_of(others[1]), by=manager, reason="没有到场")

    response = me.get(PAGE)

    assert response.context["minutes"] == 90
    page = response.content.decode()
    assert [page.count(words) for words in ("与另一条重复", "没有到场", "待确认")] == [1, 1, 1]


def test_what_counts_less_says_how_much_was_served_and_why(me, record, manager, records_of):
    confirm_hours(records_of(record), by=manager, minutes={record.pk: 60}, reason="迟到半小时")

    page = me.get(PAGE).content.decode()
    assert [page.count(words) for words in ("实际1小时30分", "迟到半小时")] == [1, 1]


@pytest.mark.usefixtures("open_books")
def test_a_year_shows_its_own_records_and_total(me, record, manager, records_of):
    old = last_year(record)
    confirm_hours(records_of(record, old), by=manager)

    response = me.get(PAGE, {"year": old.served_on.year})

    assert (shown(response), response.context["minutes"]) == ([old.pk], 90)
    assert me.get(PAGE).context["minutes"] == 180


@pytest.mark.parametrize("year", ["", "1999", "abc", "2026.5", "9" * 50, "\x00"])
def test_a_year_without_records_shows_them_all(me, record, year):
    assert shown(me.get(PAGE, {"year": year})) == [record.pk]


def test_who_is_no_volunteer_yet_is_told_how_to_become_one(client):
    client.force_login(UserFactory())

    assert client.get(PAGE).templates[0].name == "hours/no_ledger.html"


def test_the_ledger_is_for_those_signed_in(client):
    assert client.get(PAGE).status_code == 302


def test_the_ledger_costs_the_same_with_one_record_and_with_thirty(me, record):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert me.get(PAGE).status_code == 200
        return len(queries)

    cost()
    one = cost()
    HourRecordFactory.create_batch(30, signup=record.signup)

    assert cost() == one


def test_a_long_ledger_goes_on_without_losing_or_repeating_any(me, record):
    HourRecordFactory.create_batch(45, signup=record.signup)
    seen, cursor = [], ""
    while cursor is not None:
        page = me.get(PAGE, {"cursor": cursor}).context["page"]
        seen += [row.pk for row in page]
        cursor = page.next_cursor

    assert sorted(seen) == sorted(HourRecord.objects.values_list("pk", flat=True))
