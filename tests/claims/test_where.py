"""What a claim stands on: a shift or a lesson of that time, and the right one of several policies."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.claims import actions
from apps.claims.evidence import evidence_of
from apps.claims.models import Claim
from apps.core.display import mask_phone
from apps.messaging.models import Message
from tests.claims.cases import DAY, HOUR, YESTERDAY, begin, refusal_code, text_of
from tests.factories import (
    AttendanceFactory,
    CoverFactory,
    EnrolmentFactory,
    PolicyFactory,
    StaffFactory,
    TrainingSessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_cover(signup):
    """Of the policy the activity brought along."""
    activity = signup.shift.position.activity
    policy = PolicyFactory(organization=activity.organization, serves="activity", covers_hazard=False)
    activity.policy = policy
    activity.save(update_fields=["policy"])
    return CoverFactory(policy=policy, volunteer=signup.volunteer)


@pytest.fixture
def lesson(volunteer):
    """A lesson yesterday, of an organisation, to which the person came."""
    session = TrainingSessionFactory(starts_at=YESTERDAY, ends_at=YESTERDAY + 2 * HOUR)
    enrolment = EnrolmentFactory(session=session, volunteer=volunteer)
    AttendanceFactory(enrolment=enrolment)
    return enrolment


@pytest.fixture
def training_cover(volunteer):
    return CoverFactory(volunteer=volunteer, policy__covers_training=True)


# --- which policy ----------------------------------------------------------------------------------------


def test_what_happened_at_an_activity_goes_to_the_activitys_own_policy(volunteer, signup, own_cover, cover):
    assert begin(volunteer, signup=signup).cover == own_cover
    assert begin(volunteer, happened_at=YESTERDAY + 2 * HOUR).cover == cover


def test_of_several_the_person_chooses(client, volunteer, signup, own_cover, cover):
    client.force_login(volunteer.user)
    page = client.get(reverse("claims:new")).content.decode()
    assert (own_cover.policy.name in page, cover.policy.name in page) == (True, True)

    client.post(reverse("claims:new"), said(volunteer, signup=signup.pk, cover=cover.pk))

    assert Claim.objects.get().cover == cover


def test_where_there_is_one_nothing_is_asked(client, volunteer, cover):
    client.force_login(volunteer.user)

    assert "cover" not in client.get(reverse("claims:new")).context["form"].fields


def said(volunteer, happened_at=YESTERDAY + HOUR, **more):
    at = timezone.localtime(happened_at).strftime("%Y-%m-%dT%H:%M")
    return {"person": volunteer.pk, "happened_at": at, "place": "沟口", "what": "下台阶滑倒", **more}


# --- which shift -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ago", [3 * DAY, 30 * DAY])
def test_a_shift_of_another_time_proves_nothing(client, volunteer, signup, ago):
    moment = YESTERDAY - ago
    assert refusal_code(begin, volunteer, signup=signup, happened_at=moment) == "other_time"
    client.force_login(volunteer.user)

    page = client.post(reverse("claims:new"), said(volunteer, moment, signup=signup.pk))

    assert page.context["form"].errors == {"signup": ["出事的时间和这一班对不上，请改时间，或者另选一班。"]}
    assert not Claim.objects.exists()


def test_the_way_there_and_back_belongs_to_it(volunteer, signup):
    assert begin(volunteer, signup=signup, happened_at=YESTERDAY + 12 * HOUR).signup == signup


# --- at a lesson -----------------------------------------------------------------------------------------


def test_at_a_lesson_it_takes_a_policy_that_covers_training(volunteer, lesson, cover):
    assert refusal_code(begin, volunteer, enrolment=lesson) == "not_covered"
    assert refusal_code(begin, volunteer, enrolment=lesson, cover=cover) == "not_covered"
    training = CoverFactory(volunteer=volunteer, policy__covers_training=True)

    assert begin(volunteer, enrolment=lesson).cover == training


@pytest.mark.parametrize(
    ("moved", "code"), [({"happened_at": YESTERDAY - 5 * DAY}, "other_time"), ({}, "other_signup")]
)
def test_a_lesson_is_ones_own_and_of_that_time(volunteer, lesson, training_cover, moved, code):
    enrolment = lesson if moved else EnrolmentFactory(session=lesson.session)

    assert refusal_code(begin, volunteer, enrolment=enrolment, **moved) == code


def test_it_happened_at_a_shift_or_at_a_lesson(volunteer, signup, lesson, training_cover):
    assert refusal_code(begin, volunteer, signup=signup, enrolment=lesson) == "one_of_both"


def test_what_happened_at_a_lesson_is_proved_by_it_and_reaches_its_organization(
    client, volunteer, lesson, training_cover
):
    organization = lesson.session.course.organization
    staff = StaffFactory(organization=organization).user
    lesson.session.leaders.create(user=UserFactory(name="韩冬"), appointed_by=staff)
    client.force_login(volunteer.user)

    client.post(reverse("claims:new"), said(volunteer, signup=f"lesson-{lesson.pk}"))
    claim = Claim.objects.get()
    actions.report_claim(claim, by=volunteer.user)

    assert (claim.enrolment, claim.cover) == (lesson, training_cover)
    assert Message.objects.get(recipient=staff, kind="claim.reported")
    assert list(Claim.objects.managed_by(staff)) == [claim]
    words = re.sub(r"\s", "", text_of(evidence_of(claim)))
    for part in (lesson.session.course.title, organization.name, lesson.session.trainer, "9:00签到码", "韩"):
        assert re.sub(r"\s", "", part) in words
    assert (
        lesson.session.course.title in client.get(reverse("claims:claim", args=[claim.pk])).content.decode()
    )
    client.force_login(staff)
    page = client.get(reverse("claims:organization_claim", args=[organization.pk, claim.pk])).content.decode()
    assert (lesson.session.course.title in page, "滑倒" in page) == (True, False)


# --- who led ---------------------------------------------------------------------------------------------


def test_who_led_then_is_named_though_they_lead_no_more(reported, signup, staff):
    then = signup.shift.leaders.create(user=UserFactory(name="韩冬"), appointed_by=staff)
    before = signup.shift.leaders.create(user=UserFactory(name="萨仁"), appointed_by=staff)
    for leader, ended_at in ((then, timezone.now()), (before, YESTERDAY)):
        leader.appointed_at, leader.ended_at = YESTERDAY - DAY, ended_at
        leader.save()

    words = text_of(evidence_of(reported))

    assert [mask_phone(one.user.phone) in words for one in (then, before)] == [True, False]
