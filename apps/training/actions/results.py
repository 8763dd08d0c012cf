"""Who has completed a course: was there for long enough and, where it has a test, passed it. The training account is
written here and nowhere else; service hours are not touched."""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.booking.people import refuse_unless_acting_for
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.registration.models import Volunteer
from apps.training import news
from apps.training.models import Attempt, Attendance, Completion, Enrolment
from apps.training.signals import completions_changed, completions_voided

BROKEN = {
    "training_completion_one_an_enrolment": "already_completed",
    "training_attempt_passed_once": "already_passed",
}


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months on; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def was_there(session, attendances: Iterable[Attendance], share: int) -> bool:
    """Whether somebody was at a session for so many in a hundred of its minutes."""
    there = sum(
        max(
            (min(one.left_at, session.ends_at) - max(one.came_at, session.starts_at)).total_seconds(),
            0,
        )
        for one in attendances
        if one.left_at
    )
    return there * 100 >= (session.ends_at - session.starts_at).total_seconds() * share


def _there(enrolments):
    """{enrolment: its attendances}, of those who were there for long enough."""
    share = PolicyRow.objects.value("training", "least_share")
    noted = defaultdict(list)
    for attendance in Attendance.objects.filter(enrolment__in=enrolments):
        noted[attendance.enrolment_id].append(attendance)
    return {
        enrolment.pk: noted[enrolment.pk]
        for enrolment in enrolments
        if was_there(enrolment.session, noted[enrolment.pk], share)
    }


def settle(enrolments: list[Enrolment]) -> list[Completion]:
    """Of these enrolments, held by the caller, write down who has completed the course now and has not before. Those
    who only lack the test are told that it is open."""
    pks = [enrolment.pk for enrolment in enrolments]
    read = Enrolment.objects.filter(pk__in=pks).select_related(
        "volunteer__region",
        "session__course__standard",
        "session__course__organization",
        "session__course__region",
    )
    enrolments = list(read.defer("volunteer__document_number").order_by("pk"))
    there = _there(enrolments)
    done = set(Completion.objects.standing().filter(enrolment__in=pks).values_list("enrolment_id", flat=True))
    passed = dict(Attempt.objects.filter(enrolment__in=pks, passed=True).values_list("enrolment_id", "at"))
    fresh = [one for one in enrolments if one.pk in there and one.pk not in done]
    lacking = [one for one in fresh if one.session.course.has_test and one.pk not in passed]
    completions = [
        _completion(one, there[one.pk], passed.get(one.pk))
        for one in fresh
        if not one.session.course.has_test or one.pk in passed
    ]
    news.tell_test_is_open(lacking)
    if completions:
        with refusing(Completion, BROKEN):
            Completion.objects.bulk_create(completions)
        audit.note("training.completed", completions, by=None)
        news.tell_completed(completions)
        announce(completions)
    return completions


def _completion(enrolment, attendances, passed_at):
    course = enrolment.session.course
    last = max(attendances, key=lambda attendance: attendance.left_at)
    passed_on = days.day_of(max(last.left_at, passed_at or last.left_at))
    months, region = course.standard.valid_months, enrolment.volunteer.region_id
    return Completion(
        volunteer=enrolment.volunteer,
        kind_id=course.standard.kind_id,
        standard=course.standard,
        course=course,
        session=enrolment.session,
        enrolment=enrolment,
        title=course.title,
        minutes=course.minutes,
        passed_on=passed_on,
        expires_on=months_later(passed_on, months) if months else None,
        organizer=course.organizer,
        region_id=region,
        league=region[:4],
        banner=region[:6],
        decided_by_id=last.left_noted_by_id,
    )


def announce(completions: Iterable[Completion]) -> None:
    """Whoever listens hears whose account is not what it was."""
    ids = sorted({completion.volunteer_id for completion in completions})
    completions_changed.send(sender=Completion, volunteer_ids=ids)


@transaction.atomic
def take_test(enrolment: Enrolment, answers: list[int], *, by: User) -> Attempt:
    """Answer the short test of a course one has attended. Three goes a day, until some days after the session; what is
    right is counted here. Whoever passes has completed the course."""
    refuse_unless_acting_for(enrolment.volunteer, by)
    locked = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    enrolment = locked.select_related("session__course", "volunteer").get(pk=enrolment.pk)
    now, course = timezone.now(), enrolment.session.course
    refuse_test(enrolment)
    questions = list(course.questions.all())
    if len(answers) != len(questions):
        raise Refused(_("每一题都要答。"), code="not_answered")
    right = sum(question.right == answer for question, answer in zip(questions, answers, strict=True))
    score = right * 100 // len(questions)
    with refusing(Attempt, BROKEN):
        attempt = Attempt.objects.create(
            enrolment=enrolment, answers=answers, score=score, passed=score >= course.pass_mark, at=now
        )
    if attempt.passed:
        settle([enrolment])
    return attempt


def refuse_test(enrolment: Enrolment) -> None:
    """Refuse where the test cannot be taken now."""
    if obstacle := test_obstacle(enrolment, at=timezone.now()):
        raise obstacle


def test_obstacle(enrolment: Enrolment, *, at: datetime.datetime) -> Refused | None:
    """Why the test cannot be taken now; None if it can. The page asks before the click."""
    policy = PolicyRow.objects.values_of("training")
    session = enrolment.session
    if not session.course.has_test:
        return Refused(_("这门课没有测验。"), code="no_test")
    if enrolment.state != Enrolment.State.JOINED or enrolment.pk not in _there([enrolment]):
        return Refused(_("先去上课，签到签退都记上了再来做测验。"), code="not_attended")
    if Attempt.objects.filter(enrolment=enrolment, passed=True).exists():
        return Refused(_("这个测验你已经通过了。"), code="already_passed")
    if at > session.ends_at + datetime.timedelta(days=policy["test_days"]):
        words = _("课上完超过%(days)d天，测验已经关了，请再报一场。") % {"days": policy["test_days"]}
        return Refused(words, code="test_over")
    today = days.start_of(days.day_of(at))
    if Attempt.objects.filter(enrolment=enrolment, at__gte=today).count() >= policy["attempts_a_day"]:
        words = _("今天已经做了%(count)d次，看看课上讲的，明天再来。") % {"count": policy["attempts_a_day"]}
        return Refused(words, code="too_many_attempts")
    return None


@transaction.atomic
def void_completions(chosen: QuerySet[Completion], *, why: str, by: User) -> list[Completion]:
    """What was entered wrongly does not count any more, with a reason that the person reads. `chosen` are completions the
    person may void; nobody voids their own."""
    now, why = timezone.now(), why.strip()
    # People first, as whoever issues a certificate holds them: nobody waits crosswise.
    people = Volunteer.objects.filter(pk__in=chosen.values("volunteer")).order_by("pk")
    list(people.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    completions = list(
        chosen.order_by("pk").select_for_update(of=("self",), no_key=True).select_related("volunteer")
    )
    if not completions:
        raise Refused(_("这条结业已经作废了，刷新看看。"), code="already_voided")
    for completion in completions:
        if completion.volunteer.user_id == by.pk:
            raise Refused(_("不能作废自己的结业。"), code="own_completion")
        completion.void(by=by, at=now, why=why)
    Completion.objects.bulk_update(completions, ["voided_at", "voided_by", "voided_why"])
    audit.note("training.voided", completions, by=by, why=why)
    news.tell_voided(completions)
    announce(completions)
    completions_voided.send(sender=Completion, completions=completions)
    return completions
