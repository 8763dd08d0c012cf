"""The list of activities: narrowing it, finding words in it, paging through it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.finding import found, span_of
from apps.activities.models import Activity, Shift
from apps.activities.tasks import note_next_shifts
from apps.core import days
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    OrganizationFactory,
    PositionFactory,
    ShiftFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

LIST = "/activities/"
HOUR = datetime.timedelta(hours=1)


def page_of(activity):
    return reverse("activities:detail", args=[activity.pk])


def titles(response):
    return [card.title for card in response.context["cards"]]


def dated(start, **fields):
    shift = ShiftFactory(
        position__activity=ActivityFactory(starts_at=start, ends_at=start + HOUR, **fields), capacity=10
    )
    return shift.position.activity


# --- finding -----------------------------------------------------------------------------------------


def test_the_list_begins_with_what_comes_first(client):
    later, sooner = dated(nine_oclock(5)), dated(nine_oclock(2))

    assert titles(client.get(LIST)) == [sooner.title, later.title]


@pytest.mark.parametrize("state", ["draft", "in_review", "returned", "cancelled"])
def test_only_what_is_published_is_listed(client, state):
    activity = ActivityFactory(state=state, reason="大雪")

    assert titles(client.get(LIST)) == []
    status = client.get(page_of(activity)).status_code
    assert status == (200 if state == "cancelled" else 404)


def test_what_a_suspended_organization_offers_is_closed(client):
    activity = dated(nine_oclock(2))
    activity.organization.state, activity.organization.reason = "suspended", "核查中"
    activity.organization.save()
    client.force_login(VolunteerFactory().user)

    page = client.get(page_of(activity)).content.decode()
    assert titles(client.get(LIST)) == []
    assert ("先不招募" in page, "报名这一班" in page) == (True, False)


def test_what_is_over_is_not_listed(client):
    dated(nine_oclock(-2))

    assert titles(client.get(LIST)) == []


def test_what_runs_for_weeks_is_listed_while_it_runs(client):
    activity = ActivityFactory(starts_at=nine_oclock(-60), ends_at=nine_oclock(20))
    ShiftFactory(position__activity=activity, starts_at=nine_oclock(19), ends_at=nine_oclock(20))

    (card,) = client.get(LIST).context["cards"]
    assert (card.title, card.day) == (activity.title, nine_oclock(19))


def under_way(*days_ahead):
    """An activity whose first shift began an hour ago and is not over, with others on these days."""
    now = timezone.now()
    activity = ActivityFactory(starts_at=now - HOUR, ends_at=nine_oclock(max(days_ahead, default=1)) + HOUR)
    position = PositionFactory(activity=activity)
    ShiftFactory(position=position, starts_at=now - HOUR, ends_at=now + HOUR)
    for day in days_ahead:
        ShiftFactory(position=position, starts_at=nine_oclock(day), ends_at=nine_oclock(day) + HOUR)
    note_next_shifts()
    return activity


def test_what_has_begun_stands_where_its_next_shift_is(client):
    begun, sooner = under_way(4), dated(nine_oclock(2))

    response = client.get(LIST)
    assert titles(response) == [sooner.title, begun.title]
    assert response.context["cards"][1].day == nine_oclock(4)


def test_what_has_begun_offers_only_the_shifts_to_come(client):
    under_way(4)

    (card,) = client.get(LIST).context["cards"]
    assert card.time == "9:00–10:00，1小时"


def test_when_all_shifts_have_begun_it_is_found_no_more(client):
    activity = under_way()

    assert titles(client.get(LIST)) == []
    assert client.get(page_of(activity)).status_code == 200


def test_what_has_begun_today_is_not_among_todays(client):
    under_way(4)

    assert titles(client.get(f"{LIST}?when=today")) == []
    assert len(titles(client.get(f"{LIST}?when=fortnight"))) == 1


def test_asked_for_the_weekend_the_row_shows_the_weekend(client):
    (saturday, _sunday), now = span_of("weekend"), timezone.now()
    activity = ActivityFactory(starts_at=now + HOUR, ends_at=saturday + 48 * HOUR)
    starts = max(saturday, now) + 10 * HOUR
    position = PositionFactory(activity=activity)
    for start in (now + HOUR / 2, starts):
        ShiftFactory(position=position, starts_at=start, ends_at=start + HOUR / 4)

    (card,) = client.get(f"{LIST}?when=weekend").context["cards"]
    assert card.day == (starts if saturday > now else now + HOUR / 2)


def test_places_are_told_in_the_same_words_and_one_of_them_is_red(client):
    for day, capacity in ((1, 6), (2, 5), (3, 4)):
        ShiftFactory(
            position__activity=ActivityFactory(starts_at=nine_oclock(day), ends_at=nine_oclock(day) + HOUR),
            capacity=capacity,
        )

    cards = client.get(LIST).context["cards"]
    assert [card.left for card in cards] == ["还有6个名额", "还差5人", "还差4人"]
    assert [card.missing for card in cards] == [0, 5, 0]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("league=1504", 1),
        ("league=1504&banner=150430", 1),
        ("banner=150430", 1),
        ("league=1501", 0),
        ("league=1504&banner=150402", 0),
        ("field=16", 1),
        ("field=16&field=03", 1),
        ("field=03", 0),
        ("places=on", 1),
        ("when=fortnight", 1),
        ("when=today", 0),
    ],
)
def test_the_list_is_narrowed(client, query, count):
    dated(nine_oclock(2))

    assert len(titles(client.get(f"{LIST}?{query}"))) == count


@pytest.mark.parametrize(
    "query",
    [
        "league=99",
        "banner=%27",
        "field=77",
        "when=never",
        "cursor=abc",
        "league=1504&league=1501",
        "field=%00",
    ],
)
def test_a_value_nobody_offered_is_left_out_of_account(client, query):
    activity = dated(nine_oclock(2), organization=OrganizationFactory(region=Region.objects.get(pk="150102")))

    assert titles(client.get(f"{LIST}?{query}")) == [activity.title]


def test_what_is_full_has_no_places(client):
    dated(nine_oclock(2))
    assert len(titles(client.get(f"{LIST}?places=on"))) == 1

    Shift.objects.update(capacity=1, taken=1)
    assert len(titles(client.get(f"{LIST}?places=on"))) == 0
    assert client.get(LIST).context["cards"][0].state == "full"


@pytest.mark.parametrize(
    ("today", "weekend"),
    [("2026-11-23", (28, 30)), ("2026-11-27", (28, 30)), ("2026-11-28", (28, 30)), ("2026-11-29", (29, 30))],
)
def test_the_weekend_is_the_one_under_way_or_the_next(today, weekend):
    start, end = span_of("weekend", datetime.date.fromisoformat(today))

    assert (days.day_of(start).day, days.day_of(end).day) == weekend


def test_the_count_stops_at_a_thousand(client):
    activity = ActivityFactory()
    copies = []
    for n in range(1001):
        copy = Activity.objects.get(pk=activity.pk)
        copy.pk, copy.title = None, f"第{n}次"
        copies.append(copy)
    Activity.objects.bulk_create(copies)

    assert "1,000多个活动" in client.get(LIST).content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(client):
    start = nine_oclock(2)
    for _ in range(45):
        dated(start)

    seen, cursor = [], ""
    while True:
        response = client.get(LIST, {"cursor": cursor})
        seen += titles(response)
        cursor = response.context["page"].next_cursor
        if not cursor:
            break

    assert (len(seen), len(set(seen))) == (45, 45)


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_for_one_and_for_thirty(client):
    dated(nine_oclock(2))
    one = queries_of(client, f"{LIST}?q=草场")
    for n in range(30):
        dated(nine_oclock(2 + n))

    assert queries_of(client, f"{LIST}?q=草场") == one


@pytest.mark.django_db(transaction=True)
def test_a_page_asks_for_its_rows_their_number_and_their_shifts(client):
    dated(nine_oclock(2))
    client.get(LIST)

    assert queries_of(client, LIST) == 3


# --- words -------------------------------------------------------------------------------------------


def hits(words):
    return sorted(activity.title for activity in found({"q": words}))


@pytest.fixture
def three():
    dated(nine_oclock(2), title="清雪：帮老人扫院子")
    dated(nine_oclock(3), title="100%参与的Ａ计划", place="青山区")
    dated(nine_oclock(4), title="夜间_巡逻")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("雪", 1),
        ("清雪", 1),
        ("雪清", 0),
        ("老人 清雪", 1),
        ("老人 巡逻", 0),
        ("帮老人扫院子", 1),
        ("帮老人的院子", 0),
        ("青山", 1),
        ("志愿服务队", 0),
        ("塑料袋", 3),
        ("a计划", 1),
        ("Ａ计划", 1),
        ("100%", 1),
        ("%", 0),
        ("_", 1),
        ("夜间_巡", 1),
        ("夜间x巡", 0),
        ("\\", 0),
        ("'; DROP", 0),
        ("　", 3),
        ("雪" * 10_000, 0),
        ("𠮷", 0),
    ],
)
def test_words_are_found_as_they_are_typed(client, three, words, count):
    if words.strip():
        assert len(hits(words)) == count
    assert len(titles(client.get(LIST, {"q": words}))) == count


def test_only_the_beginning_of_a_description_is_searched():
    dated(nine_oclock(2), description=f"{'捡' * 100}之后喝茶")

    assert (len(hits("捡捡")), hits("喝茶")) == (1, [])


def test_characters_that_stand_apart_are_not_a_word():
    dated(nine_oclock(2), title="清晨扫雪，雪后清扫")

    assert (hits("扫雪雪后"), hits("清扫雪")) == ([], [])
