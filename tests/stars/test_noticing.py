"""Before a star is recognised it stands on public notice."""

import datetime

import pytest

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.messaging.models import Message
from apps.regions.models import Region
from apps.registration.actions.leaving import leave
from apps.registration.models import Volunteer
from apps.stars.actions import open_notice, withdraw_notice
from apps.stars.models import Recognition, StarCandidate, StarNotice, StarObjection, StarStanding
from apps.stars.reasons import reasons_of
from tests.factories import (
    BasisFactory,
    ComplaintFactory,
    GuardianshipFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    StarObjectionFactory,
    VolunteerFactory,
)
from tests.stars.passing import notice_of, recognize

pytestmark = pytest.mark.django_db


def put_on_notice(secretary, association, **given):
    rows = StarStanding.objects.all()
    return open_notice(**{"standings": rows, "by": secretary, "organization": association, **given})


def candidates():
    return list(StarCandidate.objects.order_by("pk").values_list("volunteer", "level", "state"))


def test_a_reached_star_is_put_on_notice_for_seven_days(volunteer, association, secretary):
    done = put_on_notice(secretary, association)

    assert (done.noticed, done.own, done.wait) == ([volunteer.pk], [], {})
    notice = StarNotice.objects.get()
    assert (notice.organization, notice.opened_by, notice.state) == (association, secretary, "open")
    assert notice.until == days.today() + datetime.timedelta(days=7)
    assert candidates() == [(volunteer.pk, 1, "noticed")]
    assert not Recognition.objects.exists()
    assert StarStanding.objects.get().recognized == 0


def test_being_on_notice_is_written_down_and_told(volunteer, association, secretary):
    put_on_notice(secretary, association)

    candidate = StarCandidate.objects.get()
    assert list(AuditRow.objects.values_list("actor", "action", "subject", "subject_id")) == [
        (secretary.pk, "star.noticed", "stars.starcandidate", candidate.pk)
    ]
    assert list(Message.objects.filter(kind="star_noticed").values_list("recipient", "key", "url")) == [
        (volunteer.user_id, f"star:{candidate.pk}", "/me/stars/")
    ]


def test_every_star_up_to_the_reached_one_is_meant(volunteer, association, secretary, serve):
    serve(volunteer, 40000)

    put_on_notice(secretary, association)

    assert candidates() == [(volunteer.pk, 3, "noticed")]


def test_whoever_is_on_notice_is_not_put_on_another_one(volunteer, association, secretary):
    put_on_notice(secretary, association)

    with pytest.raises(Refused) as refusal:
        put_on_notice(secretary, association)

    assert refusal.value.code == "nothing_to_recognize"
    assert not StarStanding.objects.recognizable_by(association).exists()


@pytest.mark.parametrize(("length", "refused"), [(6, True), (7, False), (60, False), (61, True)])
def test_a_notice_stands_as_long_as_the_policy_says(volunteer, association, secretary, length, refused):
    if refused:
        with pytest.raises(Refused) as refusal:
            put_on_notice(secretary, association, length=length)
        assert refusal.value.code == "notice_length"
    else:
        done = put_on_notice(secretary, association, length=length)
        assert done.notice.until == days.today() + datetime.timedelta(days=length)


def test_a_batch_has_a_limit(volunteer, association, secretary, serve):
    serve(VolunteerFactory(), 6000)
    PolicyRow.objects.filter(topic="stars", item="notice_people").update(value=1)

    with pytest.raises(Refused) as refusal:
        put_on_notice(secretary, association)

    assert refusal.value.code == "too_many"


@pytest.mark.parametrize(
    ("kind", "state", "region"),
    [
        ("team", "approved", "150430"),
        ("volunteer_assoc", "approved", "150430"),
        ("youth_assoc", "suspended", "150430"),
    ],
)
def test_other_organizations_put_no_stars_on_notice(volunteer, secretary, kind, state, region):
    other = OrganizationFactory(kind_id=kind, state=state, reason="待查", region_id=region)

    with pytest.raises(Refused) as refusal:
        put_on_notice(secretary, other)

    assert refusal.value.code == "not_an_association"


