"""Hours were voided, and are not enough any more for a star that was recognised. People decide, nobody loses it silently."""

import datetime

import pytest
from django.db import connection
from django.db.models import F

from apps.core import days
from apps.core.errors import Refused
from apps.core.invariants import bad_rows, names
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.models import Message
from apps.stars.actions import keep_stars, withdraw_stars
from apps.stars.models import Recognition, StarStanding, StarStay
from apps.stars.recompute import recompute_stars
from tests.factories import GuardianshipFactory, OrganizationFactory, StaffFactory, VolunteerFactory
from tests.stars.passing import recognize

pytestmark = pytest.mark.django_db
ROWS = StarStanding.objects


@pytest.fixture
def league():
    return OrganizationFactory(kind_id="federation", name="赤峰市志愿者联合会", region_id="1504")


@pytest.fixture
def fallen(volunteer, association, secretary, serve):
    """One star was recognised; then hours were voided."""
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)
    return volunteer


def keep(by, organization, **given):
    until = days.today() + datetime.timedelta(days=30)
    said = {"reason": "在补材料", "until": until, **given}
    return keep_stars(ROWS.all(), by=by, organization=organization, **said)


def withdraw(by, organization, **given):
    said = {"reason": "时长是假的", "document_number": "敖志协〔2026〕9号", **given}
    return withdraw_stars(ROWS.all(), by=by, organization=organization, **said)


def test_a_star_for_which_the_hours_are_not_enough_waits_for_the_association(fallen, association):
    assert [one.pk for one in ROWS.fallen_at(association)] == [fallen.pk]
    assert ROWS.get().recognized == 1


@pytest.mark.parametrize(
    ("region", "kind", "decides"),
    [
        ("1504", "federation", True),
        ("15", "federation", True),
        ("150430", "federation", False),
        ("150429", "federation", False),
        ("1505", "federation", False),
        ("1504", "team", False),
    ],
)
def test_the_association_that_recognized_decides_or_one_above_it(fallen, region, kind, decides):
    other = OrganizationFactory(kind_id=kind, region_id=region)

    assert ROWS.fallen_at(other).exists() == decides


def test_the_banner_does_not_decide_about_what_the_league_recognized(volunteer, association, league, serve):
    recognize(league, StaffFactory(organization=league).user, [volunteer])
    serve(volunteer, 5910)

    assert not ROWS.fallen_at(association).exists()
    assert ROWS.fallen_at(league).exists()


def more_is_asked_of_one_star(minutes=7200):
    today = days.today()
    PolicyRow.objects.create(
        topic="star_minutes", item="1", value=minutes, unit="minutes", valid_from=today, source="新办法"
    )
    recompute_stars()


def earlier_than_the_rule():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE stars_recognition DISABLE TRIGGER USER")
        Recognition.objects.update(recognized_at=F("recognized_at") - datetime.timedelta(days=40))
        cursor.execute("ALTER TABLE stars_recognition ENABLE TRIGGER USER")


def asked_otherwise():
    assert "star_asked_for_what_its_recognition_did" in names()
    return bad_rows("star_asked_for_what_its_recognition_did")


@pytest.fixture
def outgrown(volunteer, association, secretary, serve):
    """One star was recognised of 110 hours; since then 120 are asked for."""
    serve(volunteer, 6600)
    recognize(association, secretary, [volunteer])
    earlier_than_the_rule()
    more_is_asked_of_one_star()
    return volunteer


def losses(volunteer):
    return [
        (one.title, "认定过的星先留着，由协会来定" in one.body)
        for one in Message.objects.filter(recipient=volunteer.user_id, kind="star_less").order_by("pk")
    ]


