"""Who has a hand in a notice, or a post with who wrote it, does not review it."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from apps.activities.actions import (
    add_position,
    add_shift,
    publish_activity,
    remove_position,
    remove_shift,
    return_activity,
    save_draft,
    submit_activity,
)
from apps.activities.models import Activity, Position
from apps.activities.never import CODES
from apps.core import invariants
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    OrganizationFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NOT_DECIDED = {"decided_by": None, "decided_at": None}
HANDS = ["author", "last_written_by", "submitted_by"]


@pytest.fixture
def officer():
    return OfficerFactory().user


def waiting(**hands):
    return ActivityFactory(state="in_review", submitted_at=timezone.now(), **NOT_DECIDED, **hands)


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def reviewable(user):
    return list(Activity.objects.reviewable_by(user))


@pytest.mark.parametrize("hand", HANDS)
def test_who_wrote_changed_or_handed_in_a_notice_does_not_review_it(officer, hand):
    own, foreign = waiting(**{hand: officer}), waiting()

    assert reviewable(officer) == [foreign]
    assert refusal_code(publish_activity, own, kinds=CODES, by=officer) == "own_activity"
    assert refusal_code(return_activity, own, by=officer, reason="地点不清") == "own_activity"


def test_who_holds_a_post_in_the_organization_today_does_not_review_for_it(officer):
    activity = waiting()
    post = StaffFactory(user=officer, organization=activity.organization)

    assert reviewable(officer) == []
    assert refusal_code(publish_activity, activity, kinds=CODES, by=officer) == "own_organization"

    post.until = post.since  # they left it long ago
    post.save()
    assert reviewable(officer) == [activity]
    publish_activity(activity, kinds=CODES, by=officer)


def test_an_officer_who_rewrites_and_hands_in_a_colleagues_draft_does_not_publish_it(client, officer):
    activity = ActivityFactory(state="draft", **NOT_DECIDED)
    ShiftFactory(position=PositionFactory(activity=activity))
    StaffFactory(user=officer, organization=activity.organization)

    save_draft(activity, region=activity.region, by=officer)
    submit_activity(activity, kinds=CODES, by=officer)

    activity.refresh_from_db()
    assert (activity.last_written_by, activity.submitted_by) == (officer, officer)
    client.force_login(officer)
    page = reverse("activities:review", args=["150430", activity.pk])
    assert client.get(page).status_code == 404


def test_every_change_says_who_wrote_and_is_noted_down(officer):
    activity = ActivityFactory(state="draft", **NOT_DECIDED)
    writer = StaffFactory(organization=activity.organization).user
    start = nine_oclock(3)

    def change(step):
        Activity.objects.update(last_written_by=officer)
        result = step()
        activity.refresh_from_db()
        assert activity.last_written_by == writer
        return result

    change(lambda: save_draft(activity, region=activity.region, by=writer))
    position = change(lambda: add_position(activity, name="登记", by=writer))
    end = start + datetime.timedelta(hours=2)
    shift = change(lambda: add_shift(position, starts_at=start, ends_at=end, capacity=3, by=writer))
    change(lambda: remove_shift(shift, by=writer))
    change(lambda: remove_position(Position.objects.get(), by=writer))

    written = AuditRow.objects.filter(action="activity.written", actor=writer, subject_id=activity.pk)
    assert written.count() == 5


def test_who_returned_a_notice_and_came_to_write_in_it_leaves_it_to_another_reviewer(officer):
    activity = waiting()
    return_activity(activity, by=officer, reason="地点不清")
    StaffFactory(user=officer, organization=activity.organization)
    ShiftFactory(position=PositionFactory(activity=activity))
    activity.refresh_from_db()

    save_draft(activity, region=activity.region, by=officer)
    submit_activity(activity, kinds=CODES, by=StaffFactory(organization=activity.organization).user)

    assert refusal_code(publish_activity, activity, kinds=CODES, by=officer) == "own_organization"
    publish_activity(activity, kinds=CODES, by=OfficerFactory().user)


@pytest.mark.parametrize(
    ("state", "hand"),
    [
        *[("published", hand) for hand in HANDS],
        *[("cancelled", hand) for hand in HANDS],
        ("returned", "author"),
        ("returned", "submitted_by"),
    ],
)
def test_the_database_lets_nobody_review_what_they_had_a_hand_in(officer, state, hand):
    with pytest.raises(IntegrityError, match="activities_activity_nobody_reviews_their_own"):
        ActivityFactory(state=state, decided_by=officer, reason="改期", **{hand: officer})


@pytest.mark.parametrize("hand", HANDS)
def test_the_invariant_finds_who_reviewed_their_own(officer, hand):
    activity = ActivityFactory(decided_by=officer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE activities_activity DROP CONSTRAINT activities_activity_nobody_reviews_their_own"
        )
    Activity.objects.update(**{hand: officer})
    invariants.names()

    (row,) = invariants.bad_rows("activities_nobody_reviewed_their_own")
    assert row.id == activity.pk


@pytest.mark.parametrize("decision", ["published", "returned"])
def test_who_wrote_it_and_who_handed_it_in_hear_what_became_of_it(officer, decision):
    organization = OrganizationFactory()
    author, colleague = (StaffFactory(organization=organization).user for _ in range(2))
    notice = waiting(organization=organization, author=author, submitted_by=colleague)
    ShiftFactory(position__activity=notice)

    if decision == "published":
        publish_activity(notice, kinds=CODES, by=officer)
    else:
        return_activity(notice, by=officer, reason="写清楚带什么工具")

    told = Message.objects.filter(kind="activity_decided")
    assert set(told.values_list("recipient", flat=True)) == {author.pk, colleague.pk}
