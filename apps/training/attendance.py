"""Coming to a session and leaving it, by the rotating code or by the roll."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.booking import codes
from apps.booking.tries import refuse_while_paused, try_code, wrong_code
from apps.booking.window import policy_on, window_of
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import clock, day_words
from apps.registration.consenting import lacking_consent
from apps.registration.models import Volunteer
from apps.training.actions.results import settle
from apps.training.models import Attendance, Enrolment, Session

KIND = "session"  # what the codes of sessions are for
How = Attendance.How


def lessons_of(user: User, at: datetime.datetime) -> list[Enrolment]:
    """The sessions of today in which the person signed in has a place, those just over too while one may check out."""
    late = datetime.timedelta(minutes=PolicyRow.objects.value("check_in", "late_minutes", days.day_of(at)))
    tomorrow = days.start_of(days.day_of(at) + days.ONE)
    mine = Enrolment.objects.active().filter(
        volunteer__user=user, session__starts_at__lt=tomorrow, session__ends_at__gte=at - late
    )
    return list(mine.select_related("session__course").order_by("session__starts_at", "pk"))


def check_in(session: Session, *, by: User, code: str, at: datetime.datetime | None = None) -> Attendance:
    """The person signed in has come, shown by the six digits on the screen. A wrong code is counted even though it is
    refused, so what is refused is raised after the transaction."""
    at = at or timezone.now()
    policy = policy_on(session)
    with transaction.atomic():
        enrolment = _own_place(session, by)
        enrolment.volunteer.refuse_without_consent()
        refuse_while_paused(enrolment, policy, at)
        _refuse_coming(enrolment, window_of(session, policy), policy, at)
        step = try_code(enrolment, code, codes.IN, policy, at, kind=KIND, seat_id=session.pk)
        if step is not None:
            attendance = Attendance.objects.create(enrolment=enrolment, came_at=at, came_how=How.CODE)
    if step is None:
        raise wrong_code()
    return attendance


def check_out(session: Session, *, by: User, code: str, at: datetime.datetime | None = None) -> Attendance:
    """The person signed in leaves, shown by the code for leaving. Whoever was there for long enough has completed the
    course, or has its test to take."""
    at = at or timezone.now()
    policy = policy_on(session)
    with transaction.atomic():
        enrolment = _own_place(session, by)
        refuse_while_paused(enrolment, policy, at)
        attendance = enrolment.attendances.filter(left_at=None).first()
        _refuse_leaving(attendance, window_of(session, policy), at)
        step = try_code(enrolment, code, codes.OUT, policy, at, kind=KIND, seat_id=session.pk)
        if step is not None:
            attendance.left_at, attendance.left_how = at, How.CODE
            attendance.save(update_fields=["left_at", "left_how"])
            settle([enrolment])
    if step is None:
        raise wrong_code()
    return attendance


def _own_place(session, by):
    """The person's place in the session, held until the end, so that guesses in parallel are counted one by one."""
    places = Enrolment.objects.active().filter(session=session, volunteer__user=by)
    enrolment = places.select_related("volunteer").select_for_update(of=("self",)).first()
    if not enrolment:
        raise Refused(_("你没有报这一场。先报名，报上了再签到。"), code="not_signed_up")
    if Session.objects.led_by(by).filter(pk=session.pk).exists():
        raise Refused(_("这一场的码你自己看得到，不能自己签。下课后请另一位同事给你点名。"), code="own_code")
    return enrolment


def _refuse_coming(enrolment, window, policy, at):
    if at < window.opens:
        words = _("还早，%(day)s %(time)s起可以签到。")
        raise Refused(words % {"day": day_words(window.opens), "time": clock(window.opens)}, code="too_early")
    if not window.admits(at):
        raise Refused(_("这一场已经结束，不能再签到。来了的请主办方点名。"), code="too_late")
    if enrolment.attendances.filter(left_at=None).exists():
        raise Refused(_("已经签到了，走的时候记得签退。"), code="already_in")
    today = days.start_of(days.day_of(at))
    if enrolment.attendances.filter(came_at__gte=today).count() >= policy["pairs_a_day"]:
        words = _("一场一天最多签到%(count)d次。") % {"count": policy["pairs_a_day"]}
        raise Refused(words, code="too_many_pairs")


