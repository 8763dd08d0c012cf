"""What is going on around places: a full shift with a line, an offer to answer, an invitation, somebody who paused."""

import datetime

from django.db.models import F
from django.utils import timezone

from apps.activities.actions import cancel_signup, sign_up
from apps.activities.actions.absences import explain, note_no_shows
from apps.activities.actions.invitations import invite
from apps.activities.models import Shift, Signup
from apps.portal.demo.cast import HOME


def form(region):
    pool = [one for one in region.active[HOME] if one.pk != region.sun.pk]
    waiting(region, pool)
    invited(region)
    missed(region, pool)


def coming_of(organizations):
    ahead = Shift.objects.ahead(timezone.now() + datetime.timedelta(days=2))
    return ahead.filter(position__activity__organization__in=organizations).filter(
        position__activity__state="published"
    )


def free(pool, shifts):
    """Those of the pool who hold nothing in the time of these shifts."""
    busy = set(Signup.objects.live().beside(shifts).values_list("volunteer", flat=True))
    return [one for one in pool if one.pk not in busy and not one.is_minor]


def waiting(region, pool):
    """The next shift of the team without 苏日娜 is full; she was first in line, and somebody has just left."""
    hers = Signup.objects.live().of(region.sun).values("shift")
    shift = coming_of([region.team]).exclude(pk__in=hers).order_by("starts_at").first()
    if shift is None or shift.taken == 0 or not free([region.sun], [shift]):
        return
    Shift.objects.filter(pk=shift.pk).update(capacity=F("taken"))
    for person in [region.sun, *free(pool, [shift])[:3]]:
        sign_up(person, shift, by=person.user)
    leaving = Signup.objects.active().filter(shift=shift).order_by("pk").first()
    cancel_signup(leaving, by=leaving.volunteer.user)


def invited(region):
    """A neighbouring team asks 苏日娜 to come."""
    neighbours = [o for o in region.organizations if o.region_id == HOME and o != region.team]
    for shift in (
        coming_of(neighbours).order_by("starts_at").select_related("position__activity__organization")
    ):
        if free([region.sun], [shift]):
            invite(shift, numbers=[region.sun.number], by=shift.position.activity.organization.applied_by)
            return


def missed(region, pool):
    """One neighbour did not come three times in a row and says why; signing up is paused."""
    over = Shift.objects.filter(
        position__activity__organization=region.team, ends_at__lt=timezone.now(), taken__lt=F("capacity")
    )
    shifts = list(over.order_by("-ends_at")[:3])
    people = free(pool, shifts)
    if len(shifts) < 3 or not people:
        return
    person = people[-1]
    signups = [
        Signup.objects.create(
            shift=shift,
            volunteer=person,
            during=(shift.starts_at, shift.ends_at),
            signed_up_by=person.user,
            signed_up_at=shift.starts_at - datetime.timedelta(days=3),
        )
        for shift in shifts
    ]
    Shift.objects.filter(pk__in=[shift.pk for shift in shifts]).update(taken=F("taken") + 1)
    note_no_shows(Signup.objects.filter(pk__in=[signup.pk for signup in signups]), by=region.cast["owner"])
    explain(signups[0], words="那天公交改线，赶到时已经结束了。", by=person.user)
