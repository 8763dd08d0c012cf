"""What offices and organisations set up: kinds, standards, courses with their test, and the sessions of a course."""

import datetime
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.training import news
from apps.training.actions.waiting import offer_freed_places
from apps.training.models import Course, Enrolment, Question, Session, Standard, TrainingKind

KIND_BROKEN = {"training_trainingkind_one_name_a_region": "name_taken"}
SESSION_BROKEN = {
    "training_session_once_a_course_start_and_place": "session_twice",
    "training_session_taken_stays_within_capacity": "places_taken",
    "training_session_ends_after_it_begins": "ends_before_it_begins",
}
MOST_QUESTIONS = 50


@transaction.atomic
def add_kind(region: Region, *, name: str, group: str, by: User) -> TrainingKind:
    """An office adds a kind of training for its region."""
    everywhere = TrainingKind.objects.filter(region=None, name=name)
    if everywhere.exists():
        raise Refused(_("全区已经有同名的培训类别了，直接用它。"), code="name_taken")
    with refusing(TrainingKind, KIND_BROKEN):
        kind = TrainingKind.objects.create(
            code=f"{region.pk[:12]}{secrets.token_hex(4)}", name=name, group=group, region=region
        )
    audit.note("training.kind_added", [by], by=by, kind=kind.pk)  # a kind has a word for a key
    return kind


@transaction.atomic
def add_standard(
    *, by: User, region: Region | None = None, organization: Organization | None = None, **fields: Any
) -> Standard:
    """What a kind of training has to be from a day on, for a region or for an organisation's own people."""
    code = region.pk if region else organization.region_id
    if not TrainingKind.objects.within(code).filter(pk=fields["kind"].pk).exists():
        raise Refused(_("这一类培训是别的地方加的，这里不能用。"), code="kind_elsewhere")
    standard = Standard.objects.create(region=region, organization=organization, **fields)
    audit.note("standard.added", [standard], by=by)
    return standard


@transaction.atomic
def end_standard(standard: Standard, *, on: datetime.date, by: User) -> Standard:
    """No course is held by it after that day: sessions that stand later are called off first. What people completed by it
    stays."""
    standard = Standard.objects.select_for_update(of=("self",), no_key=True).get(pk=standard.pk)
    if standard.ends_on is not None and standard.ends_on <= days.today():
        raise Refused(_("这个标准已经停用了。"), code="already_ended")
    if on < standard.in_force_from:
        raise Refused(_("停用的日子要晚于开始的日子。"), code="ends_before_it_begins")
    later = Session.objects.standing().filter(
        course__standard=standard, starts_at__gte=days.start_of(on + days.ONE)
    )
    if later.exists():
        words = _("那天以后还有按它排的场次，最近一场在%(day)s。先取消，或者用到最后一场为止。")
        first = later.order_by("starts_at").values_list("starts_at", flat=True)[0]
        raise Refused(words % {"day": day_words(first)}, code="sessions_to_come")
    standard.ends_on = on
    standard.save(update_fields=["ends_on"])
    audit.note("standard.ended", [standard], by=by, on=on.isoformat())
    return standard


@transaction.atomic
def write_course(
    *, by: User, organization: Organization | None = None, region: Region | None = None, **fields: Any
) -> Course:
    """Begin a course, as a draft nobody can sign up to yet."""
    course = Course.objects.create(organization=organization, region=region, author=by, **fields)
    audit.note("course.written", [course], by=by)
    return course


@transaction.atomic
def change_course(course: Course, *, by: User, **fields: Any) -> Course:
    """Write on in a draft."""
    course = _held(course)
    course.refuse_unless_draft()
    for name, value in fields.items():
        setattr(course, name, value)
    course.save(update_fields=list(fields))
    audit.note("course.changed", [course], by=by)
    return course


@transaction.atomic
def add_question(course: Course, *, text: str, options: list[str], right: int, by: User) -> Question:
    """One more question for the test of a draft."""
    course = _held(course)
    course.refuse_unless_draft()
    if not course.has_test:
        raise Refused(_("这门课没有设及格线，先写上及格线再加题。"), code="no_test")
    if course.questions.count() >= MOST_QUESTIONS:
        raise Refused(_("小测验最多%(count)d题。") % {"count": MOST_QUESTIONS}, code="too_many_questions")
    question = Question.objects.create(course=course, text=text, options=options, right=right)
    audit.note("course.question_added", [question], by=by)
    return question


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    """Take a question out of a draft."""
    _held(question.course).refuse_unless_draft()
    audit.note("course.question_removed", [question], by=by)
    question.delete()


@transaction.atomic
def open_course(course: Course, *, by: User) -> Course:
    """From now on sessions can be set up and signed up to; contents and test stay as they are."""
    course = _held(course)
    course.open_up(questions=course.questions.count())
    course.save(update_fields=["state"])
    audit.note("course.opened", [course], by=by)
    return course


@transaction.atomic
def close_course(course: Course, *, by: User) -> Course:
    """No new sessions. Not while people hold places in sessions to come: those are called off first, with a reason."""
    course = _held(course)
    course.close()
    if Session.objects.filter(course=course).ahead().exists():
        raise Refused(_("还有没开始的场次，先把它们取消，报了名的人会收到消息。"), code="sessions_to_come")
    course.save(update_fields=["state"])
    audit.note("course.closed", [course], by=by)
    return course


def _held(course):
    locked = Course.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("standard").get(pk=course.pk)


