"""What training has to do with a place at an activity: what a position asks for, and that nobody is in two places at
once."""

import datetime
from dataclasses import replace

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.conditions import About, Facts, Missing, condition
from apps.activities.models import Shift, Signup
from apps.booking.models import Seats
from apps.core import days
from apps.core.templatetags.ui import clock, day_words
from apps.training.models import Completion, Enrolment, TrainingKind
from apps.training.nearest import NextSessions
from apps.training.signals import enrolling


@condition("trainings", About.SHIFT)
def trainings_are_completed(facts: Facts, shift: Shift) -> Missing | None:
    """What the position asks for (条例 §16), completed and in force on the day of the shift. Says what is missing, and
    leads for each to the next session that has places and is over before the shift, the nearest first."""
    unheld = [
        code
        for code in shift.position.required_trainings
        if not _held_on(facts, code, days.day_of(shift.starts_at))
    ]
    if not unheld:
        return None
    names = facts.once("training names", lambda: _names(facts))
    words = _("这个岗位要先完成培训：%(names)s。") % {
        "names": "、".join(names[code] for code in unheld if code in names)
    }
    first, *others = (_way_to(facts, code, names.get(code, code), shift) for code in unheld)
    return replace(first, words=words + first.words, others=tuple(others))


def _way_to(facts, code, name, shift):
    """The next session of a kind that has places and is over before the shift."""
    sessions = facts.once("next sessions", lambda: _next(facts))
    if session := sessions.of(code, before=shift.starts_at):
        when = {"name": name, "day": day_words(session.starts_at), "time": clock(session.starts_at)}
        words, page = (
            _("%(name)s最近一场在%(day)s %(time)s。") % when,
            reverse("training:session", args=[session.pk]),
        )
        return Missing("training_missing", words, _("去报这一场"), page)
    words = (
        _("%(name)s在这一班以前没有还能报的场次了。")
        if sessions.of(code)
        else _("%(name)s现在还没有开放的场次。")
    )
    listed = f"{reverse('training:list')}?kind={code}"
    return Missing("training_missing", words % {"name": name}, _("看培训"), listed)


def _asked(facts):
    return sorted({code for shift in facts.shifts for code in shift.position.required_trainings})


def _names(facts):
    return dict(TrainingKind.objects.filter(pk__in=_asked(facts)).values_list("code", "name"))


def _next(facts):
    return NextSessions(_asked(facts), region=facts.volunteer.region_id, now=facts.now)


def _held_on(facts, code, day):
    held = facts.once("trainings", lambda: _completed(facts)).get(code, [])
    return any(passed <= day and (ends is None or day <= ends) for passed, ends in held)


def _completed(facts):
    """{kind: [(passed on, last day it counts)]} of what the person has completed, as far as it is asked for."""
    held = Completion.objects.of(facts.volunteer).standing().filter(kind__in=_asked(facts))
    found: dict[str, list[tuple[datetime.date, datetime.date | None]]] = {}
    for kind, passed, ends in held.values_list("kind_id", "passed_on", "expires_on"):
        found.setdefault(kind, []).append((passed, ends))
    return found


@condition("lesson", About.SHIFT)
def no_session_is_in_the_way(facts: Facts, shift: Shift) -> Missing | None:
    for enrolment in facts.once("lessons", lambda: _lessons(facts)):
        during = enrolment.during
        if during.lower < shift.ends_at and shift.starts_at < during.upper:
            title = enrolment.session.course.title
            words = _("和已报的培训“%(title)s”时间重叠。") % {"title": title}
            return Missing("overlaps", words, _("看我的培训"), reverse("training:mine"))
    return None


def _lessons(facts):
    """The sessions the person takes part in that are not over."""
    mine = Enrolment.objects.active().of(facts.volunteer).filter(session__ends_at__gt=facts.now)
    return list(mine.select_related("session__course"))


@receiver(enrolling)
def no_shift_is_in_the_way(sender, volunteer, session: Seats, **kwargs):
    """Whoever serves at that time does not sit in a lesson."""
    held = (
        Signup.objects.active()
        .of(volunteer)
        .filter(during__startswith__lt=session.ends_at, during__endswith__gt=session.starts_at)
    )
    signup = held.select_related("shift__position__activity").first()
    if signup is None:
        return None
    words = _("和已报的“%(title)s”时间重叠，想换就先取消那一班。")
    title = signup.shift.position.activity.title
    return words % {"title": title}, _("看我的报名"), reverse("activities:mine")
