"""How a published activity ends: taken down before anybody came, called off, or closed with what came of it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.pictures import set_pictures
from apps.activities.insured import end_unneeded
from apps.activities.models import Activity, Shift, Signup
from apps.core import audit
from apps.core.errors import Refused
from apps.core.templatetags.ui import clock, day_words
from apps.insurance.models import Cover
from apps.messaging.actions import News, tell


@transaction.atomic
def cancel_activity(activity: Activity, *, reason: str, by: User) -> Activity:
    """Call off a published activity with everything in it that has not begun. Whoever signed up is told at once.

    The activity is held first, then its shifts, then the sign-ups: someone signing up at the same moment either
    is among those told, or finds the shift called off.
    """
    now, reason = timezone.now(), reason.strip()
    activity = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    ahead = Shift.objects.of_activity(activity).standing().filter(starts_at__gt=now)
    shift_ids = list(ahead.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if activity.state == Activity.State.PUBLISHED and not shift_ids:
        raise Refused(_("最后一班已经开始，不能取消了。"), code="started")
    if not reason:
        raise Refused(_("写一句为什么取消，报了名的人会看到。"), code="no_reason")
    activity.cancel(by=by, reason=reason)
    activity.save(update_fields=Activity.MOVED)
    signups = list(
        Signup.objects.live().filter(shift__in=shift_ids).select_related("shift", "volunteer").order_by("pk")
    )
    Shift.objects.filter(pk__in=shift_ids).update(taken=0, called_off_at=now)
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(
        state=Signup.State.CALLED_OFF, left_at=now, moved_by=by, reason=reason, offered_until=None
    )
    if activity.policy_id:
        people = [signup.volunteer_id for signup in signups]
        end_unneeded(Cover.objects.filter(policy=activity.policy_id, volunteer__in=people))
    audit.note("activity.cancelled", [activity], by=by, reason=reason)
    audit.note("signup.called_off", signups, by=by)
    tell("activity_cancelled", cancelled_news(activity, signups))
    return activity


@transaction.atomic
def withdraw_activity(activity: Activity, *, by: User) -> Activity:
    """Take down a published notice as long as nobody holds a place in it or waits for one: another word than calling
    off, because nobody has to be told."""
    activity = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    shifts = Shift.objects.of_activity(activity).order_by("pk").select_for_update(of=("self",))
    ids = [shift.pk for shift in shifts]
    activity.withdraw(by=by)
    if Signup.objects.filter(shift__in=ids, state__in=[*Signup.LIVE, Signup.State.NO_SHOW]).exists():
        raise Refused(_("已经有人报名了，不能撤下，可以取消活动，他们会收到消息。"), code="people_signed_up")
    Shift.objects.filter(pk__in=ids, called_off_at=None).update(called_off_at=timezone.now())
    activity.save(update_fields=[*Activity.MOVED, "next_at"])
    audit.note("activity.withdrawn", [activity], by=by)
    return activity


@transaction.atomic
def close_activity(activity: Activity, *, summary: str, pictures=(), by: User) -> Activity:
    """Close an activity that is over, with a few sentences and pictures for everybody to see; no names of people who
    were helped (志愿服务条例第二十一条)."""
    activity = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    activity.close(by=by, at=timezone.now(), summary=summary.strip())
    activity.save(update_fields=[*Activity.MOVED, "closed_by", "closed_at", "summary", "next_at"])
    set_pictures(activity, pictures, of_summary=True, by=by)
    audit.note("activity.closed", [activity], by=by)
    return activity


def cancelled_news(activity, signups):
    """One message a place: to the volunteer and, where someone else signed up for them, to that person too."""
    url = reverse("activities:detail", args=[activity.pk])
    for signup in signups:
        when = f"{day_words(signup.shift.starts_at)} {clock(signup.shift.starts_at)}"
        title = _("取消了：%(title)s") % {"title": activity.title}
        body = _("%(when)s这一班不办了。原因：%(reason)s") % {"when": when, "reason": activity.reason}
        for recipient in {signup.volunteer.user_id, signup.signed_up_by_id}:
            yield News(recipient, f"signup:{signup.pk}", title, body, url)
