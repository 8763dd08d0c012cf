"""Signing up to a shift and giving the place back, by the volunteer or by a guardian for their child."""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities import signup_news
from apps.activities.actions.waiting import offer_freed_places
from apps.activities.conditions import Facts, missing_for, refuse_unless_met
from apps.activities.contacts import contacts_of
from apps.activities.insured import insure, let_go
from apps.activities.models import Party, Presence, Shift, Signup
from apps.booking.people import hold_people, refuse_unless_acting_for
from apps.booking.seats import Seat, give_back, give_back_all, take_seat, take_seat_or_number
from apps.core import audit
from apps.core.constraints import refusing, refusing_deadlock
from apps.core.display import mask_phone
from apps.core.errors import Refused
from apps.registration.models import Volunteer

State = Signup.State
BROKEN = {
    "activities_signup_one_place_a_shift": "already_signed_up",
    "activities_signup_one_place_at_a_time": "overlaps",
}
UNASKED = [
    f"position__activity__{name}" for name in ("description", "grams", "contact_phone", "contact_email")
]


def sign_up(volunteer: Volunteer, shift: Shift, *, by: User) -> Signup:
    """Take a place in a shift; where there is none, a turn in the line, in the order of arrival. Never more people
    than places, however many come at once.

    The volunteer is held before the shift: what one person signs up to at once comes one after the other, and what
    takes their readiness away meanwhile is seen.
    """
    now = timezone.now()
    with refusing_deadlock(), refusing(Signup, BROKEN):
        (volunteer,) = hold_people([volunteer])
        refuse_unless_acting_for(volunteer, by)
        shift = as_it_is(shift)
        refuse_unless_met(Facts(volunteer, [shift], by=by, now=now), shift)
        seat = take_seat_or_number(shift, at=now)
        if seat is None:
            raise reason_of_no_seat(shift, now)
        (signup,) = write_down([volunteer], shift, seat, by=by, at=now)
    return signup


def sign_up_together(volunteers: Iterable[Volunteer], shift: Shift, *, by: User) -> list[Signup]:
    """A guardian and their children, or several of the children, come to one shift: all of them get places or none."""
    with refusing_deadlock(), transaction.atomic(), refusing(Signup, BROKEN):
        held = hold_people(volunteers)
        for volunteer in held:
            refuse_unless_acting_for(volunteer, by)
        return join_all(held, shift, by=by)


def join_all(held: list[Volunteer], shift: Shift, *, by: User, party: Party | None = None) -> list[Signup]:
    """Places for all of these people, who are held by the caller, or for none. Nobody waits in a group."""
    now, shift = timezone.now(), as_it_is(shift)
    for volunteer in held:
        facts = Facts(volunteer, [shift], by=by, now=now)
        if missing := missing_for(facts, shift):
            raise Refused(_whose(volunteer, missing.words, by), code=missing.code)
    seat = take_seat(shift, at=now, count=len(held))
    if seat is None:
        raise reason_of_no_seat(shift, now, wanted=len(held))
    return write_down(held, shift, seat, by=by, at=now, party=party)


def _whose(volunteer, words, by):
    """Why somebody cannot come is told to those who act for them; to others only that they look for themselves."""
    if volunteer.user_id == by.pk:
        return words
    if Volunteer.objects.acted_for_by(by).filter(pk=volunteer.pk).exists():
        return f"{volunteer.name}：{words}"
    return _("编号%(number)s现在报不了这一班，请TA自己打开活动页看原因。") % {"number": volunteer.number}


def write_down(
    volunteers: Iterable[Volunteer],
    shift: Shift,
    seat: Seat,
    *,
    by: User,
    at: datetime.datetime,
    **fields: object,
) -> list[Signup]:
    """The sign-ups that follow from a place that was taken, or from a number in the line; noted, and told."""
    state = State.JOINED if seat.number is None else State.WAITING
    signups = [
        Signup(
            shift=shift,
            volunteer=volunteer,
            during=seat.during,
            state=state,
            queue_number=seat.number,
            signed_up_by=by,
            signed_up_at=at,
            **fields,
        )
        for volunteer in volunteers
    ]
    Signup.objects.bulk_create(signups)
    audit.note(f"signup.{state}", signups, by=by)
    if state == State.JOINED:
        insure(signups)
    (signup_news.tell_joined if state == State.JOINED else signup_news.tell_waiting)(signups)
    return signups


