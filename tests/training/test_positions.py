"""A position that asks for a training: who may sign up, who is told what is missing, and where the next session is."""

import datetime

import pytest
from django.utils import timezone

from apps.activities.actions import copy_activity, sign_up
from apps.activities.actions.notices import add_position
from apps.activities.conditions import Facts, missing_for
from apps.activities.models import Activity
from apps.core import days
from apps.core.errors import Refused
from apps.regions.models import Region
from apps.training.models import Session
from tests.factories import (
    ActivityFactory,
    CompletionFactory,
    CourseFactory,
    EnrolmentFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    TrainingSessionFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer():
    return VolunteerFactory()


@pytest.fixture
def shift():
    return far_off("first_aid")


def far_off(*trainings):
    """A shift so far off that there is time to learn what it asks for."""
    starts = nine_oclock(20)
    activity = ActivityFactory(starts_at=starts, ends_at=starts + datetime.timedelta(hours=3))
    return ShiftFactory(position__activity=activity, position__required_trainings=list(trainings))


def missing(volunteer, shift):
    return missing_for(Facts(volunteer, [shift], by=volunteer.user, now=timezone.now()), shift)


def refusal(volunteer, shift):
    with pytest.raises(Refused) as refused:
        sign_up(volunteer, shift, by=volunteer.user)
    return refused.value.code


def day_of(shift):
    return days.day_of(shift.starts_at)


def test_whoever_lacks_the_training_is_refused_and_told_of_the_next_session(volunteer, shift):
    TrainingSessionFactory(starts_at=nine_oclock(9))
    soonest = TrainingSessionFactory(starts_at=nine_oclock(2))

    way = missing(volunteer, shift)

    assert (way.code, way.url) == ("training_missing", f"/training/{soonest.pk}/")
    assert "急救救护" in way.words
    assert refusal(volunteer, shift) == "training_missing"


def test_whoever_has_completed_it_signs_up(volunteer, shift):
    CompletionFactory(volunteer=volunteer)

    assert sign_up(volunteer, shift, by=volunteer.user).state == "joined"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (lambda day: {"expires_on": day}, None),
        (lambda day: {"expires_on": day - days.ONE}, "training_missing"),
        (lambda day: {"expires_on": None, "passed_on": day + days.ONE}, "training_missing"),
        (lambda day: {"kind_id": "rescue"}, "training_missing"),
        (
            lambda day: {
                "voided_at": timezone.now(),
                "voided_by": VolunteerFactory().user,
                "voided_why": "冒名",
            },
            "training_missing",
        ),
    ],
)
def test_it_counts_on_the_day_of_the_shift(volunteer, shift, fields, code):
    CompletionFactory(volunteer=volunteer, **fields(day_of(shift)))

    way = missing(volunteer, shift)

    assert (way and way.code) == code


def test_the_nearest_comes_before_the_soonest_and_full_ones_are_left_out(volunteer, shift):
    elsewhere = Region.objects.get(pk="150102")
    league = Region.objects.get(pk="150421")
    TrainingSessionFactory(starts_at=nine_oclock(1), region=elsewhere)
    here = TrainingSessionFactory(starts_at=nine_oclock(8))
    near = TrainingSessionFactory(starts_at=nine_oclock(5), region=league)
    assert missing(volunteer, shift).url == f"/training/{here.pk}/"

    Session.objects.filter(pk=here.pk).update(taken=10)

    assert missing(volunteer, shift).url == f"/training/{near.pk}/"


def test_where_there_is_no_session_the_list_of_the_kind_is_shown(volunteer, shift):
    assert missing(volunteer, shift).url == "/training/?kind=first_aid"


def test_a_session_that_ends_after_the_shift_is_not_offered_for_it(volunteer, shift):
    after = TrainingSessionFactory(starts_at=shift.starts_at + datetime.timedelta(days=1))

    way = missing(volunteer, shift)

    assert "在这一班以前没有还能报的场次了" in way.words
    assert way.url == "/training/?kind=first_aid"

    Session.objects.filter(pk=after.pk).update(
        starts_at=shift.starts_at - datetime.timedelta(hours=3), ends_at=shift.starts_at
    )
    assert missing(volunteer, shift).url == f"/training/{after.pk}/"


def test_each_missing_training_has_its_own_way(client, volunteer):
    shift = far_off("first_aid", "rescue")
    course = CourseFactory(standard__kind_id="rescue", standard__name="救援")
    rescue = TrainingSessionFactory(course=course, kind_id="rescue", starts_at=nine_oclock(2))
    first_aid = TrainingSessionFactory(starts_at=nine_oclock(2))

    way = missing(volunteer, shift)

    assert [one.url for one in (way, *way.others)] == [
        f"/training/{first_aid.pk}/",
        f"/training/{rescue.pk}/",
    ]
    assert "急救救护、抢险救援" in way.words
    client.force_login(volunteer.user)
    page = client.get(f"/activities/{shift.position.activity_id}/").content.decode()
    assert [page.count(f'href="{one.url}"') for one in (way, *way.others)] == [1, 1]


def test_nobody_serves_while_they_sit_in_a_lesson(volunteer):
    shift = ShiftFactory()
    lesson = TrainingSessionFactory(starts_at=shift.starts_at + datetime.timedelta(minutes=30))
    EnrolmentFactory(session=lesson, volunteer=volunteer)

    assert refusal(volunteer, shift) == "overlaps"


def test_however_many_shifts_ask_the_questions_stay_the_same(volunteer, django_assert_num_queries):
    def asked(count):
        activity = ActivityFactory()
        position = PositionFactory(activity=activity, required_trainings=["first_aid"])
        start = activity.starts_at
        shifts = [
            ShiftFactory(position=position, starts_at=start + datetime.timedelta(hours=n))
            for n in range(count)
        ]
        facts = Facts(volunteer, shifts, by=volunteer.user, now=timezone.now())
        return facts, shifts

    for facts, shifts in (asked(1), asked(2)):
        with django_assert_num_queries(6):
            [missing_for(facts, shift) for shift in shifts]


def test_a_position_keeps_what_it_asks_for_and_a_copy_too():
    draft = ActivityFactory(state="draft", decided_by=None, decided_at=None)
    by = StaffFactory(organization=draft.organization).user
    add_position(draft, name="医疗点", required_trainings=["first_aid"], by=by)

    copy = copy_activity(draft, by=by)

    assert [position.required_trainings for position in Activity.objects.get(pk=copy.pk).positions.all()] == [
        ["first_aid"]
    ]


def test_the_page_says_what_is_asked_and_where_to_learn_it(client, volunteer, shift):
    session = TrainingSessionFactory()
    client.force_login(volunteer.user)

    page = client.get(f"/activities/{shift.position.activity_id}/").content.decode()

    assert "要上过：急救救护" in page
    assert f"/training/{session.pk}/" in page
