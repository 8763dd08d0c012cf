"""After the last day for objections the stars of a notice stand, on paper."""

import pytest

from apps.core import days
from apps.core.errors import Refused
from apps.core.invariants import bad_rows, names
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.stars.actions import answer_objection, open_notice, settle_notice
from apps.stars.models import Recognition, StarCandidate, StarStanding
from tests.factories import (
    ComplaintFactory,
    GuardianshipFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.stars.passing import NUMBER, notice_of, recognize, the_days_go_by
from tests.stars.test_objecting import objected

pytestmark = pytest.mark.django_db
KEPT = [
    "star_recognized_stands_on_recognitions",
    "star_recognitions_stand_on_settled_notices",
    "star_candidates_fit_their_notices",
    "star_objections_were_answered_before_the_star_stood",
]


def broken():
    return {name: rows for name in set(KEPT) & set(names()) if (rows := bad_rows(name))}


def settle(notice, by, number=NUMBER):
    return settle_notice(notice, by=by, document_number=number)


def states():
    return dict(StarCandidate.objects.values_list("volunteer", "state"))


def test_a_recognized_star_stands_on_a_paper(volunteer, association, secretary):
    open_notice(StarStanding.objects.all(), by=secretary, organization=association)
    the_days_go_by()

    done = settle(StarCandidate.objects.get().notice, secretary)

    assert (done.recognized, done.held, done.dropped) == ([volunteer.pk], [], [])
    assert list(
        Recognition.objects.values_list("volunteer", "level", "document_number", "recognized_by")
    ) == [(volunteer.pk, 1, NUMBER, secretary.pk)]
    assert StarStanding.objects.get().recognized == 1
    assert states() == {volunteer.pk: "stands"}
    assert broken() == {}


def test_every_level_up_to_the_reached_one_is_recognized(volunteer, association, secretary, serve):
    serve(volunteer, 40000)

    recognize(association, secretary, [volunteer])

    assert list(Recognition.objects.order_by("level").values_list("level", flat=True)) == [1, 2, 3]
    assert StarStanding.objects.get().recognized == 3


def test_the_next_star_is_recognized_after_the_one_before(volunteer, association, secretary, serve):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 18000)

    recognize(association, secretary, [volunteer])

    assert list(Recognition.objects.order_by("level").values_list("level", flat=True)) == [1, 2]
    assert broken() == {}


def test_recognizing_is_written_down_and_told(volunteer, association, secretary):
    notice = notice_of(association, [volunteer])
    settle(notice, secretary)

    assert list(AuditRow.objects.order_by("pk").values_list("actor", "action", "subject", "subject_id")) == [
        (secretary.pk, "star.notice_settled", "stars.starnotice", notice.pk),
        (secretary.pk, "star.recognized", "stars.recognition", Recognition.objects.get().pk),
    ]
    candidate = StarCandidate.objects.get()
    assert list(Message.objects.filter(kind="star_recognized").values_list("recipient", "key")) == [
        (volunteer.user_id, f"star:{candidate.pk}")
    ]


def test_a_star_is_recognized_once(volunteer, association, secretary):
    notice = notice_of(association, [volunteer])
    settle(notice, secretary)

    with pytest.raises(Refused) as refusal:
        settle(notice, secretary)

    assert refusal.value.code == "nothing_to_settle"


@pytest.mark.parametrize("number", ["", "  "])
def test_without_a_document_number_nothing_is_recognized(volunteer, association, secretary, number):
    with pytest.raises(Refused) as refusal:
        settle(notice_of(association, [volunteer]), secretary, number)

    assert refusal.value.code == "document_number_missing"


@pytest.mark.parametrize(("count", "refused"), [(7, True), (8, False)])
def test_a_notice_is_settled_after_its_last_day_and_not_on_it(
    volunteer, association, secretary, count, refused
):
    notice = open_notice(StarStanding.objects.all(), by=secretary, organization=association).notice
    the_days_go_by(count)
    notice.refresh_from_db()
    assert notice.takes_objections == refused

    if refused:
        with pytest.raises(Refused) as refusal:
            settle(notice, secretary)
        assert refusal.value.code == "notice_not_over"
        assert notice.until == days.today()
    else:
        assert settle(notice, secretary).recognized == [volunteer.pk]


