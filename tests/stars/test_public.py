"""What anybody may read of stars: notices that take objections, and the roll of honour."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.actions import give_consents, withdraw_consents
from apps.accounts.models import Consent
from apps.core import days
from apps.core.errors import Refused
from apps.stars.actions import answer_objection, join_roll, leave_roll, settle_notice, withdraw_notice
from apps.stars.models import StarHonour, StarNotice, StarObjection
from tests.factories import (
    OrganizationFactory,
    StarHonourFactory,
    StarObjectionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.stars.passing import NUMBER, notice_of, recognize, the_days_go_by

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def page_of(notice):
    return f"/stars/notices/{notice.pk}/"


def test_a_notice_shows_masked_names_numbers_level_and_hours_to_everybody(client, volunteer, association):
    answer = client.get(page_of(notice_of(association, [volunteer], over=False)))

    words = answer.content.decode()
    shown = [volunteer.masked_name, volunteer.number, "一星", "100小时", association.name]
    assert [word in words for word in shown] == [True] * 5
    assert volunteer.name not in words
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_when_objections_are_over_nobody_is_named_any_more(client, volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)
    the_days_go_by()
    over = client.get(page_of(notice)).content.decode()
    settle_notice(notice, by=secretary, document_number=NUMBER)
    settled = client.get(page_of(notice)).content.decode()

    assert [volunteer.number in words for words in (over, settled)] == [False, False]
    assert NUMBER in settled


def test_who_objected_alone_reads_their_objection_and_its_answer(client, volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get())
    answer_objection(objection, by=secretary, upholds=False, answer="查过了，没有问题。")

    def read(user=None):
        client.logout()
        if user:
            client.force_login(user)
        words = client.get(page_of(notice)).content.decode()
        return [said in words for said in (objection.words, "查过了，没有问题。")]

    assert read(objection.made_by) == [True, True]
    assert [read(), read(secretary), read(volunteer.user)] == [[False, False]] * 3


def test_a_notice_that_was_taken_down_is_not_there(client, volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)
    withdraw_notice(notice, by=secretary, reason="名单弄错了")

    assert client.get(page_of(notice)).status_code == 404


def test_who_was_dropped_is_not_shown_any_more(client, volunteer, association, secretary, serve):
    notice = notice_of(association, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get())
    answer_objection(objection, by=secretary, upholds=True, answer="不在旗里")

    assert volunteer.number not in client.get(page_of(notice)).content.decode()


@pytest.mark.parametrize(
    ("code", "listed"), [("150430", True), ("1504", True), ("15", True), ("150429", False), ("1505", False)]
)
def test_the_open_notices_of_a_region_are_listed(client, volunteer, association, code, listed):
    notice = notice_of(association, [volunteer], over=False)
    notice_of(association, [], over=True)

    answer = client.get(f"/stars/{code}/notices/")

    assert [row.pk for row in answer.context["page"]] == ([notice.pk] if listed else [])


@pytest.mark.parametrize("place", ["1504", "15"])
def test_notices_of_the_associations_above_are_listed_where_their_people_live(client, volunteer, place):
    above = OrganizationFactory(kind_id="federation", region_id=place)
    notice = notice_of(above, [volunteer], over=False)

    def listed(code):
        page = client.get(f"/stars/{code}/notices/").context["page"]
        told = client.get(f"/api/v1/star-notices/?region={code}").json()["results"]
        return [row.pk for row in page], [row["id"] for row in told]

    home, beside = volunteer.region_id[:6], "150429"
    assert [listed(code) for code in (home, beside)] == [([notice.pk], [notice.pk]), ([], [])]
    notice.candidates.update(state="dropped", reason="不在旗里", decided_by=UserFactory(), decided_at=NOW)
    assert listed(home) == ([], [])


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_of_notices_costs_the_same_whatever_their_number(
    client, volunteer, association, count, django_assert_num_queries
):
    league = OrganizationFactory(kind_id="federation", region_id="1504")
    notice_of(league, [volunteer], over=False)
    for _one in range(count):
        notice_of(association, [], over=False)

    with django_assert_num_queries(3):
        answer = client.get("/stars/150430/notices/")
    assert len(answer.context["page"].rows) == min(count + 1, 20)


@pytest.mark.parametrize("code", ["99", "15043", "150430101", "9" * 40])
@pytest.mark.parametrize("page", ["", "notices/"])
def test_what_is_no_region_down_to_the_banner_is_not_there(client, code, page):
    assert client.get(f"/stars/{code}/{page}").status_code == 404


# --- objecting ---


def test_whoever_has_an_account_objects_on_the_page(client, volunteer, association):
    candidate = notice_of(association, [volunteer], over=False).candidates.get()
    url = f"{page_of(candidate.notice)}{candidate.pk}/"
    assert client.get(url).status_code == 302
    client.force_login(UserFactory())

    empty = client.post(url, {"words": " "})
    done = client.post(url, {"words": "那两天他不在旗里。"})
    again = client.post(url, {"words": "再说一遍"})

    assert (empty.status_code, done.status_code, again.status_code) == (200, 302, 200)
    assert empty.context["form"].errors["words"]
    assert again.context["form"].non_field_errors() == ["你已经对这个人提过异议。"]
    assert StarObjection.objects.count() == 1


def test_there_is_nothing_to_object_to_at_another_notice_or_when_it_is_over(client, volunteer, association):
    candidate = notice_of(association, [volunteer], over=False).candidates.get()
    other = notice_of(association, [], over=False)
    client.force_login(UserFactory())

    assert client.get(f"{page_of(other)}{candidate.pk}/").status_code == 404
    the_days_go_by()
    assert client.get(f"{page_of(candidate.notice)}{candidate.pk}/").status_code == 404


def test_nobody_is_offered_to_object_to_themselves(client, volunteer, association):
    notice = notice_of(association, [volunteer], over=False)
    client.force_login(volunteer.user)

    assert "提异议<" not in client.get(page_of(notice)).content.decode()


# --- the roll of honour ---


def entries(client, code="150430"):
    answer = client.get(f"/stars/{code}/")
    return [(row.name, row.recognized) for row in answer.context["page"]]


@pytest.fixture
def starred(volunteer, association, secretary):
    recognize(association, secretary, [volunteer])
    return volunteer


def test_nobody_is_on_the_roll_who_did_not_agree(client, starred):
    assert entries(client) == []


def test_who_agreed_is_on_the_roll_masked_or_in_full_and_off_it_at_once(client, starred):
    join_roll(starred, shows_name=False)
    masked = entries(client)
    join_roll(starred, shows_name=True)
    named = entries(client)
    leave_roll(starred)

    assert (masked, named, entries(client)) == ([(starred.masked_name, 1)], [(starred.name, 1)], [])
    leave_roll(starred)


def test_the_name_goes_with_the_agreement_and_comes_back_only_when_it_is_chosen_again(client, starred):
    join_roll(starred, shows_name=True)
    mine = Consent.objects.filter(user=starred.user, purpose="honour")
    withdraw_consents(mine, by=starred.user)
    masked = entries(client)
    give_consents(starred.user, ["honour"], by=starred.user)

    assert (masked, entries(client)) == ([(starred.masked_name, 1)], [(starred.masked_name, 1)])
    join_roll(starred, shows_name=True)
    assert entries(client) == [(starred.name, 1)]


def test_a_name_is_not_shown_without_the_agreement(client, starred):
    StarHonourFactory(volunteer=starred, shows_name=True)

    assert entries(client) == [(starred.masked_name, 1)]


def test_the_highest_stars_come_first_and_only_those_who_live_there(
    client, starred, association, secretary, serve
):
    other, elsewhere, starless = VolunteerFactory(), VolunteerFactory(region_id="150429"), VolunteerFactory()
    league = OrganizationFactory(kind_id="federation", region_id="1504")
    for person, minutes in ((other, 40000), (elsewhere, 90000)):
        serve(person, minutes)
    recognize(league, secretary, [other, elsewhere])
    serve(starless, 10)
    for person in (starred, other, elsewhere, starless):
        StarHonourFactory(volunteer=person)

    assert [level for _name, level in entries(client)] == [3, 1]
    assert [level for _name, level in entries(client, "1504")] == [5, 3, 1]


def test_nobody_under_age_is_on_the_roll(client, association, secretary, serve):
    child = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=17 * 365))
    serve(child, 6000)
    recognize(association, secretary, [child])

    with pytest.raises(Refused) as refusal:
        join_roll(child, shows_name=False)
    StarHonourFactory(volunteer=child)

    assert refusal.value.code == "minor"
    assert entries(client) == []


@pytest.mark.parametrize(
    ("place", "kept"), [("off", []), ("masked", [False]), ("named", [True]), ("x", []), ("", [])]
)
def test_the_switch_is_on_the_page_of_ones_own_stars(client, starred, place, kept):
    client.force_login(starred.user)

    assert client.post("/me/stars/roll/", {"place": place}).status_code == 302

    assert list(StarHonour.objects.values_list("shows_name", flat=True)) == kept


@pytest.mark.parametrize("page", ["notice", "open", "roll"])
def test_public_lists_cost_the_same_for_one_and_for_thirty(client, association, secretary, serve, page):
    def queries(count):
        people = VolunteerFactory.create_batch(count)
        for person in people:
            serve(person, 6000)
        url = "/stars/150430/" if page == "roll" else "/stars/150430/notices/"
        if page == "roll":
            recognize(association, secretary, people)
            for person in people:
                StarHonourFactory(volunteer=person)
        elif page == "open":
            for person in people:
                notice_of(association, [person], over=False)
        else:
            url = page_of(notice_of(association, people, over=False))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    assert queries(1) == queries(30)
    assert StarNotice.objects.exists()