@pytest.mark.parametrize(
    ("region", "recognized"), [("150430", 1), ("1504", 1), ("15", 1), ("150429", 0), ("1505", 0)]
)
def test_an_association_recognizes_people_of_its_own_region(volunteer, secretary, region, recognized):
    association = OrganizationFactory(kind_id="federation", region=Region.objects.get(pk=region))

    assert StarStanding.objects.recognizable_by(association).count() == recognized


# --- nobody decides about their own ---


def test_nobody_puts_their_own_star_on_notice(volunteer, association):
    StaffFactory(organization=association, user=volunteer.user)

    with pytest.raises(Refused) as refusal:
        put_on_notice(volunteer.user, association)

    assert refusal.value.code == "own_star"


def test_the_own_star_is_left_for_a_colleague_and_the_others_go_through(volunteer, association, serve):
    other = VolunteerFactory()
    serve(other, 6000)

    done = put_on_notice(volunteer.user, association)

    assert (done.noticed, done.own) == ([other.pk], [volunteer.pk])


def test_a_guardian_leaves_the_star_of_their_child_for_a_colleague(volunteer, association, serve):
    child = GuardianshipFactory(guardian=volunteer).child
    serve(child, 6000)

    with pytest.raises(Refused) as refusal:
        put_on_notice(volunteer.user, association)

    assert refusal.value.code == "own_star"
    assert not StarCandidate.objects.exists()


# --- reasons to wait ---


def afterwards(volunteer, by):
    """Ninety minutes that were entered afterwards, and confirmed."""
    basis = BasisFactory()
    record = HourRecordFactory(
        signup=None,
        basis=basis,
        source="backfill",
        volunteer=volunteer,
        organization=basis.organization,
        activity_region=basis.region,
        came_noted_by=basis.made_by,
    )
    confirm_hours(HourRecord.objects.filter(pk=record.pk), by=by)


def seen(volunteer, times):
    """Ninety minutes by code, so many times."""
    for record in HourRecordFactory.create_batch(times, signup__volunteer=volunteer):
        owner = StaffFactory(organization=record.organization).user
        confirm_hours(HourRecord.objects.filter(pk=record.pk), by=owner)


@pytest.mark.parametrize(("by_code", "waits"), [(1, True), (2, True), (3, False)])
def test_too_much_entered_afterwards_keeps_a_star_waiting(association, secretary, by_code, waits):
    """Half, a third, a quarter: more than thirty per cent waits."""
    volunteer = VolunteerFactory()
    seen(volunteer, by_code)
    afterwards(volunteer, OfficerFactory(region="150430").user)

    found = reasons_of([volunteer.pk, VolunteerFactory().pk])

    share = 100 // (by_code + 1)
    assert found == ({volunteer.pk: [f"补录占{share}%，超过30%"]} if waits else {})


def test_an_open_complaint_keeps_a_star_waiting_until_it_is_settled(volunteer, association, secretary):
    complaint = ComplaintFactory(about="volunteer", organization=None, volunteer=volunteer)

    with pytest.raises(Refused) as refusal:
        put_on_notice(secretary, association)
    assert (refusal.value.code, str(refusal.value)) == (
        "has_to_wait",
        "选中的人现在都不能公示：有投诉还没办结。",
    )

    type(complaint).objects.filter(pk=complaint.pk).update(state="withdrawn")
    assert put_on_notice(secretary, association).noticed == [volunteer.pk]


def test_who_has_to_wait_is_left_out_and_the_others_go_through(volunteer, association, secretary, serve):
    other = VolunteerFactory()
    serve(other, 6000)
    ComplaintFactory(about="volunteer", organization=None, volunteer=volunteer)

    done = put_on_notice(secretary, association)

    assert (done.noticed, done.wait) == ([other.pk], {volunteer.pk: ["有投诉还没办结"]})


# --- who may recognise which star ---


def allow(region, level, length):
    PolicyRow.objects.create(
        topic="star_recognizer",
        item=f"{region}:{level}",
        value=length,
        unit="code_length",
        valid_from=days.today(),
        source="新办法",
    )


