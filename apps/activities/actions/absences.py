"""Who did not come, what they say about it, and whom the organisation takes off a list or adds on the spot."""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities import signup_news
from apps.activities.actions.signups import (
    BROKEN,
    as_it_is,
    hold_people,
    hold_with_shifts,
    reason_of_no_seat,
    refuse_unless_acting_for,
    write_down,
)
from apps.activities.actions.waiting import offer_freed_places
from apps.activities.conditions import Facts, missing_for
from apps.activities.insured import let_go
from apps.activities.models import Presence, Shift, Signup
from apps.booking.seats import give_back_all, take_seat
from apps.core import audit, days
from apps.core.constraints import refusing, refusing_deadlock
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Post
from apps.registration.models import Volunteer

State = Signup.State
LOOK_BACK = datetime.timedelta(days=40)
AT_ONCE = 1000


@transaction.atomic
def remove_signup(signup: Signup, *, reason: str, by: User) -> Signup:
    """The organisation takes somebody off the list before the shift begins, and says why; the next in line is asked."""
    now, reason = timezone.now(), reason.strip()
    (signup,) = _managed(Signup.objects.filter(pk=signup.pk), by)
    if not signup.is_live or signup.during.lower <= now:
        raise Refused(_("这一班已经开始，或者TA已经不在名单里了。"), code="started")
    if not reason:
        raise Refused(_("写一句原因，TA会看到。"), code="no_reason")
    held = [signup.shift_id] if signup.state in Signup.HOLDING else []
    signup.move(State.REMOVED, by=by, at=now, reason=reason)
    signup.save(update_fields=Signup.MOVED)
    let_go([signup])
    give_back_all(Shift, Counter(held))
    audit.note("signup.removed", [signup], by=by, reason=reason)
    signup_news.tell_removed([signup])
    offer_freed_places(held, at=now)
    return signup


def add_on_the_spot(shift: Shift, *, number: str, by: User) -> Signup:
    """Somebody came without signing up, while the shift runs: they get a place by the same rules, and no hours unless
    they are checked in or called on the roll."""
    now = timezone.now()
    with refusing_deadlock(), transaction.atomic(), refusing(Signup, BROKEN):
        found = Volunteer.objects.passed().filter(number=number).exclude(user=by)
        held = hold_people(found.only("pk"))
        shift = as_it_is(shift)
        if not shift.starts_at <= now < shift.ends_at:
            raise Refused(_("只有正在进行的班次能现场补人。还没开始的，请TA自己报名。"), code="not_running")
        if not held or _is_kept_from(held[0], shift, by, now):
            words = _("这个编号补不了：编号不对，或者年龄、技能、时间等有一条不合。请TA打开活动页看原因。")
            raise Refused(words, code="not_possible")
        seat = take_seat(shift, at=now, running=True)
        if seat is None:
            raise reason_of_no_seat(shift, shift.starts_at - datetime.timedelta(seconds=1))
        (signup,) = write_down(held, shift, seat, by=by, at=now, is_on_the_spot=True)
    return signup


def _is_kept_from(volunteer, shift, by, now):
    return missing_for(Facts(volunteer, [shift], by=by, now=now, on_the_spot=True), shift)


@transaction.atomic
def note_no_shows(chosen: QuerySet[Signup], *, by: User) -> list[Signup]:
    """The organisation says who did not come, once the shift is over. Nobody who was checked in is among them."""
    now = timezone.now()
    signups = _managed(chosen, by)
    if any(signup.during.upper > now for signup in signups):
        raise Refused(_("这一班还没结束，结束以后再记。"), code="not_over")
    if Presence.objects.filter(signup__in=signups).exists():
        raise Refused(_("有人已经签到了，刷新看看。"), code="already_checked_in")
    return _miss(signups, by=by, at=now)


