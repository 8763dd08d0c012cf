"""What one takes along: calendar files, a QR code, a poster, and the secret address of one's own calendar."""

import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import calendars
from apps.activities.actions.feeds import hash_of, remove_feed, renew_feed
from apps.activities.cards import where
from apps.activities.facts import window_of
from apps.activities.models import Activity, CalendarFeed, Shift, Signup
from apps.core.models import PolicyRow
from apps.core.pdf import pdf_answer, qr_svg
from apps.core.pdf import render as render_pdf
from apps.core.templatetags.ui import day_words, until
from apps.training.models import TrainingKind

ON_THE_WALL = 8  # shifts; the rest is behind the code


def public(pk):
    activities = Activity.objects.public().select_related("organization", "region__parent")
    return get_object_or_404(activities.defer("contact_phone", "contact_email"), pk=pk)


def activity_calendar(request, pk):
    activity = public(pk)
    shifts = Shift.objects.of_activity(activity).select_related("position").order_by("starts_at", "pk")
    return file(calendars.of_activity(activity, shifts), f"{activity.title}.ics")


@login_required
def signup_calendar(request, pk):
    signup = get_object_or_404(mine(request.user), pk=pk)
    activity = signup.shift.position.activity
    return file(calendars.of_signups([signup], request.user, activity.title), f"{activity.title}.ics")


def mine(user):
    signups = Signup.objects.active().cared_for_by(user)
    return signups.select_related("shift__position__activity__region__parent", "volunteer").defer(
        "shift__position__activity__contact_phone", "volunteer__document_number"
    )


def feed(request, token):
    """What calendar programs fetch. Whoever has the address sees when and where, and nobody's name."""
    feed = CalendarFeed.objects.filter(token_hash=hash_of(token)).select_related("user").first()
    if feed is None or not feed.user.is_active:
        raise Http404
    since = timezone.now() - datetime.timedelta(days=PolicyRow.objects.value("calendar", "days_back"))
    signups = mine(feed.user).filter(shift__ends_at__gte=since).order_by("shift__starts_at")[:500]
    return file(calendars.of_signups(signups, feed.user, _("我的志愿服务")), "calendar.ics")


def file(content, name):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    patch_cache_control(response, private=True, no_store=True)
    return response


@login_required
def my_calendar(request):
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = f"{settings.SITE_URL}{reverse('activities:feed', args=[feed.token])}" if feed else ""
    return render(request, "activities/calendar.html", {"feed": feed, "address": address})


@require_POST
@login_required
def renew(request):
    renew_feed(by=request.user)
    messages.success(request, _("有新的地址了，从前的不再能用。"))
    return redirect("activities:my_calendar")


@require_POST
@login_required
def remove(request):
    remove_feed(by=request.user)
    messages.success(request, _("地址取消了，谁也看不到了。"))
    return redirect("activities:my_calendar")


def address_of(activity):
    return f"{settings.SITE_URL}{reverse('activities:detail', args=[activity.pk])}"


def qr(request, pk):
    response = HttpResponse(qr_svg(address_of(public(pk))), content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def poster(request, pk):
    """One page for a wall, with the code that leads to the page."""
    activity = public(pk)
    if activity.state != Activity.State.PUBLISHED:
        raise Http404
    shifts = list(
        Shift.objects.of_activity(activity).ahead().select_related("position").order_by("starts_at", "pk")
    )
    times = list(dict.fromkeys((shift.starts_at, shift.ends_at) for shift in shifts))
    data = {
        "title": activity.title,
        "organization": activity.organization.name,
        "description": activity.description,
        "where": where(activity),
        "times": [f"{day_words(start)} {until(start, end)}" for start, end in times[:ON_THE_WALL]],
        "more": _("还有%(count)d个时间，扫码看") % {"count": len(times) - ON_THE_WALL}
        if len(times) > ON_THE_WALL
        else "",
        "window": window_of(activity),
        "age": who_may_come(activity, shifts),
        "emergency": _("应急召集") if activity.is_emergency else "",
        "words": {
            "when": _("时间"),
            "where": _("地点"),
            "who": _("谁能来"),
            "window": _("报名"),
            "scan": _("扫码报名"),
        },
    }
    pdf = render_pdf("activities/poster.typ", data, {"qr.svg": qr_svg(address_of(activity))})
    return pdf_answer(pdf, f"{activity.title}.pdf")


def who_may_come(activity, shifts):
    """From which age on, and what training one has to bring."""
    words = _("年满%(age)d岁就能来") % {"age": activity.minimum_age}
    asked = {code for shift in shifts for code in shift.position.required_trainings}
    if not asked:
        return words
    names = "、".join(TrainingKind.objects.words(asked))
    if all(asked == set(shift.position.required_trainings) for shift in shifts):
        return words + _("，要先上过培训：%(names)s") % {"names": names}
    return words + _("，有的岗位要先上过培训：%(names)s") % {"names": names}