@pytest.mark.parametrize(("minutes", "falls"), [(6000, False), (5910, True)])
def test_a_recognized_star_stays_when_thresholds_rise(outgrown, association, serve, minutes, falls):
    """Its own hours can still become too few, by what was asked for when it was recognised. That is told once."""
    serve(outgrown, minutes)
    serve(outgrown, minutes - 1 if falls else minutes)

    assert (ROWS.get().reached, ROWS.get().recognized, ROWS.get().asked) == (0, 1, 6000)
    assert ROWS.fallen_at(association).exists() == falls
    assert losses(outgrown) == ([("现在的时长不够一星", True)] if falls else [])
    assert asked_otherwise() == []


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(7200, []), (6600, []), (5999, [("现在的时长不够一星", True)])],
)
def test_who_reaches_a_star_anew_and_loses_it_is_told_only_when_the_recognized_one_is_in_question(
    outgrown, serve, minutes, told
):
    serve(outgrown, 7300)
    serve(outgrown, minutes)

    assert losses(outgrown) == told


@pytest.mark.parametrize(
    ("minutes", "told"), [(6000, [("现在的时长不够二星", False)]), (5999, [("现在的时长不够二星", True)])]
)
def test_one_message_tells_of_a_reached_and_of_a_recognized_star(
    volunteer, association, secretary, serve, minutes, told
):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 18000)
    serve(volunteer, minutes)

    assert losses(volunteer) == told


def test_higher_thresholds_give_nobody_the_right_to_withdraw(volunteer, association, secretary):
    recognize(association, secretary, [volunteer])
    earlier_than_the_rule()
    more_is_asked_of_one_star()

    with pytest.raises(Refused) as refusal:
        withdraw(secretary, association)

    assert (refusal.value.code, ROWS.get().recognized) == ("nothing_fallen", 1)


def test_withdrawing_spares_stars_that_asked_for_less(volunteer, association, secretary, serve):
    """Of three stars those go for which the hours are not enough; the first stays, though more is asked for it now."""
    serve(volunteer, 40000)
    recognize(association, secretary, [volunteer])
    earlier_than_the_rule()
    more_is_asked_of_one_star()
    serve(volunteer, 6500)

    withdraw(secretary, association)

    assert (ROWS.get().recognized, ROWS.get().asked, ROWS.get().has_fallen) == (1, 6000, False)
    assert asked_otherwise() == []


def test_a_star_is_kept_until_a_day_and_then_comes_back(fallen, association, secretary):
    assert keep(secretary, association) == [fallen.pk]

    stay = StarStay.objects.get()
    assert (stay.organization, stay.reason, stay.decided_by) == (association, "在补材料", secretary)
    assert ROWS.get().recognized == 1
    assert not ROWS.fallen_at(association).exists()
    told = Message.objects.get(recipient=fallen.user_id, kind="star_held")
    assert "在补材料" in told.body
    assert f"{stay.until:%Y-%m-%d}" in told.body
    assert list(AuditRow.objects.filter(action="star.kept").values_list("actor", "subject_id")) == [
        (secretary.pk, stay.pk)
    ]


def test_whose_days_are_over_is_decided_about_again(fallen, association, secretary):
    StarStay.objects.create(
        volunteer=fallen,
        beneficiary=fallen.user,
        organization=association,
        until=days.today() - days.ONE,
        reason="在补材料",
        decided_by=secretary,
    )

    assert ROWS.fallen_at(association).exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"until": datetime.date(2020, 1, 1)}, "stay_length"),
        ({"until": datetime.date(2999, 1, 1)}, "stay_length"),
    ],
)
def test_a_star_is_kept_with_a_reason_and_for_a_time(fallen, association, secretary, given, code):
    with pytest.raises(Refused) as refusal:
        keep(secretary, association, **given)

    assert refusal.value.code == code