def count_no_shows() -> int:
    """Nightly: whoever held a place, was never checked in and stood on no roll some days after the shift did not come.
    Safe to run twice and at once. Says how many were counted."""
    now, count = timezone.now(), 0
    until = now - datetime.timedelta(days=PolicyRow.objects.value("no_show", "count_days"))
    over = Shift.objects.filter(starts_at__gt=until - LOOK_BACK, ends_at__lte=until)
    missed = Signup.objects.active().filter(shift__in=over)
    missed = missed.exclude(Exists(Presence.objects.filter(signup=OuterRef("pk"))))
    while pks := list(missed.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            # What was noted meanwhile is seen once the rows are held.
            count += len(_miss(hold_with_shifts(missed.filter(pk__in=pks)), by=None, at=now))
    return count


def _miss(signups, *, by, at):
    for signup in signups:
        signup.move(State.NO_SHOW, by=by, at=at)
    Signup.objects.bulk_update(signups, Signup.MOVED)
    audit.note("signup.no_show", signups, by=by)
    signup_news.tell_missed(signups)
    return signups


@transaction.atomic
def excuse(signup: Signup, *, reason: str, by: User) -> Signup:
    """The organisation accepts why somebody did not come: it is leave then, and counts in no row."""
    now, reason = timezone.now(), reason.strip()
    (signup,) = _managed(Signup.objects.filter(pk=signup.pk), by)
    if not reason:
        raise Refused(_("写一句原因，TA会看到。"), code="no_reason")
    if signup.state != State.NO_SHOW:
        raise Refused(_("这个报名的状态变了，刷新看看。"), code="other_state")
    signup.move(State.EXCUSED, by=by, at=now, reason=reason)
    signup.save(update_fields=Signup.MOVED)
    give_back_all(Shift, Counter([signup.shift_id]))
    audit.note("signup.excused", [signup], by=by, reason=reason)
    signup_news.tell_excused([signup])
    return signup


def note_came_after_all(signups: Iterable[Signup], *, by: User) -> None:
    """Of these, held by the caller, some were noted as missing and stand on the roll after all: they came, and the row
    of missing is broken."""
    missed = [signup for signup in signups if signup.state == State.NO_SHOW]
    for signup in missed:
        signup.move(State.JOINED, by=by, at=timezone.now())
    Signup.objects.bulk_update(missed, Signup.MOVED)
    audit.note("signup.came_after_all", missed, by=by)


@transaction.atomic
def explain(signup: Signup, *, words: str, by: User) -> Signup:
    """The person says why they did not come, or that they did. The organisation sees it and decides."""
    refuse_unless_acting_for(signup.volunteer, by)
    words = words.strip()
    (signup,) = hold_with_shifts(Signup.objects.filter(pk=signup.pk))
    if signup.state != State.NO_SHOW:
        raise Refused(_("这个报名的状态变了，刷新看看。"), code="other_state")
    if not words:
        raise Refused(_("写一句当时的情况。"), code="no_reason")
    signup.explanation, signup.explained_at = words, timezone.now()
    signup.save(update_fields=["explanation", "explained_at"])
    audit.note("signup.explained", [signup], by=by)
    tell("signup.explained", _to_staff(signup))
    return signup


def _to_staff(signup):
    activity = signup.shift.position.activity
    title = _("有人说明了没来的原因：%(title)s") % {"title": activity.title}
    body = _("%(when)s这一班。看了以后，可以改记为请假。") % {"when": signup_news.when(signup.shift)}
    url = reverse("activities:signups", args=[activity.organization_id, signup.shift_id])
    staff = Post.objects.in_force().filter(organization=activity.organization_id, role__in=Post.MANAGES)
    return [
        News(user, f"signup:{signup.pk}:explained", title, body, url)
        for user in staff.values_list("user_id", flat=True).distinct()
    ]


def _managed(chosen, by):
    """These sign-ups, held, if all of them are of the person's organisations; a list that changed is looked at again."""
    wanted = set(chosen.values_list("pk", flat=True))
    signups = hold_with_shifts(Signup.objects.managed_by(by).filter(pk__in=wanted))
    if not signups or {signup.pk for signup in signups} != wanted:
        raise Refused(_("名单变了，刷新看看。"), code="not_on_the_list")
    return signups


def remind() -> int:
    """The evening before: everybody who is expected tomorrow hears about it, once. Says how many."""
    tomorrow = days.start_of(days.today() + datetime.timedelta(days=1))
    shifts = Shift.objects.beginning(tomorrow, tomorrow + datetime.timedelta(days=1))
    expected = (
        Signup.objects.active()
        .filter(shift__in=shifts)
        .select_related("volunteer", "shift__position__activity")
        .defer("volunteer__document_number", "shift__position__activity__contact_phone")
    )
    count, last = 0, 0
    while signups := list(expected.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        signup_news.tell_tomorrow(signups)
        count, last = count + len(signups), signups[-1].pk
    return count
