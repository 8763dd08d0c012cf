"""Finding by place, distance, time and words; searches that are kept and tell their keepers."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.actions import publish_activity
from apps.activities.actions.searches import save_search
from apps.activities.announcing import PUBLISHED, followers, whose_search_fits
from apps.activities.models import SavedSearch
from apps.activities.never import CODES
from apps.activities.places import point_of
from apps.core import outbox
from apps.core.errors import Refused
from apps.core.models import OutboxItem
from apps.messaging.models import Message
from apps.organizations.models import Follow
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    SavedSearchFactory,
    ShiftFactory,
    UserFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
LIST = reverse("activities:list")
HOUR = datetime.timedelta(hours=1)
CHIFENG, XINHUI = (118.89, 42.26), (119.91, 42.29)  # 84 kilometres apart


def listed(title, at=None, starts=None, **fields):
    starts = starts or nine_oclock(2)
    point = {"longitude": at[0], "latitude": at[1]} if at else {}
    activity = ActivityFactory(title=title, starts_at=starts, ends_at=starts + HOUR, **point, **fields)
    ShiftFactory(position__activity=activity)
    return activity


def titles(client, **asked):
    page = client.get(LIST, asked)
    return [card.title for card in page.context["cards"]]


def test_what_is_near_comes_with_its_distance_the_nearest_first(client):
    listed("远", at=XINHUI, starts=nine_oclock(1))
    listed("近", at=CHIFENG)
    listed("没有位置")

    assert titles(client, seat="1504", km="100", sort="nearest") == ["近", "远"]
    assert titles(client, seat="1504", km="50") == ["近"]
    assert titles(client, at="119.91,42.29", km="20") == ["远"]
    page = client.get(LIST, {"seat": "1504", "km": "100", "sort": "nearest"})
    assert [card.place.split(" · ")[0] for card in page.context["cards"]] == ["不到1公里", "约84公里"]
    assert len(page.context["dots"]) == 2


def test_the_nearest_go_on_by_cursor(client):
    for number in range(25):
        listed(f"{number}", at=(118.89 + number / 100, 42.26))

    first = client.get(LIST, {"seat": "1504", "sort": "nearest"})
    cursor = first.context["page"].next_cursor
    second = client.get(LIST, {"seat": "1504", "sort": "nearest", "cursor": cursor})

    both = [card.title for page in (first, second) for card in page.context["cards"]]
    assert both == [str(number) for number in range(25)]


@pytest.mark.parametrize(
    "text", ["", "0,0", "nan,nan", "111.123,40", "1e9,40", "200,40", "111,40;", "９９,40", "111.75,40.84,1"]
)
def test_a_point_outside_or_too_exact_is_none(text):
    assert point_of(text) is None


def test_a_point_nobody_can_stand_at_is_left_out_of_account(client):
    listed("近", at=CHIFENG)
    assert titles(client, at="0,0", sort="nearest") == ["近"]


def test_found_by_the_day_and_the_part_of_the_day(client):
    listed("上午", starts=nine_oclock(2))
    listed("下午", starts=nine_oclock(2) + 4 * HOUR)
    listed("晚上", starts=nine_oclock(3) + 10 * HOUR)
    day = nine_oclock(2).date().isoformat()

    assert titles(client, part="1") == ["上午"]
    assert titles(client, part=["2", "3"]) == ["下午", "晚上"]
    assert titles(client, day=day) == ["上午", "下午"]
    assert titles(client, day=day, part="3") == []


def test_found_by_whom_it_helps_by_age_and_by_what_is_newest(client):
    listed("老人", beneficiaries=["01"], decided_at=nine_oclock(-2))
    listed("孩子也行", minimum_age=12, decided_at=nine_oclock(-1), starts=nine_oclock(3))

    assert titles(client, helped="01") == ["老人"]
    assert titles(client, minors="on") == ["孩子也行"]
    assert titles(client, sort="newest") == ["孩子也行", "老人"]
    assert titles(client) == ["老人", "孩子也行"]


@pytest.mark.parametrize(
    "asked",
    [{}, {"seat": "1504", "sort": "nearest"}, {"part": "1", "helped": "01", "q": "草场", "minors": "on"}],
)
def test_the_list_costs_the_same_for_one_and_for_thirty(client, asked):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST, asked)
        return len(captured)

    kept = {"at": CHIFENG, "beneficiaries": ["01"], "minimum_age": 12}
    listed("草场0", **kept)
    queries()
    one = queries()
    for number in range(29):
        listed(f"草场{number}", **kept)
    assert queries() == one


def test_the_api_finds_the_same(client):
    listed("远", at=XINHUI)
    listed("近", at=CHIFENG)

    found = client.get("/api/v1/activities/", {"near": "1504", "km": "100", "sort": "nearest"}).json()[
        "results"
    ]
    assert [(row["title"], row["metres"] < 1000, row["phase"]) for row in found] == [
        ("近", True, "published"),
        ("远", False, "published"),
    ]
    assert client.get("/api/v1/activities/", {"sort": "nearest"}).status_code == 400
    assert client.get("/api/v1/activities/", {"near": "0,0"}).status_code == 400


# --- kept searches -------------------------------------------------------------------------------------


def keeper(**wanted):
    empty = {"region_code": "", "fields": [], "beneficiaries": [], "parts": [], "words": ""}
    return SavedSearchFactory(**{**empty, **wanted}).user_id


def test_one_statement_finds_whose_search_fits(django_assert_num_queries):
    fits = [
        keeper(region_code="15"),
        keeper(region_code="150430", fields=["16", "03"]),
        keeper(beneficiaries=["01"]),
        keeper(words="草场 清捡"),
        keeper(parts=[part for part in range(1, 22) if part % 3 == 1]),
        keeper(is_for_minors=True),
    ]
    keeper(region_code="1501")
    keeper(fields=["01"])
    keeper(beneficiaries=["02"])
    keeper(words="草场 教书")
    keeper(parts=[part for part in range(1, 22) if part % 3 == 0])
    activity = listed("草场清捡日", beneficiaries=["01"], minimum_age=12)

    with django_assert_num_queries(2):
        assert sorted(whose_search_fits(activity)) == sorted(fits)


def test_who_looks_and_who_follows_is_told_once(client):
    activity = ActivityFactory(state="in_review", decided_by=None, decided_at=None)
    ShiftFactory(position__activity=activity)
    looker, follower = UserFactory(), UserFactory()
    for region in ("15", "150430"):
        SavedSearchFactory(user=looker, region_code=region)
    Follow.objects.create(organization=activity.organization, user=follower)

    publish_activity(activity, kinds=CODES, by=OfficerFactory().user)
    for _ in range(2):  # by the worker, and once more where it could not mark that it had done it
        outbox.sweep()
        assert list(OutboxItem.objects.filter(kind=PUBLISHED).values_list("state", flat=True)) == ["done"]
        OutboxItem.objects.filter(kind=PUBLISHED).update(state="waiting", done_at=None, due_at=timezone.now())

    told = Message.objects.filter(kind__in=["activity.found", "activity.followed"])
    assert sorted(told.values_list("recipient", "kind")) == [
        (looker.pk, "activity.found"),
        (follower.pk, "activity.followed"),
    ]
    assert list(followers(activity)) == [follower.pk]


def test_a_person_keeps_so_many_searches(client):
    user = UserFactory()
    for number in range(10):
        save_search({"q": f"词{number}"}, by=user)
    with pytest.raises(Refused) as refusal:
        save_search({"q": "再来"}, by=user)
    assert refusal.value.code == "too_many_searches"


def test_a_search_is_kept_from_the_list_and_removed(client):
    user = UserFactory()
    client.force_login(user)
    asked = {"league": "1504", "banner": "150430", "field": ["16"], "at": "118.89,42.26", "when": "weekend"}

    page = client.post(reverse("activities:save_search"), asked, follow=True)

    search = SavedSearch.objects.get()
    assert (search.region_code, search.fields, search.parts) == ("150430", ["16"], [16, 17, 18, 19, 20, 21])
    assert "敖汉旗，生态环保，周末" in page.content.decode()
    client.post(reverse("activities:save_search"), asked)
    assert SavedSearch.objects.count() == 1
    client.post(reverse("activities:remove_search", args=[search.pk]))
    assert SavedSearch.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "fields"),
    [("looks_for_something", {"region_code": "", "fields": []}), ("each_once", {})],
)
def test_the_database_refuses_a_search(name, fields):
    search = SavedSearchFactory()
    with pytest.raises(IntegrityError, match=f"activities_savedsearch_{name}"), transaction.atomic():
        SavedSearchFactory(user=search.user, **fields)


def test_a_league_is_found_in_its_banners(client):
    listed("在旗里", region=Region.objects.get(pk="150430"))
    assert titles(client, league="1504") == ["在旗里"]
