"""Signing up to a session and giving the place back, by the volunteer or by a guardian for their child. The same guard
against one too many as in activities: the place first, then the name."""

import datetime
from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.booking.people import hold_people, refuse_unless_acting_for
from apps.booking.seats import give_back_all, take_seat_or_number
from apps.core import audit
from apps.core.constraints import refusing, refusing_deadlock
from apps.core.errors import Refused
from apps.registration.models import Volunteer
from apps.training import news
from apps.training.actions.waiting import offer_freed_places
from apps.training.conditions import obstacle_of
from apps.training.models import Attendance, Enrolment, Session

State = Enrolment.State
BROKEN = {
    "training_enrolment_one_place_a_session": "already_signed_up",
    "training_enrolment_one_place_at_a_time": "overlaps",
}


def enrol(volunteer: Volunteer, session: Session, *, by: User) -> Enrolment:
    """Take a place in a session; where there is none, a turn in the line, in the order of arrival. The volunteer is held
    before the session: what one person signs up to at once comes one after the other."""
    now = timezone.now()
    with refusing_deadlock(), transaction.atomic(), refusing(Enrolment, BROKEN):
        (volunteer,) = hold_people([volunteer])
        refuse_unless_acting_for(volunteer, by)
        session = _as_it_is(session)
        _refuse_obstacle(volunteer, session, by=by, now=now)
        seat = take_seat_or_number(session, at=now)
        if seat is None:
            raise Refused(_("这一场刚刚取消，或者已经开始了。"), code="started")
        enrolment = Enrolment.objects.create(
            session=session,
            volunteer=volunteer,
            during=seat.during,
            state=State.JOINED if seat.number is None else State.WAITING,
            queue_number=seat.number,
            signed_up_by=by,
            signed_up_at=now,
        )
        if enrolment.is_joined:
            audit.note("enrolment.joined", [enrolment], by=by)
            news.tell_joined([enrolment])
        else:
            audit.note("enrolment.waiting", [enrolment], by=by)
            news.tell_waiting([enrolment])
    return enrolment


def _as_it_is(session: Session) -> Session:
    """The session as it stands now, with its course."""
    return Session.objects.select_related("course__organization").get(pk=session.pk)


def _refuse_obstacle(volunteer, session, **facts):
    if obstacle := obstacle_of(volunteer, session, **facts):
        raise obstacle.refusal()


def accept_offer(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Take the place that was kept for the person, in time and by the rules of every sign-up."""
    now = timezone.now()
    with refusing_deadlock(), transaction.atomic(), refusing(Enrolment, BROKEN):
        (volunteer,) = hold_people([enrolment.volunteer])
        refuse_unless_acting_for(volunteer, by)
        (enrolment,) = hold_with_sessions(Enrolment.objects.filter(pk=enrolment.pk))
        if enrolment.state != State.OFFERED or enrolment.offered_until <= now:
            raise Refused(_("给你留的名额过了答复时间。还想去就再报一次，排进候补。"), code="offer_gone")
        session = _as_it_is(enrolment.session)
        _refuse_obstacle(volunteer, session, by=by, now=now, instead_of=enrolment)
        enrolment.move(State.JOINED, by=by, at=now)
        enrolment.save(update_fields=Enrolment.MOVED)
        audit.note("enrolment.joined", [enrolment], by=by, offered=True)
        news.tell_joined([enrolment])
    return enrolment


@transaction.atomic
def leave(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Give a place back, or one's turn in the line, until the session begins; the next in line is asked."""
    now = timezone.now()
    refuse_unless_acting_for(enrolment.volunteer, by)
    (enrolment,) = hold_with_sessions(Enrolment.objects.filter(pk=enrolment.pk))
    held = [enrolment.session_id] if enrolment.state in Enrolment.HOLDING else []
    enrolment.leave(by=by, at=now)
    if Attendance.objects.filter(enrolment=enrolment).exists():
        raise Refused(_("已经签到了，不能再取消。"), code="already_checked_in")
    _let_go([enrolment], held, at=now)
    audit.note("enrolment.left", [enrolment], by=by)
    if enrolment.volunteer.user_id != by.pk:
        news.tell_left([enrolment], why="")
    return enrolment


@transaction.atomic
def remove(enrolment: Enrolment, *, reason: str, by: User) -> Enrolment:
    """Whoever holds the course takes somebody off the list before it begins, and says why; the next in line is asked."""
    now, reason = timezone.now(), reason.strip()
    (enrolment,) = hold_with_sessions(Enrolment.objects.filter(pk=enrolment.pk))
    if not enrolment.is_live or enrolment.during.lower <= now:
        raise Refused(_("这一场已经开始，或者TA已经不在名单里了。"), code="started")
    if not reason:
        raise Refused(_("写一句原因，TA会看到。"), code="no_reason")
    held = [enrolment.session_id] if enrolment.state in Enrolment.HOLDING else []
    enrolment.move(State.REMOVED, by=by, at=now, reason=reason)
    _let_go([enrolment], held, at=now)
    audit.note("enrolment.removed", [enrolment], by=by, reason=reason)
    news.tell_removed([enrolment])
    return enrolment


@transaction.atomic
def release_places(user_ids: list[int], *, why: str, by: User) -> None:
    """Give back all places these people hold or wait for in sessions that have yet to begin, as they may not come any
    more. Whoever has checked in already is there."""
    now = timezone.now()
    theirs = Enrolment.objects.live().filter(volunteer__user__in=user_ids, session__starts_at__gt=now)
    here = Exists(Attendance.objects.filter(enrolment=OuterRef("pk")))
    enrolments = hold_with_sessions(theirs.exclude(here))
    held = [enrolment.session_id for enrolment in enrolments if enrolment.state in Enrolment.HOLDING]
    for enrolment in enrolments:
        enrolment.move(State.LEFT, by=by, at=now, reason=why)
    _let_go(enrolments, held, at=now)
    audit.note("enrolment.left", enrolments, by=by, why=why)
    news.tell_left(enrolments, why=_("%(why)s，名额退回去了。") % {"why": why})


def _let_go(enrolments: list[Enrolment], held: list[int], *, at: datetime.datetime) -> None:
    """Keep the step of these, free what they held, and ask who is next."""
    Enrolment.objects.bulk_update(enrolments, Enrolment.MOVED)
    give_back_all(Session, Counter(held))
    offer_freed_places(set(held), at=at)


def hold_with_sessions(chosen: QuerySet[Enrolment]) -> list[Enrolment]:
    """Lock enrolments behind their sessions, all in one order, with all that is said about them."""
    sessions = Session.objects.filter(pk__in=chosen.values("session")).order_by("pk")
    found = {session.pk for session in sessions.select_for_update(of=("self",), no_key=True)}
    locked = chosen.filter(session__in=found).order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(locked.select_related("volunteer", "session__course").defer("volunteer__document_number"))
