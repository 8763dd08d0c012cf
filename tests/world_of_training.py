"""What the world holds of training, on each side: courses of the organisation and of the office, a lesson to come, one
that is over, and what people of the side have to do with them."""

import datetime

from django.utils import timezone

from apps.core import days
from apps.training.models import Enrolment, Session
from tests.factories import (
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
    EnrolmentFactory,
    MemberFactory,
    OutsideTrainingFactory,
    QuestionFactory,
    SessionLeaderFactory,
    StandardFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.world_of_recognition import proof_of


def training_of(here, mark):
    region = here.org.region
    here.standard = StandardFactory(region=region)
    here.own_standard = StandardFactory(region=None, organization=here.org)
    here.office_standard = here.standard
    here.trainer = MemberFactory(
        organization=here.org, user=VolunteerFactory(region_id=here.home).user
    ).user.volunteer
    held_by(here, mark, "", 20, organization=here.org)
    held_by(here, mark, "office_", 24, organization=None, region=region)


def held_by(here, mark, side, ahead, **owner):
    """A draft with a test, an open course, a lesson so many days ahead and one as long over; of an organisation or of an
    office."""
    region = here.org.region
    course = CourseFactory(standard=here.standard, **owner)
    draft = CourseFactory(
        standard=here.standard, state="draft", pass_mark=60, title=f"{mark}没写完的课", **owner
    )
    finished = CourseFactory(standard=here.standard, **owner)
    question = QuestionFactory(course=draft)
    lesson = TrainingSessionFactory(course=course, region=region, starts_at=nine_oclock(ahead))
    learner = EnrolmentFactory(session=lesson, volunteer=here.helper)
    past = TrainingSessionFactory(course=finished, region=region)
    EnrolmentFactory(session=past, volunteer=here.candidate)
    begun(past, timezone.now() - datetime.timedelta(days=ahead))
    completion = CompletionFactory(volunteer=here.helper, standard=here.standard, course=course)
    outside = OutsideTrainingFactory(
        volunteer=here.helper,
        standard=here.standard,
        title=f"{mark}别处的课",
        passed_on=days.today() - datetime.timedelta(days=ahead),
        proof=proof_of(UserFactory()),
        organization=owner["organization"],
        region=owner.get("region"),
    )
    made = {
        "course": course,
        "draft_course": draft,
        "finished_course": finished,
        "question": question,
        "lesson": lesson,
        "learner": learner,
        "past_lesson": past,
        "past_learner": Enrolment.objects.get(session=past),
        "completion": completion,
        "outside": outside,
        "leader": SessionLeaderFactory(session=lesson),
    }
    for name, row in made.items():
        setattr(here, f"{side}{name}", row)


def begun(session, starts):
    """Let a session and its places lie elsewhere in time."""
    length = session.ends_at - session.starts_at
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + length)
    Enrolment.objects.filter(session=session).update(during=(starts, starts + length))
    session.refresh_from_db()


def past_lesson_to_lead(here):
    """A lesson that ended an hour ago, with somebody on its list."""
    course = CourseFactory(organization=here.org, standard=here.standard)
    lesson = TrainingSessionFactory(course=course, region=here.org.region)
    here.led_learner = EnrolmentFactory(session=lesson)
    length = lesson.ends_at - lesson.starts_at
    begun(lesson, timezone.now() - length - datetime.timedelta(hours=1))
    return lesson


def lessons_of(here, volunteer):
    """A place of one's own, one that is offered, and a test that waits."""
    region = here.org.region
    courses = {"organization": here.org, "standard": here.standard}
    mine = TrainingSessionFactory(course=CourseFactory(**courses), region=region, starts_at=nine_oclock(21))
    here.my_enrolment = EnrolmentFactory(session=mine, volunteer=volunteer)
    here.my_lesson = mine
    full = TrainingSessionFactory(course=CourseFactory(**courses), region=region, starts_at=nine_oclock(22))
    here.my_offered = EnrolmentFactory(session=full, volunteer=volunteer, state="offered")
    tested = CourseFactory(pass_mark=60, **courses)
    here.my_question = QuestionFactory(course=tested)
    done = TrainingSessionFactory(course=tested, region=region)
    here.my_tested = EnrolmentFactory(session=done, volunteer=volunteer)
    begun(done, timezone.now() - datetime.timedelta(days=3))
    here.my_tested.refresh_from_db()
    AttendanceFactory(enrolment=here.my_tested, came_at=done.starts_at, left_at=done.ends_at)
    now_on = TrainingSessionFactory(course=CourseFactory(**courses), region=region)
    here.my_present = EnrolmentFactory(session=now_on, volunteer=volunteer)
    begun(now_on, timezone.now() - datetime.timedelta(minutes=2))
    here.my_present.refresh_from_db()
    here.my_present_lesson = now_on
    here.my_leading = SessionLeaderFactory(session=past_lesson_to_lead(here), user=volunteer.user)
    here.led_lesson = here.my_leading.session
    here.my_completion = CompletionFactory(volunteer=volunteer, standard=here.standard)
