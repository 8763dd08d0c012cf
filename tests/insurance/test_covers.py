"""Whom the policies insure, from when, until when."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import outbox
from apps.core.days import today
from apps.insurance import actions, covers, enrolling
from apps.insurance.models import Cover, Policy
from apps.messaging.models import Message
from apps.regions.models import Region
from apps.registration.actions import pass_identity
from apps.registration.actions.leaving import leave
from apps.registration.models import IdentityCase, Volunteer
from apps.registration.signals import identity_voided
from tests.factories import (
    BenefitFactory,
    ConsentFactory,
    CoverFactory,
    IdentityCaseFactory,
    OfficerFactory,
    PolicyFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def days_of(cover):
    return cover.first_day, cover.last_day


def born(years, **days):
    return today().replace(year=today().year - years) - datetime.timedelta(**days)


def test_whoever_passes_has_the_free_policy_of_the_region_from_that_day():
    policy = PolicyFactory()
    PolicyFactory(region=Region.objects.get(pk="150102"))
    PolicyFactory(state="draft")
    case = IdentityCaseFactory()

    pass_identity(IdentityCase.objects.filter(pk=case.pk), by=UserFactory())

    cover = Cover.objects.get()
    assert (cover.policy, cover.volunteer_id, cover.state) == (policy, case.volunteer_id, "accepted")
    assert days_of(cover) == (today(), policy.ends_on)


def test_a_named_policy_waits_for_the_insurer():
    policy, volunteer = PolicyFactory(is_named=True), VolunteerFactory()

    enrolling.enrol([volunteer.pk])

    cover = Cover.objects.get()
    assert (cover.state, cover.accepted_at, days_of(cover)) == ("eligible", None, (today(), policy.ends_on))


def test_enrolling_twice_changes_nothing():
    PolicyFactory()
    people = VolunteerFactory.create_batch(3)

    made = [enrolling.enrol([person.pk for person in people]) for _time in range(2)]

    assert (made, Cover.objects.count()) == ([3, 0], 3)


def test_whom_the_insurer_refused_is_not_put_up_again_by_itself():
    refused = CoverFactory(state="refused", policy__is_named=True)

    assert enrolling.enrol([refused.volunteer_id]) == 0


@pytest.mark.parametrize(
    ("years", "days", "is_in"), [(18, 1, True), (18, -1, False), (65, 1, True), (66, 1, False)]
)
def test_ages_outside_the_policy_are_left_out(years, days, is_in):
    PolicyFactory(minimum_age=18, maximum_age=65)
    volunteer = VolunteerFactory(birth_date=born(years, days=days))

    assert enrolling.enrol([volunteer.pk]) == is_in


def test_the_policy_of_the_whole_region_covers_its_banners():
    PolicyFactory(region=Region.objects.get(pk="15"))

    assert enrolling.enrol([VolunteerFactory().pk]) == 1


def test_a_policy_to_come_covers_from_its_first_day():
    PolicyFactory(starts_on=today() + 30 * DAY)
    volunteer = VolunteerFactory()

    enrolling.enrol([volunteer.pk])

    assert Cover.objects.get().first_day == today() + 30 * DAY


def test_however_many_people_one_statement_insures_them():
    PolicyFactory()

    def statements(count):
        people = [person.pk for person in VolunteerFactory.create_batch(count)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            enrolling.enrol(people)
        return len(queries)

    assert statements(1) == statements(30) == 1


def test_a_policy_that_comes_into_force_goes_through_the_register():
    officer = OfficerFactory().user
    policy = PolicyFactory(state="draft", created_by=officer)
    BenefitFactory(policy=policy)
    people = VolunteerFactory.create_batch(3)
    VolunteerFactory(identity_state="pending", number=None, passed_at=None)

    actions.start_policy(policy, by=officer)
    outbox.sweep()

    assert set(Cover.objects.values_list("volunteer", flat=True)) == {person.pk for person in people}


def test_by_night_whoever_was_missed_is_added():
    PolicyFactory()
    VolunteerFactory.create_batch(2)

    assert [actions.enrol_everybody(), actions.enrol_everybody()] == [2, 0]


def test_a_voided_identity_ends_the_cover_and_today_still_counts():
    cover, other = CoverFactory(), CoverFactory()

    identity_voided.send(sender=Volunteer, user_ids=[cover.volunteer.user_id], by=UserFactory())

    cover.refresh_from_db()
    assert (cover.state, cover.last_day, cover.reason) == ("ended", today(), "实名核验作废了")
    assert Cover.objects.get(pk=other.pk).state == "accepted"


def test_what_was_on_its_way_ends_without_a_day():
    cover = CoverFactory(state="eligible", policy__is_named=True)

    identity_voided.send(sender=Volunteer, user_ids=[cover.volunteer.user_id], by=UserFactory())

    cover.refresh_from_db()
    assert (cover.state, cover.during.isempty) == ("ended", True)


def test_whoever_leaves_is_insured_no_longer():
    cover = CoverFactory()

    leave(cover.volunteer.user, by=cover.volunteer.user)

    cover.refresh_from_db()
    assert (cover.state, cover.reason) == ("ended", "账号注销了")


def test_whoever_passes_again_has_a_new_cover_after_the_old_one():
    ended = CoverFactory()
    identity_voided.send(sender=Volunteer, user_ids=[ended.volunteer.user_id], by=UserFactory())

    enrolling.enrol([ended.volunteer_id])

    assert Cover.objects.exclude(pk=ended.pk).get().first_day == today() + DAY


def test_a_withdrawn_policy_ends_its_covers_and_says_so():
    officer = OfficerFactory().user
    cover = CoverFactory(policy__created_by=officer)
    other = CoverFactory(volunteer=cover.volunteer)

    actions.withdraw_policy(cover.policy, reason="换公司", by=officer)
    outbox.sweep()

    cover.refresh_from_db()
    assert (cover.state, cover.last_day) == ("ended", today())
    assert Cover.objects.get(pk=other.pk).state == "accepted"
    assert Message.objects.filter(kind="insurance.ended", recipient=cover.volunteer.user).count() == 1


def test_a_policy_whose_last_day_is_over_ends_with_its_covers():
    cover = CoverFactory(policy__ends_on=today() - DAY)
    running = CoverFactory(policy__ends_on=today())

    assert [actions.end_what_is_over(), actions.end_what_is_over()] == [1, 0]
    outbox.sweep()

    assert {p.pk: p.state for p in Policy.objects.all()} == {
        cover.policy_id: "ended",
        running.policy_id: "in_force",
    }
    cover.refresh_from_db()
    assert (cover.state, cover.last_day) == ("ended", today() - DAY)


# --- who is covered, and what is missing -----------------------------------------------------------------


def everyone():
    return Policy.objects.for_everyone().covering_hazard()


def test_covered_means_on_every_day_asked_for():
    cover = CoverFactory(policy__ends_on=today())
    people = [cover.volunteer_id, VolunteerFactory().pk]

    assert covers.covered(people, [today()], everyone()) == {cover.volunteer_id}
    assert covers.covered(people, [today(), today() + DAY], everyone()) == set()


@pytest.mark.parametrize("state", ["eligible", "sent", "refused"])
def test_what_was_not_accepted_covers_nobody(state):
    cover = CoverFactory(state=state, policy__is_named=True)

    assert covers.covered([cover.volunteer_id], [today()], everyone()) == set()


def test_an_ended_cover_still_covered_until_then():
    cover = CoverFactory()
    identity_voided.send(sender=Volunteer, user_ids=[cover.volunteer.user_id], by=UserFactory())

    assert covers.covered([cover.volunteer_id], [today()], everyone()) == {cover.volunteer_id}
    assert covers.covered([cover.volunteer_id], [today() + DAY], everyone()) == set()


def test_who_is_covered_is_asked_once_however_many_they_are():
    policy = PolicyFactory()

    def statements(count):
        people = [CoverFactory(policy=policy).volunteer_id for _one in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert covers.covered(people, [today()], everyone()) == set(people)
        return len(queries)

    assert statements(1) == statements(30) == 1


def lack(volunteer):
    return covers.lack_of(volunteer, today(), everyone())


def test_without_a_policy_the_organisation_has_to_see_to_it():
    assert lack(VolunteerFactory()).code == "no_policy"


def test_an_age_outside_the_policy_is_told():
    PolicyFactory(maximum_age=20)

    assert lack(VolunteerFactory()).code == "age_outside_policy"


def test_a_missing_consent_is_told_with_the_way_to_it():
    cover = CoverFactory(state="eligible", policy__is_named=True)

    found = lack(cover.volunteer)
    assert (found.code, found.url) == ("insurer_consent_missing", "/me/consents/")


@pytest.mark.parametrize("state", ["eligible", "sent"])
def test_what_is_on_its_way_is_told_as_that(state):
    cover = CoverFactory(state=state, policy__is_named=True)
    ConsentFactory(user=cover.volunteer.user, purpose="insurer")

    assert lack(cover.volunteer).code == "not_accepted_yet"


def test_a_refusal_of_the_insurer_is_told():
    cover = CoverFactory(state="refused", policy__is_named=True)

    assert lack(cover.volunteer).code == "refused_by_insurer"


def test_a_cover_that_begins_later_is_told_with_its_day():
    cover = CoverFactory(policy__starts_on=today() + DAY)
    PolicyFactory()

    Policy.objects.filter(pk=cover.policy_id).update(starts_on=today())
    assert lack(cover.volunteer).code == "not_covered_yet"


def test_without_any_cover_it_is_told():
    PolicyFactory()

    assert lack(VolunteerFactory(passed_at=timezone.now())).code == "not_covered"


def test_without_names_everybody_is_insured_from_the_day_their_identity_was_passed():
    """Also where the policy is written down here later than it began; never from before it began."""
    policy = PolicyFactory(starts_on=today() - 20 * DAY)
    now = timezone.now()
    lately = VolunteerFactory(passed_at=now - 7 * DAY)
    long_ago = VolunteerFactory(passed_at=now - 400 * DAY)

    enrolling.enrol([lately.pk, long_ago.pk])

    found = {cover.volunteer: days_of(cover) for cover in Cover.objects.select_related("volunteer")}
    assert found == {
        lately: (today() - 7 * DAY, policy.ends_on),
        long_ago: (policy.starts_on, policy.ends_on),
    }