def accept_offer(signup: Signup, *, by: User) -> Signup:
    """Take the place that was kept for the person, in time and by the rules of every sign-up."""
    now = timezone.now()
    with refusing_deadlock(), transaction.atomic(), refusing(Signup, BROKEN):
        (volunteer,) = hold_people([signup.volunteer])
        refuse_unless_acting_for(volunteer, by)
        (signup,) = hold_with_shifts(Signup.objects.filter(pk=signup.pk))
        if signup.state != State.OFFERED or signup.offered_until <= now:
            raise Refused(_("给你留的名额过了答复时间。还想去就再报一次，排进候补。"), code="offer_gone")
        shift = as_it_is(signup.shift)
        refuse_unless_met(Facts(volunteer, [shift], by=by, now=now, instead_of=signup), shift)
        signup.move(State.JOINED, by=by, at=now)
        signup.save(update_fields=Signup.MOVED)
        audit.note("signup.joined", [signup], by=by, offered=True)
        insure([signup])
        signup_news.tell_joined([signup])
    return signup


def cancel_signup(signup: Signup, *, by: User, reason: str = "") -> Signup:
    """Give a place back, or one's turn in the line, until the shift begins: freely until the deadline of the activity,
    later as leave with a reason. After that the leader notes who came."""
    refuse_unless_acting_for(signup.volunteer, by)
    (left,) = leave_all(Signup.objects.filter(pk=signup.pk), by=by, reason=reason)
    return left


@transaction.atomic
def leave_all(chosen: QuerySet[Signup], *, by: User, reason: str = "") -> list[Signup]:
    """Several sign-ups to one or more shifts end; the places go to who is next in the line. Shifts are held before
    sign-ups, in the order in which a cancelled activity holds them."""
    now, reason = timezone.now(), reason.strip()
    signups = hold_with_shifts(chosen)
    held = [signup.shift_id for signup in signups if signup.state in Signup.HOLDING]
    checked_in = set(Presence.objects.filter(signup__in=signups).values_list("signup_id", flat=True))
    for signup in signups:
        signup.leave(by=by, at=now, activity=signup.shift.position.activity, reason=reason)
        if signup.pk in checked_in:
            raise Refused(_("已经签到了，不能再取消。"), code="already_checked_in")
    Signup.objects.bulk_update(signups, Signup.MOVED)
    let_go(signups)
    give_back_all(Shift, Counter(held))
    for state in (State.LEFT, State.EXCUSED):
        audit.note(f"signup.{state}", [signup for signup in signups if signup.state == state], by=by)
    others = [signup for signup in signups if signup.volunteer.user_id != by.pk]
    signup_news.tell_left(others, why=reason)
    offer_freed_places(set(held), at=now)
    return signups


def hold_with_shifts(chosen: QuerySet[Signup]) -> list[Signup]:
    """Lock sign-ups behind their shifts, all in one order, with all that is said about them."""
    shifts = Shift.objects.filter(pk__in=chosen.values("shift")).order_by("pk")
    found = {shift.pk for shift in shifts.select_for_update(of=("self",), no_key=True)}
    locked = chosen.filter(shift__in=found).order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(
        locked.select_related("volunteer", "shift__position__activity").defer("volunteer__document_number")
    )