def test_a_withdrawn_star_stays_on_record_and_the_person_is_told(fallen, association, secretary):
    assert withdraw(secretary, association) == [fallen.pk]

    row = Recognition.objects.get()
    assert (row.withdrawn_by, row.withdrawn_why, row.withdrawal_number) == (
        secretary,
        "时长是假的",
        "敖志协〔2026〕9号",
    )
    assert ROWS.get().recognized == 0
    told = Message.objects.get(recipient=fallen.user_id, kind="star_withdrawn")
    assert told.title == "一星取消了"
    assert [words in told.body for words in ("时长是假的", "敖志协〔2026〕9号", "投诉")] == [True, True, True]
    assert list(AuditRow.objects.filter(action="star.withdrawn").values_list("actor", "subject_id")) == [
        (secretary.pk, row.pk)
    ]
    assert "star_recognized_stands_on_recognitions" in names()
    assert bad_rows("star_recognized_stands_on_recognitions") == []


@pytest.mark.parametrize(
    ("given", "code"),
    [({"reason": " "}, "reason_missing"), ({"document_number": " "}, "document_number_missing")],
)
def test_a_star_is_withdrawn_with_a_reason_and_a_document(fallen, association, secretary, given, code):
    with pytest.raises(Refused) as refusal:
        withdraw(secretary, association, **given)

    assert (refusal.value.code, ROWS.get().recognized) == (code, 1)


def test_only_the_stars_for_which_hours_are_missing_are_withdrawn(volunteer, association, secretary, serve):
    serve(volunteer, 40000)
    recognize(association, secretary, [volunteer])
    serve(volunteer, 7000)

    withdraw(secretary, association)

    standing = Recognition.objects.standing()
    assert (ROWS.get().recognized, [row.level for row in standing]) == (1, [1])
    assert Recognition.objects.exclude(withdrawn_at=None).count() == 2


def test_an_association_withdraws_down_to_the_first_star_that_is_not_for_it(
    volunteer, association, secretary, league, serve
):
    boss = StaffFactory(organization=league).user
    recognize(league, boss, [volunteer])
    serve(volunteer, 18000)
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5000)

    withdraw(secretary, association)
    assert ROWS.get().recognized == 1
    assert not ROWS.fallen_at(association).exists()

    withdraw(boss, league)
    assert ROWS.get().recognized == 0


def test_a_withdrawn_star_is_recognized_again_when_the_hours_are_there(fallen, association, secretary, serve):
    withdraw(secretary, association)
    serve(fallen, 6000)

    recognize(association, secretary, [fallen])

    assert (ROWS.get().recognized, Recognition.objects.count()) == (1, 2)


def test_nobody_decides_about_their_own_fallen_star(fallen, association):
    StaffFactory(organization=association, user=fallen.user)

    for act in (keep, withdraw):
        with pytest.raises(Refused) as refusal:
            act(fallen.user, association)
        assert refusal.value.code == "own_star"


def test_a_guardian_does_not_decide_about_the_fallen_star_of_their_child(
    volunteer, association, secretary, serve
):
    child = GuardianshipFactory(guardian=volunteer).child
    serve(child, 6000)
    recognize(association, secretary, [child])
    serve(child, 100)

    with pytest.raises(Refused) as refusal:
        withdraw(volunteer.user, association)

    assert refusal.value.code == "own_star"


def test_whose_hours_are_there_again_is_left_alone(fallen, association, secretary, serve):
    serve(fallen, 6000)

    with pytest.raises(Refused) as refusal:
        withdraw(secretary, association)

    assert (refusal.value.code, ROWS.get().recognized) == ("nothing_fallen", 1)


@pytest.mark.parametrize(("act", "number"), [(keep, 15), (withdraw, 28)])
@pytest.mark.parametrize("count", [1, 30])
def test_deciding_costs_the_same_whatever_the_number(
    association, secretary, serve, act, number, count, django_assert_num_queries
):
    people = VolunteerFactory.create_batch(count)
    for person in people:
        serve(person, 6000)
    recognize(association, secretary, people)
    for person in people:
        serve(person, 5000)

    with django_assert_num_queries(number):
        assert len(act(secretary, association)) == count
