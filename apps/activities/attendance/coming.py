"""Coming and going by the rotating code, which each volunteer enters for themselves."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.attendance.devices import refuse_third_person
from apps.activities.attendance.places import Place, note_place
from apps.activities.attendance.words import moment_words
from apps.activities.insured import refuse_uncovered
from apps.activities.models import Presence, Shift, Signup
from apps.activities.qualified import refuse_unqualified
from apps.activities.signals import presences_closed
from apps.activities.trained import refuse_untrained
from apps.booking import codes
from apps.booking.tries import refuse_while_paused, try_code, wrong_code
from apps.booking.window import policy_on, window_of
from apps.core import days
from apps.core.constraints import refusing
from apps.core.errors import Refused

KIND = "shift"  # what the codes of activities are for; training has a kind of its own
How = Presence.How
USED = {
    "activities_presence_a_code_brings_in_once": "code_used",
    "activities_presence_a_code_lets_out_once": "code_used",
}


def check_in(
    shift: Shift,
    *,
    by: User,
    code: str,
    device: str = "",
    place: Place | None = None,
    at: datetime.datetime | None = None,
) -> Presence:
    """The person signed in has come, shown by the six digits on the leader's screen. Each code brings a person in
    once, and one phone brings in two people at most. `place` is noted where the person agreed to it.

    A wrong code is counted even though it is refused, so what is refused is raised after the transaction.
    """
    at = at or timezone.now()
    policy = policy_on(shift)
    with transaction.atomic():
        signup = _lock_signup(shift, by)
        signup.volunteer.refuse_without_consent()
        refuse_while_paused(signup, policy, at)
        _refuse_coming(signup, window_of(shift, policy), policy, at)
        step = try_code(signup, code, codes.IN, policy, at, kind=KIND, seat_id=shift.pk)
        if step is not None:
            refuse_third_person(signup, device, policy)
            refuse_uncovered(signup.shift, signup.volunteer, at)
            refuse_untrained(signup.shift, signup.volunteer, at)
            refuse_unqualified(signup.shift, signup.volunteer)
            presence = Presence(
                signup=signup, came_at=at, came_how=How.CODE, came_step=step, came_device=device
            )
            with refusing(Presence, USED):
                presence.save()
            note_place(presence, codes.IN, place)
    if step is None:
        raise wrong_code()
    return presence


def check_out(
    shift: Shift,
    *,
    by: User,
    code: str,
    device: str = "",
    place: Place | None = None,
    at: datetime.datetime | None = None,
) -> Presence:
    """The person signed in leaves, shown by the code for leaving. The pair is complete and is announced."""
    at = at or timezone.now()
    policy = policy_on(shift)
    with transaction.atomic():
        signup = _lock_signup(shift, by)
        refuse_while_paused(signup, policy, at)
        presence = signup.presences.filter(left_at=None).first()
        _refuse_leaving(presence, window_of(shift, policy), at)
        step = try_code(signup, code, codes.OUT, policy, at, kind=KIND, seat_id=shift.pk)
        if step is not None:
            refuse_third_person(signup, device, policy)
            presence.left_at, presence.left_how, presence.left_noted_at = at, How.CODE, at
            presence.left_step, presence.left_device = step, device
            with refusing(Presence, USED):
                presence.save(
                    update_fields=["left_at", "left_how", "left_noted_at", "left_step", "left_device"]
                )
            note_place(presence, codes.OUT, place)
            presences_closed.send(sender=Presence, signup_ids=[signup.pk])
    if step is None:
        raise wrong_code()
    return presence


def _lock_signup(shift, by):
    """The person's place in the shift, held until the end, so that guesses in parallel are counted one by one."""
    signups = Signup.objects.active().filter(shift=shift, volunteer__user=by)
    signups = signups.select_related("volunteer__user", "shift__position__activity")
    signup = signups.select_for_update(of=("self",)).first()
    if not signup:
        raise Refused(_("你没有报这一班。先到活动页报名，报上了再签到。"), code="not_signed_up")
    return signup


def _refuse_coming(signup, window, policy, at):
    if at < window.opens:
        raise Refused(
            _("还早，%(time)s起可以签到。") % {"time": moment_words(window.opens)}, code="too_early"
        )
    if not window.admits(at):
        raise Refused(_("这一班已经结束，不能再签到。来了的请队长点名。"), code="too_late")
    if signup.presences.filter(left_at=None).exists():
        raise Refused(_("已经签到了，走的时候记得签退。"), code="already_in")
    today = days.start_of(days.day_of(at))
    if signup.presences.filter(came_at__gte=today).count() >= policy["pairs_a_day"]:
        raise Refused(
            _("一班一天最多签到%(count)d次。") % {"count": policy["pairs_a_day"]}, code="too_many_pairs"
        )


def _refuse_leaving(presence, window, at):
    if not presence:
        raise Refused(_("还没签到，先签到再签退。"), code="not_in")
    if not window.releases(at):
        raise Refused(
            _("签退到%(time)s为止，已经过了。请队长点名时补上。") % {"time": moment_words(window.closes)},
            code="too_late",
        )