def test_a_policy_of_the_region_leaves_the_fourth_star_to_the_league(
    volunteer, association, secretary, serve
):
    league = OrganizationFactory(kind_id="federation", region_id="1504")
    serve(volunteer, 90000)
    allow("15", 4, 4)
    allow("15", 5, 2)

    put_on_notice(secretary, association)
    assert candidates() == [(volunteer.pk, 3, "noticed")]

    StarNotice.objects.get()
    other = VolunteerFactory()
    serve(other, 90000)
    done = put_on_notice(StaffFactory(organization=league).user, league)
    assert StarCandidate.objects.get(notice=done.notice).level == 4


def test_the_nearest_region_that_says_something_counts(volunteer, association, serve):
    elsewhere = VolunteerFactory(region_id="150429")
    serve(elsewhere, 6000)
    league = OrganizationFactory(kind_id="federation", region_id="1504")
    allow("15", 1, 2)
    allow("150429", 1, 4)

    assert list(StarStanding.objects.recognizable_by(league).values_list("pk", flat=True)) == [elsewhere.pk]
    assert not StarStanding.objects.recognizable_by(association).exists()


def test_a_banner_may_be_stricter_than_its_league(volunteer, serve):
    elsewhere = VolunteerFactory(region_id="150429")
    serve(elsewhere, 6000)
    league = OrganizationFactory(kind_id="federation", region_id="1504")
    allow("150429", 1, 2)

    assert list(StarStanding.objects.recognizable_by(league).values_list("pk", flat=True)) == [volunteer.pk]


# --- taking a notice down ---


def test_a_notice_is_taken_down_with_a_reason_and_everybody_on_it_is_told(volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get())

    withdraw_notice(notice, by=secretary, reason="名单弄错了")

    notice.refresh_from_db()
    objection.refresh_from_db()
    assert (notice.state, notice.reason, notice.ended_by) == ("withdrawn", "名单弄错了", secretary)
    assert list(StarCandidate.objects.values_list("state", "reason")) == [("dropped", "名单弄错了")]
    assert objection.state == StarObjection.State.LAPSED
    told = Message.objects.filter(kind__in=["star_held", "star_objection_answered"])
    assert set(told.values_list("recipient", "kind")) == {
        (volunteer.user_id, "star_held"),
        (objection.made_by_id, "star_objection_answered"),
    }
    assert list(StarStanding.objects.recognizable_by(association)) == [StarStanding.objects.get()]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_notice_is_not_taken_down_without_a_reason(volunteer, association, secretary, reason):
    with pytest.raises(Refused) as refusal:
        withdraw_notice(notice_of(association, [volunteer], over=False), by=secretary, reason=reason)

    assert refusal.value.code == "reason_missing"


def test_what_was_settled_is_not_taken_down(volunteer, association, secretary):
    recognize(association, secretary, [volunteer])

    with pytest.raises(Refused) as refusal:
        withdraw_notice(StarNotice.objects.get(), by=secretary, reason="名单弄错了")

    assert refusal.value.code == "not_open"


def test_who_is_on_a_notice_does_not_take_it_down(volunteer, association):
    notice = notice_of(association, [volunteer], over=False)

    with pytest.raises(Refused) as refusal:
        withdraw_notice(notice, by=volunteer.user, reason="名单弄错了")

    assert refusal.value.code == "own_star"


def test_whoever_leaves_is_on_no_notice_any_more(volunteer, association, secretary):
    notice = notice_of(association, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get())

    leave(volunteer.user, by=volunteer.user)

    objection.refresh_from_db()
    assert (StarCandidate.objects.get().state, objection.state) == ("left", "lapsed")
    assert not StarStanding.objects.recognizable_by(association).exists()


def test_of_whom_has_left_nothing_is_decided_any_more(volunteer, association, secretary, serve):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)

    leave(volunteer.user, by=volunteer.user)

    assert not StarStanding.objects.fallen_at(association).exists()


@pytest.mark.parametrize("count", [1, 30])
def test_putting_on_notice_costs_the_same_whatever_the_number(
    association, secretary, serve, count, django_assert_num_queries
):
    for person in VolunteerFactory.create_batch(count):
        serve(person, 6000)

    with django_assert_num_queries(23):
        put_on_notice(secretary, association)
    assert Volunteer.objects.count() == StarCandidate.objects.count() == count
