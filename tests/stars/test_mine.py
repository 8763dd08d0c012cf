"""One's own stars: reached and recognised apart, and what happens next."""

import datetime

import pytest
from django.urls import reverse

from apps.core import days
from apps.core.models import PolicyRow
from apps.stars.actions import keep_stars, settle_notice, withdraw_stars
from apps.stars.models import StarStanding
from tests.factories import ComplaintFactory, OrganizationFactory, StarObjectionFactory, UserFactory
from tests.stars.passing import NUMBER, notice_of, recognize
from tests.stars.test_objecting import objected

pytestmark = pytest.mark.django_db


def words_for(client, user):
    client.force_login(user)
    return client.get("/me/stars/").content.decode()


def told(client):
    """What a program of the same person reads."""
    return client.get("/api/v1/me/stars/").json()["next"]


def test_who_waits_reads_which_associations_may_recognize_the_nearest_first(client, volunteer, association):
    OrganizationFactory(kind_id="federation", name="赤峰市志愿者联合会", region_id="1504")
    OrganizationFactory(kind_id="federation", name="呼和浩特市志愿者联合会", region_id="1501")

    words = words_for(client, volunteer.user)

    assert "一星的时长到了，等协会公示。" in words
    assert words.index("敖汉旗青年志愿者协会") < words.index("赤峰市志愿者联合会")
    assert "呼和浩特" not in words


def test_associations_that_may_not_recognize_the_next_star_are_not_named(client, volunteer, association):
    OrganizationFactory(kind_id="federation", name="赤峰市志愿者联合会", region_id="1504")
    PolicyRow.objects.filter(topic="star_recognizer", item="15:1").update(value=4)

    words = words_for(client, volunteer.user)

    assert ("敖汉旗青年志愿者协会" in words, "赤峰市志愿者联合会" in words) == (False, True)


def test_who_has_to_wait_reads_why(client, volunteer, association):
    ComplaintFactory(about="volunteer", organization=None, volunteer=volunteer)

    assert "一星的时长到了，现在还不能认定：有投诉还没办结。" in words_for(client, volunteer.user)


def test_who_is_on_notice_reads_until_when(client, volunteer, association):
    notice = notice_of(association, [volunteer], over=False)

    words = words_for(client, volunteer.user)

    assert "敖汉旗青年志愿者协会在公示一星" in words
    assert f"{notice.until.month}月{notice.until.day}日" in words
    assert f"/stars/notices/{notice.pk}/" in words
    assert "公示中" in words


def test_who_is_held_reads_why(client, volunteer, association, secretary):
    notice, _objection = objected(association, [volunteer])
    settle_notice(notice, by=secretary, document_number=NUMBER)

    words = words_for(client, volunteer.user)

    assert ("先放一放" in words, "有异议，协会还在核实。" in words) == (True, True)


def test_a_recognition_says_who_when_and_by_which_document(client, volunteer, association, secretary):
    recognize(association, secretary, [volunteer])

    words = words_for(client, volunteer.user)

    today = days.today()
    shown = [
        "敖汉旗青年志愿者协会",
        NUMBER,
        f"{today.year}年{today.month}月{today.day}日",
        "离二星还差200小时",
    ]
    assert [word in words for word in shown] == [True] * 4


def test_whose_hours_are_not_enough_reads_who_decides_and_what_was_decided(
    client, volunteer, association, secretary, serve
):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)
    undecided, undecided_told = words_for(client, volunteer.user), told(client)
    until = days.today() + datetime.timedelta(days=30)
    given = {"by": secretary, "organization": association}
    keep_stars(StarStanding.objects.all(), reason="在补材料", until=until, **given)
    kept, kept_told = words_for(client, volunteer.user), told(client)

    assert "保留还是取消，由敖汉旗青年志愿者协会或上级协会来定" in undecided
    assert f"敖汉旗青年志愿者协会决定保留到{until.year}年{until.month}月{until.day}日：在补材料" in kept
    assert (undecided_told, kept_told) == (
        "保留还是取消，由敖汉旗青年志愿者协会或上级协会来定，定了会告诉你。",
        f"敖汉旗青年志愿者协会决定保留到{until:%Y-%m-%d}：在补材料",
    )


def test_a_withdrawn_star_is_shown_with_the_reason_and_how_to_complain(
    client, volunteer, association, secretary, serve
):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)
    said = {"reason": "时长是假的", "document_number": "9号"}
    withdraw_stars(StarStanding.objects.all(), by=secretary, organization=association, **said)

    words = words_for(client, volunteer.user)

    assert "9号 · 时长是假的" in words
    assert reverse("governance:lodge", args=["organization", association.pk]) in words


def test_whoever_objected_reads_what_came_of_it_without_being_registered(client, volunteer, association):
    somebody = UserFactory()
    notice = notice_of(association, [volunteer], over=False)
    StarObjectionFactory(candidate=notice.candidates.get(), made_by=somebody, words="他不在旗里")

    words = words_for(client, somebody)

    assert ("他不在旗里" in words, "等答复" in words, volunteer.masked_name in words) == (True, True, False)


def test_the_page_of_the_volunteer_says_that_a_star_is_on_notice(client, volunteer, association):
    notice_of(association, [volunteer], over=False)
    client.force_login(volunteer.user)

    assert "一星在公示，到" in client.get("/me/").content.decode()
