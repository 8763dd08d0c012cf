"""The nightly recompute meets people who change their school or are verified meanwhile; nobody is thrown out."""

import datetime

import pytest
from django.db import connection, transaction

from apps.core import days, outbox
from apps.core.errors import Refused
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord, YearTotal
from apps.hours.recompute import recompute_totals
from apps.messaging.models import Message
from apps.quotas import standing
from apps.quotas.actions import count_drafts, draft_policy, put_in_force, withdraw_draft
from apps.quotas.actions.drafts import numbers_in_force
from apps.quotas.by_night import remind_behind
from apps.quotas.models import GoalReminder, PolicyDraft, YearStanding
from apps.quotas.recompute import recompute_goals
from apps.regions.models import Region
from apps.registration.actions import change_affiliation
from apps.registration.actions.identities import pass_identity
from apps.registration.belonging import Belonging
from apps.registration.models import IdentityCase, Volunteer
from tests.conftest import Meanwhile
from tests.factories import (
    AffiliationFactory,
    HourRecordFactory,
    IdentityCaseFactory,
    OfficerFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pupil():
    """Somebody at a school, with no standing yet for this year: the night of 31 December."""
    return AffiliationFactory(since=datetime.date(2025, 9, 1)).volunteer


def leave_school(person):
    return change_affiliation(person, belonging=Belonging(identity="other"), political="", by=person.user)


def test_the_new_year_opens_while_somebody_changes_school(pupil, until_it_waits):
    with transaction.atomic():
        assert recompute_goals() > 0
        changing = until_it_waits(lambda: leave_school(pupil))
    changing.join()

    now = YearStanding.objects.get(volunteer=pupil, year=days.this_year())
    assert (now.affiliation, now.identity) == (changing.result, "other")


def test_the_new_year_opens_while_somebody_is_verified(until_it_waits):
    case = IdentityCaseFactory()
    AffiliationFactory(volunteer=case.volunteer, since=datetime.date(2025, 9, 1))
    officer = OfficerFactory().user

    with transaction.atomic():
        assert recompute_goals() > 0
        passing = until_it_waits(lambda: pass_identity(IdentityCase.objects.all(), by=officer))
    passing.join()

    assert (passing.result.passed, Volunteer.objects.get(pk=case.volunteer_id).is_passed) == ([case.pk], True)


def test_a_lost_total_is_mended_while_its_volunteer_changes_school(until_it_waits):
    record = HourRecordFactory()
    person = AffiliationFactory(volunteer=record.volunteer).volunteer
    manager = StaffFactory(organization=record.organization).user
    confirm_hours(HourRecord.objects.all(), by=manager)
    YearTotal.objects.all().delete()

    with transaction.atomic():
        assert recompute_totals() == 1
        changing = until_it_waits(lambda: leave_school(person))
    changing.join()

    kept = YearStanding.objects.get(volunteer=person, year=days.this_year())
    assert (kept.affiliation, kept.minutes) == (changing.result, 90)


def drafted(minutes, by):
    return draft_policy(
        Region.objects.get(pk="15"),
        name=f"一星{minutes // 60}小时",
        numbers=numbers_in_force() | {("star_minutes", "1"): minutes},
        by=by,
    )


@pytest.mark.parametrize(("minutes", "drafts"), [(4800, 1), (4900, 2)])
def test_the_same_draft_sent_twice_at_once_is_written_once(until_it_waits, minutes, drafts):
    by = UserFactory()
    with transaction.atomic():
        drafted(4800, by)
        second = until_it_waits(
            lambda: draft_policy(
                Region.objects.get(pk="15"),
                name="一星80小时",
                numbers=numbers_in_force() | {("star_minutes", "1"): minutes},
                by=by,
            )
        )
    second.join()

    assert PolicyDraft.objects.count() == drafts


def in_another_connection(work):
    other = Meanwhile(work)
    other.start()
    other.join(20)
    assert not other.is_alive(), "it waits"
    return other.result


def test_a_draft_that_one_worker_counts_is_left_alone_by_others_and_may_be_withdrawn(until_it_waits):
    made = drafted(4800, by := UserFactory())

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE quotas_drafteffect IN EXCLUSIVE MODE")
        counting = until_it_waits(count_drafts)
        assert in_another_connection(count_drafts) == 0
        assert in_another_connection(lambda: withdraw_draft(made, by=by).state) == "withdrawn"
    counting.join()

    made.refresh_from_db()
    assert (counting.result, made.counted_at) == (0, None)


def test_of_two_policies_of_one_day_only_one_is_put_in_force(until_it_waits):
    officers, tomorrow = [UserFactory(), UserFactory()], days.today() + days.ONE
    drafts = [drafted(minutes, officers[0]) for minutes in (4800, 5400)]
    count_drafts()

    def refusal():
        try:
            put_in_force(drafts[1], valid_from=tomorrow, source="二", by=officers[1])
        except Refused as refused:
            return refused.code
        return None

    with transaction.atomic():
        put_in_force(drafts[0], valid_from=tomorrow, source="一", by=officers[0])
        second = until_it_waits(refusal)
    second.join()

    assert second.result == "day_is_taken"
    assert numbers_in_force(tomorrow)[("star_minutes", "1")] == 4800
    assert [PolicyDraft.objects.get(pk=one.pk).state for one in drafts] == ["in_force", "draft"]


def test_two_workers_remind_at_once_and_everybody_hears_it_once(pupil, until_it_waits):
    june = datetime.date(2026, 6, 29)
    standing.follow([pupil.pk])
    with transaction.atomic():
        assert remind_behind(june) == 1
        other = until_it_waits(lambda: remind_behind(june))
    other.join()
    outbox.sweep()

    assert [one.recipient for one in Message.objects.filter(kind="goal.behind")] == [pupil.user]
    assert GoalReminder.objects.count() == 1