@transaction.atomic
def add_session(course: Course, *, by: User, region: Region, **fields: Any) -> Session:
    """One more time a course is held: `starts_at`, `ends_at`, `capacity`, `place` or `link`, `trainer`, `station`."""
    course = _held(course)
    session = Session(course=course, kind_id=course.standard.kind_id, **fields)
    session.place_in(region)
    _refuse_unfit(session, timezone.now())
    _settle_where(session)
    with refusing(Session, SESSION_BROKEN):
        session.save()
    audit.note("session.added", [session], by=by)
    return session


def _refuse_unfit(session, now):
    course, policy = session.course, PolicyRow.objects.values_of("training")
    if course.state != Course.State.OPEN:
        raise Refused(_("课程开放以后才能排场次。"), code="not_open")
    if session.starts_at <= now:
        raise Refused(_("开始时间已经过了。"), code="past")
    if session.starts_at > now + datetime.timedelta(days=policy["days_ahead"]):
        words = _("最多排%(days)d天以内的场次。") % {"days": policy["days_ahead"]}
        raise Refused(words, code="too_far_ahead")
    if session.ends_at - session.starts_at > datetime.timedelta(hours=policy["session_hours"]):
        words = _("一场最长%(hours)d小时，长的分几场排。") % {"hours": policy["session_hours"]}
        raise Refused(words, code="too_long")
    if session.minutes < course.minutes:
        words = _("这门课要%(minutes)d分钟，这一场不够长。") % {"minutes": course.minutes}
        raise Refused(words, code="too_short")
    if not course.standard.is_in_force_on(days.day_of(session.starts_at)):
        raise Refused(_("到那天这门课依据的标准还没开始或者已经停用。"), code="standard_not_in_force")


def _settle_where(session):
    """A course on site is held at a place, online by a link. A station is the organisation's own or one of the banner; its
    name and address say where it is, if nothing else does."""
    course, station = session.course, session.station
    if course.is_online:
        session.station, session.place = None, ""
        if not session.link:
            raise Refused(_("线上的课要写上链接。"), code="no_link")
        return
    session.link = ""
    if station:
        own = course.organization_id and station.organization_id == course.organization_id
        if not station.is_open or not (own or station.region_id[:6] == session.region_id[:6]):
            raise Refused(_("这个站点不在上课的旗县，或者已经停用。"), code="station_elsewhere")
        session.place = session.place or f"{station.name}（{station.address}）"[:120]
    if not session.place:
        raise Refused(_("写上在哪里上课，或者选一个站点。"), code="no_place")


@transaction.atomic
def change_session(session: Session, *, trainer: str, where: str, by: User) -> Session:
    """Mend who teaches and where it is, the link of an online course, before it begins; everybody who holds or waits for a
    place hears what it is now. `where`: the place, or the link."""
    session = _held_session(session)
    if not session.is_ahead:
        raise Refused(_("这一场已经开始或者取消了。"), code="started")
    name = "link" if session.course.is_online else "place"
    before = {"trainer": session.trainer, name: getattr(session, name)}
    if before == {"trainer": trainer, name: where}:
        raise Refused(_("没有改动。"), code="nothing_changed")
    if where != before[name]:
        session.station = None
    session.trainer = trainer
    setattr(session, name, where)
    _settle_where(session)
    with refusing(Session, SESSION_BROKEN):
        session.save(update_fields=["trainer", "station", name])
    audit.note("session.changed", [session], by=by, before=before)
    rows = Enrolment.objects.live().filter(session=session).order_by("pk")
    news.tell_changed(rows.select_related("volunteer", "session__course").defer("volunteer__document_number"))
    return session


@transaction.atomic
def change_places(session: Session, *, capacity: int, by: User) -> Session:
    """More places go to who waits; never fewer than are taken."""
    session = _held_session(session)
    if not session.is_ahead:
        raise Refused(_("这一场已经开始或者取消了。"), code="started")
    if capacity < session.taken:
        words = _("已经有%(taken)d个人占了名额，不能再少。") % {"taken": session.taken}
        raise Refused(words, code="places_taken")
    before, session.capacity = session.capacity, capacity
    session.save(update_fields=["capacity"])
    audit.note("session.places_changed", [session], by=by, before=before, after=capacity)
    offer_freed_places([session.pk], at=timezone.now())
    return session


@transaction.atomic
def call_off(session: Session, *, reason: str, by: User) -> Session:
    """A session does not take place. Everybody who held a place or waited hears why; the list stays."""
    now, reason = timezone.now(), reason.strip()
    session = _held_session(session)
    if not reason:
        raise Refused(_("写一句为什么取消，报了名的人会看到。"), code="no_reason")
    if not session.is_ahead:
        raise Refused(_("这一场已经开始或者取消了。"), code="started")
    rows = Enrolment.objects.live().filter(session=session).order_by("pk").select_for_update(of=("self",))
    enrolments = list(rows.select_related("volunteer", "session__course").defer("volunteer__document_number"))
    for enrolment in enrolments:
        enrolment.move(Enrolment.State.CALLED_OFF, by=by, at=now, reason=reason)
    Enrolment.objects.bulk_update(enrolments, Enrolment.MOVED)
    session.called_off_at, session.taken = now, 0
    session.save(update_fields=["called_off_at", "taken"])
    audit.note("session.called_off", [session], by=by, reason=reason)
    news.tell_called_off(enrolments)
    return session


def _held_session(session):
    locked = Session.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("course__standard", "station").get(pk=session.pk)