def test_an_association_that_was_suspended_settles_nothing(volunteer, association, secretary):
    notice = notice_of(association, [volunteer])
    type(association).objects.filter(pk=association.pk).update(state="suspended", reason="待查")

    with pytest.raises(Refused) as refusal:
        settle(notice, secretary)

    assert refusal.value.code == "not_an_association"


# --- who is held, and comes later ---


def test_whose_objection_is_not_answered_is_held_and_comes_later(volunteer, association, secretary, serve):
    other = VolunteerFactory()
    serve(other, 6000)
    notice, objection = objected(association, [volunteer, other])

    done = settle(notice, secretary)

    assert (done.recognized, done.held) == ([other.pk], [volunteer.pk])
    assert states() == {volunteer.pk: "held", other.pk: "stands"}
    assert Message.objects.get(kind="star_held", recipient=volunteer.user_id).body == "有异议，协会还在核实。"
    with pytest.raises(Refused) as refusal:
        settle_notice(notice, by=secretary)
    assert refusal.value.code == "nothing_to_settle"

    answer_objection(objection, by=secretary, upholds=False, answer="查过了，没有问题。")
    assert settle_notice(notice, by=secretary).recognized == [volunteer.pk]
    assert set(Recognition.objects.values_list("document_number", flat=True)) == {NUMBER}
    assert broken() == {}


def test_a_complaint_that_came_meanwhile_holds_a_star_until_it_is_settled(volunteer, association, secretary):
    notice = notice_of(association, [volunteer])
    complaint = ComplaintFactory(about="volunteer", organization=None, volunteer=volunteer)

    assert settle(notice, secretary).held == [volunteer.pk]
    assert StarCandidate.objects.get().reason == "有投诉还没办结"

    type(complaint).objects.filter(pk=complaint.pk).update(state="withdrawn")
    assert settle_notice(notice, by=secretary).recognized == [volunteer.pk]


def test_nobody_recognizes_their_own_star(volunteer, association, secretary):
    StaffFactory(organization=association, user=volunteer.user)
    notice = notice_of(association, [volunteer])

    assert settle(notice, volunteer.user).held == [volunteer.pk]
    assert not Recognition.objects.exists()

    assert settle_notice(notice, by=secretary).recognized == [volunteer.pk]


def test_a_guardian_leaves_the_star_of_their_child_for_a_colleague(volunteer, association, secretary, serve):
    child = GuardianshipFactory(guardian=volunteer).child
    serve(child, 6000)
    notice = notice_of(association, [child])

    assert settle(notice, volunteer.user).held == [child.pk]
    assert settle_notice(notice, by=secretary).recognized == [child.pk]


def test_whose_hours_were_voided_meanwhile_is_dropped_and_told(volunteer, association, secretary, serve):
    notice = notice_of(association, [volunteer])
    serve(volunteer, 5910)

    done = settle(notice, secretary)

    assert (done.recognized, done.dropped) == ([], [volunteer.pk])
    assert not Recognition.objects.exists()
    told = Message.objects.get(kind="star_held", recipient=volunteer.user_id)
    assert told.body == "现在的时长不够这一星了。"
    serve(volunteer, 6000)
    assert StarStanding.objects.recognizable_by(association).exists()


def test_the_star_of_a_foreign_notice_is_not_recognized_by_the_way(volunteer, association, secretary, serve):
    other = VolunteerFactory()
    serve(other, 6000)
    league = OrganizationFactory(kind_id="federation", region_id="1504")
    notice_of(league, [other])

    settle(notice_of(association, [volunteer]), secretary)

    assert states() == {volunteer.pk: "stands", other.pk: "noticed"}


@pytest.mark.parametrize("count", [1, 30])
def test_settling_costs_the_same_whatever_the_number(
    association, secretary, serve, count, django_assert_num_queries
):
    people = VolunteerFactory.create_batch(count)
    for person in people:
        serve(person, 6000)
    notice = notice_of(association, people)

    with django_assert_num_queries(31):
        settle(notice, secretary)
    assert Recognition.objects.count() == count