@transaction.atomic
def change_position(signup: Signup, to: Shift, *, by: User) -> Signup:
    """Go to another shift of the same activity in one step: the place there comes first, then the old one is given
    back. Where there is no place one stays."""
    now = timezone.now()
    with refusing_deadlock(), transaction.atomic(), refusing(Signup, BROKEN):
        (volunteer,) = hold_people([signup.volunteer])
        refuse_unless_acting_for(volunteer, by)
        pks = sorted({signup.shift_id, to.pk})
        list(Shift.objects.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",), no_key=True))
        (signup,) = hold_with_shifts(Signup.objects.filter(pk=signup.pk))
        to = as_it_is(to)
        _refuse_other_than_a_change(signup, to, now)
        refuse_unless_met(Facts(volunteer, [to], by=by, now=now, instead_of=signup), to)
        seat = take_seat(to, at=now)
        if seat is None:
            raise reason_of_no_seat(to, now)
        signup.move(State.LEFT, by=by, at=now, reason=_("换到别的班"))
        signup.save(update_fields=Signup.MOVED)
        (moved,) = write_down([volunteer], to, seat, by=by, at=now, party=signup.party)
        give_back(signup.shift)
        audit.note("signup.left", [signup], by=by, instead=moved.pk)
        offer_freed_places([signup.shift_id], at=now)
    return moved


def _refuse_other_than_a_change(signup, to, now):
    if to.pk == signup.shift_id or to.position.activity_id != signup.shift.position.activity_id:
        raise Refused(_("只能换到同一个活动的另一班。"), code="other_activity")
    if not signup.is_joined:
        raise Refused(_("这个报名的状态变了，刷新看看。"), code="other_state")
    if signup.during.lower <= now or Presence.objects.filter(signup=signup).exists():
        raise Refused(_("这一班已经开始，不能换了。"), code="started")


@transaction.atomic
def release_places(user_ids: list[int], *, why: str, by: User) -> None:
    """Give back all places these people hold or wait for in shifts that have yet to begin, as they may not come any
    more. Whoever has checked in already is there."""
    now = timezone.now()
    theirs = Signup.objects.live().filter(volunteer__user__in=user_ids, shift__starts_at__gt=now)
    signups = hold_with_shifts(theirs.exclude(Exists(Presence.objects.filter(signup=OuterRef("pk")))))
    held = [signup.shift_id for signup in signups if signup.state in Signup.HOLDING]
    for signup in signups:
        signup.move(State.LEFT, by=by, at=now, reason=why)
    Signup.objects.bulk_update(signups, Signup.MOVED)
    let_go(signups)
    give_back_all(Shift, Counter(held))
    audit.note("signup.left", signups, by=by, why=why)
    signup_news.tell_left(signups, why=_("%(why)s，名额退回去了。") % {"why": why})
    offer_freed_places(set(held), at=now)


def as_it_is(shift: Shift) -> Shift:
    """The shift as it stands now, with its activity and who gathers for it."""
    shifts = Shift.objects.select_related(
        "position__activity__organization", "position__activity__residents_of"
    )
    return shifts.defer(*UNASKED).get(pk=shift.pk)


def reason_of_no_seat(shift: Shift, now: datetime.datetime, *, wanted: int = 1) -> Refused:
    """Why no place could be taken, as the shift stands now."""
    shift.refresh_from_db()
    if shift.called_off_at:
        return Refused(_("这一班取消了。"), code="called_off")
    if shift.starts_at <= now:
        return Refused(_("这一班已经开始，不能报名了。"), code="started")
    if wanted > 1:
        words = _("这一班还剩%(left)d个名额，你们%(wanted)d个人，一起报不上。换一班，或者分开报。")
        return Refused(words % {"left": shift.left, "wanted": wanted}, code="full")
    return Refused(_("满了，看看别的班次。"), code="full")


def note_phone_seen(signup: Signup, *, by: User) -> str:
    """Show a volunteer's number, for a child the guardian's, to the people of the organisation, and note that it
    was seen."""
    contact = contacts_of([signup])[signup.pk]
    if contact is None:
        raise Refused(_("这个孩子还没有监护人，没有电话可看。"), code="no_guardian")
    phone = contact.user.phone
    audit.note("signup.phone_seen", [signup], by=by, phone=mask_phone(phone), of_guardian=contact.is_guardian)
    return phone