def _refuse_leaving(attendance, window, at):
    if not attendance:
        raise Refused(_("还没签到，先签到再签退。"), code="not_in")
    if at <= attendance.came_at:
        raise Refused(_("离开的时间要晚于到的时间。"), code="leaves_before_coming")
    if not window.releases(at):
        raise Refused(_("签退的时间过了，请主办方点名时补上。"), code="too_late")


@transaction.atomic
def call_roll(
    session: Session, enrolment_ids: Iterable[int], *, by: User, at: datetime.datetime | None = None
) -> list[Attendance]:
    """Once the session is over, note who was there from beginning to end without checking in, or without checking out.
    Nobody calls the roll for themselves or for their own child; whoever calls it answers for it."""
    at, wanted = at or timezone.now(), set(enrolment_ids)
    _refuse_other_than_soon_after(session, at)
    enrolments = _lock(session, wanted, by)
    before = list(Attendance.objects.filter(enrolment__in=enrolments))
    if closed := {one.enrolment_id for one in before if not one.is_open} & wanted:
        names = "、".join(one.volunteer.name for one in enrolments if one.pk in closed)
        raise Refused(_("%(names)s已经记过了，刷新以后再点名。") % {"names": names}, code="noted_twice")
    left = [one for one in before if one.is_open]
    for one in left:
        one.left_at, one.left_how, one.left_noted_by = max(session.ends_at, one.came_at + ONE), How.ROLL, by
    Attendance.objects.bulk_update(left, ["left_at", "left_how", "left_noted_by"])
    already_in = {one.enrolment_id for one in left}
    came = Attendance.objects.bulk_create(
        Attendance(
            enrolment=enrolment,
            came_at=session.starts_at,
            came_how=How.ROLL,
            came_noted_by=by,
            left_at=session.ends_at,
            left_how=How.ROLL,
            left_noted_by=by,
        )
        for enrolment in enrolments
        if enrolment.pk not in already_in
    )
    audit.note("training.roll", [*left, *came], by=by)
    _came_after_all(enrolments, by, at)
    settle(enrolments)
    return [*left, *came]


ONE = datetime.timedelta(seconds=1)


def _refuse_other_than_soon_after(session, at):
    if session.called_off_at:
        raise Refused(_("这一场取消了，没有名单可点。"), code="called_off")
    if at < session.ends_at:
        raise Refused(_("还没结束，结束以后再点名；现在请大家扫码签到。"), code="not_yet")
    limit = PolicyRow.objects.value("hours", "roll_days", days.day_of(session.starts_at))
    if at > session.ends_at + datetime.timedelta(days=limit):
        words = _("这一场结束超过%(days)d天了，不能再点名。") % {"days": limit}
        raise Refused(words, code="roll_too_late")


def _lock(session, wanted, by):
    """The marked places, held in one order. All of them are of this session, and none is the caller's own or their
    child's."""
    enrolments = list(
        Enrolment.objects.on_the_list()
        .filter(session=session, pk__in=wanted)
        .select_related("volunteer", "session__course")
        .defer("volunteer__document_number")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if not wanted or len(enrolments) != len(wanted):
        raise Refused(_("名单变了，有人不在这一场里。刷新以后再点名。"), code="not_on_the_list")
    if own_rows(enrolments, by):
        raise Refused(_("不能给自己和自己的孩子点名，请另一位管理员来。"), code="own_roll")
    if lacking_consent([enrolment.volunteer for enrolment in enrolments]):
        words = _("有的孩子还没有监护人同意，先请监护人在自己的账号里同意。")
        raise Refused(words, code="guardian_consent_missing")
    return enrolments


def own_rows(enrolments: Iterable[Enrolment], user: User) -> set[int]:
    """Of these places, those of the person and of the children they answer for: somebody else calls them."""
    close = Volunteer.objects.close_to(user).filter(pk__in=[one.volunteer_id for one in enrolments])
    pks = set(close.values_list("pk", flat=True))
    return {one.pk for one in enrolments if one.volunteer_id in pks}


def _came_after_all(enrolments, by, at):
    missed = [one for one in enrolments if one.state == Enrolment.State.NO_SHOW]
    for enrolment in missed:
        enrolment.move(Enrolment.State.JOINED, by=by, at=at)
    Enrolment.objects.bulk_update(missed, Enrolment.MOVED)
    audit.note("enrolment.came_after_all", missed, by=by)
