"""The desk of an association: who waits, what is on notice, objections, fallen stars, what was recognised."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.registration.models import Volunteer
from apps.stars.models import Recognition, StarCandidate, StarNotice, StarObjection, StarStanding, StarStay
from tests.factories import (
    ComplaintFactory,
    GuardianshipFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    StarObjectionFactory,
    VolunteerFactory,
)
from tests.stars.passing import NUMBER, notice_of, recognize
from tests.stars.test_objecting import objected

pytestmark = pytest.mark.django_db


def page_of(association, name="waiting", *more):
    return reverse(f"stars:{name}", args=[association.pk, *more])


# --- who waits ---


def test_the_page_puts_the_ticked_ones_on_notice(client, volunteer, association, secretary, serve):
    other = VolunteerFactory()
    serve(other, 6000)
    client.force_login(secretary)

    response = client.post(page_of(association), {"volunteer": [volunteer.pk], "length": "10"})

    notice = StarNotice.objects.get()
    assert (response.status_code, response.url) == (302, page_of(association, "notice", notice.pk))
    assert list(StarCandidate.objects.values_list("volunteer", flat=True)) == [volunteer.pk]


@pytest.mark.parametrize("pick", ["²", "３", "-1", "x", "9" * 40])
def test_what_is_no_id_is_not_there(client, association, secretary, pick):
    client.force_login(secretary)

    assert client.post(page_of(association), {"volunteer": [pick], "length": "7"}).status_code == 404


@pytest.mark.parametrize(
    ("length", "said"),
    [("", "这一项"), ("x", "整数"), ("6", "公示至少7天"), ("61", "最多60天"), ("9" * 30, "天")],
)
def test_the_page_asks_for_days_that_may_be_and_keeps_the_ticks(
    client, volunteer, association, secretary, length, said
):
    client.force_login(secretary)

    response = client.post(page_of(association), {"volunteer": [volunteer.pk], "length": length})

    assert response.status_code == 200
    assert said in str(response.context["form"].errors["length"])
    assert f'value="{volunteer.pk}" data-pick data-minutes="6000" checked' in response.content.decode()


def test_the_page_shows_no_name_in_full(client, volunteer, association, secretary):
    client.force_login(secretary)

    words = client.get(page_of(association)).content.decode()

    assert (volunteer.name in words, volunteer.masked_name in words, volunteer.number in words) == (
        False,
        True,
        True,
    )


def test_who_has_to_wait_is_shown_with_the_reason_and_cannot_be_ticked(
    client, volunteer, association, secretary
):
    ComplaintFactory(about="volunteer", organization=None, volunteer=volunteer)
    client.force_login(secretary)

    words = client.get(page_of(association)).content.decode()
    answer = client.post(page_of(association), {"volunteer": [volunteer.pk], "length": "7"})

    assert "有投诉还没办结" in words
    assert f'value="{volunteer.pk}" data-pick data-minutes="6000" disabled' in words
    assert answer.context["form"].non_field_errors() == ["选中的人现在都不能公示：有投诉还没办结。"]


def test_their_own_and_their_childs_star_cannot_be_ticked(client, volunteer, association, serve):
    child = GuardianshipFactory(guardian=volunteer).child
    serve(child, 6000)
    StaffFactory(organization=association, user=volunteer.user)
    client.force_login(volunteer.user)

    assert client.get(page_of(association)).context["close"] == {volunteer.pk, child.pk}


# --- a notice ---


def test_the_page_of_a_notice_settles_it(client, volunteer, association, secretary):
    notice = notice_of(association, [volunteer])
    client.force_login(secretary)
    url = page_of(association, "notice", notice.pk)

    empty = client.post(url, {"do": "settle", "document_number": " "})
    done = client.post(url, {"do": "settle", "document_number": NUMBER})

    assert (empty.status_code, done.status_code) == (200, 302)
    assert empty.context["forms"]["settle"].errors["document_number"]
    assert Recognition.objects.get().document_number == NUMBER
    assert "已认定" in client.get(url).content.decode()


def test_a_notice_that_is_open_offers_no_settling(client, volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)
    client.force_login(secretary)
    url = page_of(association, "notice", notice.pk)

    assert list(client.get(url).context["forms"]) == ["take_down"]
    client.post(url, {"do": "settle", "document_number": NUMBER})
    assert not Recognition.objects.exists()


def test_the_page_takes_a_notice_down(client, volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)
    client.force_login(secretary)

    client.post(page_of(association, "notice", notice.pk), {"do": "take_down", "reason": "名单弄错了"})

    assert StarNotice.objects.get().state == "withdrawn"


def test_those_who_were_held_are_recognized_later_at_the_same_page(client, volunteer, association, secretary):
    notice, objection = objected(association, [volunteer])
    client.force_login(secretary)
    url = page_of(association, "notice", notice.pk)
    client.post(url, {"do": "settle", "document_number": NUMBER})
    held = client.get(url).content.decode()
    client.post(
        page_of(association, "objection", objection.pk),
        {"outcome": "refuted", "answer": "查过了，没有问题。"},
    )

    client.post(url, {"do": "held"})

    assert "有异议，协会还在核实。" in held
    assert StarStanding.objects.get().recognized == 1


def test_the_page_of_an_objection_does_not_say_who_made_it(client, volunteer, association, secretary):
    somebody = VolunteerFactory(name="告密人").user
    notice = notice_of(association, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get(), made_by=somebody)
    client.force_login(secretary)

    words = client.get(page_of(association, "objection", objection.pk)).content.decode()
    words += client.get(page_of(association, "notice", notice.pk)).content.decode()

    assert objection.words in words
    assert not [secret for secret in ("告密人", somebody.phone, "告") if secret in words]


def test_what_was_answered_stays_on_the_page_of_the_notice(client, volunteer, association, secretary):
    notice, objection = objected(association, [volunteer])
    client.force_login(secretary)
    url = page_of(association, "notice", notice.pk)

    def listed():
        context = client.get(url).context
        return [[one.pk for one in context[name]] for name in ("objections", "answered")]

    before = listed()
    client.post(
        page_of(association, "objection", objection.pk),
        {"outcome": "refuted", "answer": "查过了，没有问题。"},
    )

    assert (before, listed()) == ([[objection.pk], []], [[], [objection.pk]])
    words = client.get(url).content.decode()
    assert [said in words for said in ("查过了，没有问题。", "核实后照常认定")] == [True, True]


@pytest.mark.parametrize(
    "sent", [{"answer": "好"}, {"outcome": "x", "answer": "好"}, {"outcome": "upheld", "answer": " "}]
)
def test_an_answer_that_is_not_whole_is_asked_for_again(client, volunteer, association, secretary, sent):
    notice = notice_of(association, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get())
    client.force_login(secretary)

    answer = client.post(page_of(association, "objection", objection.pk), sent)

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert StarObjection.objects.get().state == "open"


# --- fallen stars ---


@pytest.fixture
def fallen(volunteer, association, secretary, serve):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)
    return volunteer


def test_the_page_keeps_a_fallen_star(client, fallen, association, secretary):
    client.force_login(secretary)
    until = "2027-01-31"

    sent = {"volunteer": [fallen.pk], "do": "keep", "reason": "在补材料", "until": until}
    assert client.post(page_of(association, "fallen"), sent).status_code == 302

    assert StarStay.objects.get().until.isoformat() == until


def test_the_page_withdraws_a_fallen_star_and_says_so_afterwards(client, fallen, association, secretary):
    client.force_login(secretary)
    sent = {"volunteer": [fallen.pk], "do": "withdraw", "reason": "时长是假的", "document_number": "9号"}

    assert client.post(page_of(association, "fallen"), sent).status_code == 302

    assert StarStanding.objects.get().recognized == 0
    words = client.get(page_of(association, "recognized")).content.decode()
    assert ("取消了" in words, "9号 · 时长是假的" in words) == (True, True)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "do"),
        ({"do": "keep", "reason": "在补"}, "until"),
        ({"do": "keep", "reason": "在补", "until": "2020-01-01"}, "until"),
        ({"do": "keep", "reason": "在补", "until": "明天"}, "until"),
        ({"do": "withdraw", "reason": "假的", "document_number": " "}, "document_number"),
        ({"do": "withdraw", "reason": " ", "document_number": "9号"}, "reason"),
    ],
)
def test_a_decision_that_is_not_whole_is_asked_for_again_and_keeps_the_ticks(
    client, fallen, association, secretary, sent, field
):
    client.force_login(secretary)

    answer = client.post(page_of(association, "fallen"), {"volunteer": [fallen.pk], **sent})

    assert (answer.status_code, field in answer.context["form"].errors) == (200, True)
    assert f'value="{fallen.pk}" data-pick checked' in answer.content.decode()


# --- what was recognised ---


def test_the_recognized_list_holds_what_others_did_here_and_says_who(
    client, volunteer, association, secretary, serve
):
    federation = OrganizationFactory(kind_id="federation", name="赤峰市志愿者联合会", region_id="1504")
    elsewhere = VolunteerFactory(region_id="150429")
    moved = VolunteerFactory()
    for person in (elsewhere, moved):
        serve(person, 6000)
    recognize(federation, StaffFactory(organization=federation).user, [volunteer, elsewhere])
    recognize(association, secretary, [moved])
    Volunteer.objects.filter(pk=moved.pk).update(region="150429")
    client.force_login(secretary)

    response = client.get(page_of(association, "recognized"))

    assert [(row.volunteer_id, row.organization.name) for row in response.context["page"]] == [
        (moved.pk, "敖汉旗青年志愿者协会"),
        (volunteer.pk, "赤峰市志愿者联合会"),
    ]
    words = response.content.decode()
    assert (words.count("本协会"), words.count('">赤峰市志愿者联合会</td>')) == (1, 1)


def test_dates_of_stars_are_written_as_people_write_them(client, volunteer, association, secretary):
    StarStanding.objects.update(reached_on="2026-03-05")
    client.force_login(secretary)
    waits = client.get(page_of(association)).content.decode()
    recognize(association, secretary, [volunteer])
    on = Recognition.objects.get().recognized_at.astimezone()
    done = client.get(page_of(association, "recognized")).content.decode()

    assert ("2026年3月5日" in waits, f"{on.year}年{on.month}月{on.day}日" in done) == (True, True)


def test_recognized_stars_whose_hours_fell_are_marked(client, fallen, association, secretary):
    client.force_login(secretary)

    assert "时长不够了" in client.get(page_of(association, "recognized")).content.decode()


# --- who finds the pages, and what they cost ---

LISTS = ["waiting", "notices", "fallen", "recognized"]


@pytest.mark.parametrize("name", LISTS)
def test_only_the_associations_own_staff_find_the_page(client, volunteer, association, secretary, name):
    team = StaffFactory()
    answers = {}
    for who, user, organization in [
        ("staff", secretary, association),
        ("stranger", VolunteerFactory().user, association),
        ("officer", OfficerFactory().user, association),
        ("other staff", team.user, association),
        ("a team", team.user, team.organization),
    ]:
        client.force_login(user)
        answers[who] = client.get(page_of(organization, name)).status_code

    assert answers == {"staff": 200, "stranger": 404, "officer": 404, "other staff": 404, "a team": 404}


def test_notices_and_objections_of_another_association_are_not_there(
    client, volunteer, association, secretary
):
    other = OrganizationFactory(kind_id="federation", region_id="1504")
    notice = notice_of(other, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get())
    client.force_login(secretary)

    answers = [
        client.get(page_of(association, name, row.pk)).status_code
        for name, row in (("notice", notice), ("objection", objection))
    ]

    assert answers == [404, 404]


def test_only_stars_that_asked_for_more_than_is_left_are_called_short(
    client, volunteer, association, secretary, serve
):
    """More is asked for one star since: theirs is not short of that, their second one is short of its own."""
    serve(volunteer, 20000)
    recognize(association, secretary, [volunteer])
    serve(volunteer, 6500)
    StarStanding.objects.update(reached=0)
    client.force_login(secretary)

    page = client.get(page_of(association, "recognized")).context["page"]

    assert {row.level: row.is_short for row in page} == {1: False, 2: True}


def fill(name, association, secretary, people, serve):
    if name == "notices":
        for person in people:
            notice_of(association, [person], over=False)
    elif name != "waiting":
        recognize(association, secretary, people)
    if name == "fallen":
        for person in people:
            serve(person, 5000)


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_cost_the_same_for_one_and_for_thirty(
    client, volunteer, association, secretary, serve, name
):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page_of(association, name)).status_code == 200
        return len(seen)

    client.force_login(secretary)
    fill(name, association, secretary, [volunteer], serve)
    one = queries()
    people = VolunteerFactory.create_batch(30)
    for person in people:
        serve(person, 6000)
    fill(name, association, secretary, people, serve)

    assert queries() == one


@pytest.mark.parametrize("state", ["open", "refuted"])
def test_a_notice_costs_the_same_for_one_and_for_thirty(
    client, volunteer, association, secretary, serve, state
):
    answer = {
        "state": state,
        "answer": "那两天他在。",
        "answered_by": secretary,
        "answered_at": timezone.now(),
    }

    def queries(people):
        notice = notice_of(association, people, over=False)
        for candidate in notice.candidates.all():
            StarObjectionFactory(candidate=candidate)
        if state == "refuted":
            StarObjection.objects.filter(candidate__notice=notice).update(**answer)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page_of(association, "notice", notice.pk)).status_code == 200
        return len(seen)

    client.force_login(secretary)
    many = VolunteerFactory.create_batch(30)
    for person in many:
        serve(person, 6000)

    assert queries([volunteer]) == queries(many)
