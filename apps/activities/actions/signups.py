"""Signing up to a shift and giving the place back, by the volunteer or by a guardian for their child."""

import datetime
from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.contacts import contacts_of
from apps.activities.models import Activity, Presence, Shift, Signup
from apps.booking.seats import give_back, give_back_all, take_seat
from apps.core import audit, days
from apps.core.constraints import refusing, refusing_deadlock
from apps.core.display import mask_phone
from apps.core.errors import Refused
from apps.core.templatetags.ui import clock, day_words
from apps.messaging.actions import News, tell
from apps.registration.models import Volunteer

BROKEN = {
    "activities_signup_one_place_a_shift": "already_signed_up",
    "activities_signup_one_place_at_a_time": "overlaps",
}


def sign_up(volunteer: Volunteer, shift: Shift, *, by: User) -> Signup:
    """Take a place in a shift. Whoever comes after the last place is refused, however many come at once.

    The volunteer is held before the shift: what one person signs up to at once comes one after the other, and what
    takes their readiness away meanwhile is seen.
    """
    now = timezone.now()
    activity = shift.position.activity
    with refusing_deadlock(), transaction.atomic(), refusing(Signup, BROKEN):
        held = Volunteer.objects.defer("document_number").select_for_update(of=("self",), no_key=True)
        volunteer = held.get(pk=volunteer.pk)
        refuse_unless_acting_for(volunteer, by)
        volunteer.refuse_unless_ready()
        refuse_unless_open(activity, now)
        refuse_unless_old_enough(volunteer, activity, shift)
        seat = take_seat(shift, at=now)
        if seat is None:
            raise reason_of_no_seat(shift, now)
        signup = Signup.objects.create(
            shift=shift, volunteer=volunteer, during=seat.during, signed_up_by=by, signed_up_at=now
        )
        audit.note("signup.joined", [signup], by=by)
        tell("signup", signup_news(signup, activity))
    return signup


@transaction.atomic
def cancel_signup(signup: Signup, *, by: User) -> Signup:
    """Give a place back, until the shift begins; after that the leader notes who came. The shift is held before the
    sign-up, in the order in which a cancelled activity holds them."""
    now = timezone.now()
    refuse_unless_acting_for(signup.volunteer, by)
    shift = Shift.objects.select_for_update(of=("self",)).get(pk=signup.shift_id)
    signup = Signup.objects.select_for_update(of=("self",)).get(pk=signup.pk)
    signup.leave(at=now, begins_at=shift.starts_at)
    if Presence.objects.filter(signup=signup).exists():
        raise Refused(_("已经签到了，不能再取消。"), code="already_checked_in")
    signup.save(update_fields=["state", "left_at"])
    give_back(shift)
    audit.note("signup.left", [signup], by=by)
    return signup


@transaction.atomic
def release_places(user_ids: list[int], *, by: User) -> None:
    """Give back all places these people hold in shifts that have yet to begin, as their guardian no longer agrees.
    Whoever has checked in already is there. Shifts are held before sign-ups, as everywhere."""
    now = timezone.now()
    held = Signup.objects.active().filter(volunteer__user__in=user_ids, shift__starts_at__gt=now)
    held = held.exclude(Exists(Presence.objects.filter(signup=OuterRef("pk"))))
    shifts = Shift.objects.filter(pk__in=held.values("shift")).order_by("pk")
    shifts = list(shifts.select_for_update(of=("self",), no_key=True))
    chosen = held.filter(shift__in=shifts).order_by("pk").select_for_update(of=("self",), no_key=True)
    signups = list(chosen.select_related("volunteer", "shift__position__activity"))
    ids = [signup.pk for signup in signups]
    Signup.objects.filter(pk__in=ids).update(state=Signup.State.LEFT, left_at=now)
    give_back_all(Shift, Counter(signup.shift_id for signup in signups))
    audit.note_ids("signup.left", Signup, ids, by=by, consent="withdrawn")
    tell("signup", (news for signup in signups for news in release_news(signup, by)))


def release_news(signup, by):
    """Tell the child and the guardian what the child does not come to."""
    title = _("取消了：%(title)s") % {"title": signup.shift.position.activity.title}
    starts = signup.during.lower
    body = _("监护人撤回了同意，%(day)s %(time)s这一班的名额退回去了。") % {
        "day": day_words(starts),
        "time": clock(starts),
    }
    for recipient in {signup.volunteer.user_id, by.pk}:
        yield News(recipient, f"signup:{signup.pk}:consent", title, body, reverse("activities:mine"))


def refuse_unless_acting_for(volunteer, by):
    """People sign up themselves; for a child the guardian may."""
    if not Volunteer.objects.acted_for_by(by).filter(pk=volunteer.pk).exists():
        raise Refused(_("只能给自己或自己监护的孩子报名。"), code="not_yours")


def refuse_unless_open(activity, now):
    if not Activity.objects.open(now).filter(pk=activity.pk).exists():
        raise Refused(_("这个活动现在不招募。"), code="not_open")


def refuse_unless_old_enough(volunteer, activity, shift):
    if volunteer.age_on(days.day_of(shift.starts_at)) < activity.minimum_age:
        raise Refused(
            _("这个活动要年满%(age)d岁才能参加。") % {"age": activity.minimum_age}, code="too_young"
        )


def reason_of_no_seat(shift: Shift, now: datetime.datetime) -> Refused:
    """Why no place could be taken, as the shift stands now."""
    shift.refresh_from_db()
    if shift.called_off_at:
        return Refused(_("这一班取消了。"), code="not_open")
    if shift.starts_at <= now:
        return Refused(_("这一班已经开始，不能报名了。"), code="started")
    return Refused(_("满了，看看别的班次。"), code="full")


def signup_news(signup, activity):
    """Tell the volunteer and, where someone else signed up for them, that person too."""
    starts = signup.during.lower
    title = _("报上了：%(title)s") % {"title": activity.title}
    body = _("%(day)s %(time)s，%(place)s。开始前随时可以取消。") % {
        "day": day_words(starts),
        "time": clock(starts),
        "place": activity.place,
    }
    for recipient in {signup.volunteer.user_id, signup.signed_up_by_id}:
        yield News(recipient, f"signup:{signup.pk}", title, body, reverse("activities:mine"))


def note_phone_seen(signup: Signup, *, by: User) -> str:
    """Show a volunteer's number, for a child the guardian's, to the people of the organisation, and note that it
    was seen."""
    contact = contacts_of([signup])[signup.pk]
    if contact is None:
        raise Refused(_("这个孩子还没有监护人，没有电话可看。"), code="no_guardian")
    phone = contact.user.phone
    audit.note("signup.phone_seen", [signup], by=by, phone=mask_phone(phone), of_guardian=contact.is_guardian)
    return phone
