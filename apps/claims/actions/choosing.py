"""What a claim stands on: the cover of that day, and the shift or the lesson at which it happened."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.activities.models import Signup
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.insurance.models import Cover
from apps.registration.models import Volunteer
from apps.training.models import Enrolment

SOON = datetime.timedelta(days=1)  # on the way there and back, over midnight


def covers_at(volunteer: Volunteer, moment: datetime.datetime) -> QuerySet[Cover]:
    """What insured the person on the day something happened."""
    return Cover.objects.of(volunteer).counting(days.day_of(moment)).select_related("policy__insurer")


def signups_near(volunteer: Volunteer, moment: datetime.datetime) -> QuerySet[Signup]:
    """The shifts of that day and the nights around it, whether or not they came."""
    near = Signup.objects.of(volunteer).filter(**around(moment))
    return near.exclude(state__in=[Signup.State.WAITING, Signup.State.LAPSED]).order_by("during")


def enrolments_near(volunteer: Volunteer, moment: datetime.datetime) -> QuerySet[Enrolment]:
    """The same of lessons."""
    near = Enrolment.objects.of(volunteer).filter(**around(moment))
    return near.exclude(state__in=[Enrolment.State.WAITING, Enrolment.State.LAPSED]).order_by("during")


def around(moment):
    return {"during__startswith__lt": moment + SOON, "during__endswith__gt": moment - SOON}


def refuse_unless_there(
    volunteer: Volunteer, moment: datetime.datetime, signup: Signup | None, enrolment: Enrolment | None
) -> None:
    """What the platform proves of a shift or a lesson belongs to that person, and to that time."""
    if signup and enrolment:
        raise Refused(_("在班上还是在培训上，只选一个。"), code="one_of_both")
    chosen = signup or enrolment
    if chosen is None:
        return
    if chosen.volunteer_id != volunteer.pk:
        raise Refused(_("这个报名不是本人的。"), code="other_signup")
    near = signups_near(volunteer, moment) if signup else enrolments_near(volunteer, moment)
    if not near.filter(pk=chosen.pk).exists():
        raise Refused(_("出事的时间和这一班对不上，请改时间，或者另选一班。"), code="other_time")


def cover_for(
    volunteer: Volunteer,
    moment: datetime.datetime,
    signup: Signup | None,
    enrolment: Enrolment | None,
    chosen: Cover | None,
) -> Cover:
    """The cover the person chose; else that of the activity's own policy, else the one that covers most. At a lesson only
    one that covers training."""
    covers = covers_at(volunteer, moment)
    if enrolment:
        covers = covers.filter(policy__covers_training=True)
    if chosen:
        if chosen.volunteer_id != volunteer.pk:
            raise Refused(_("这份保险不是本人的。"), code="other_cover")
        covers = covers.filter(pk=chosen.pk)
    own = signup.shift.position.activity.policy_id if signup else None
    ranked = sorted(
        covers, key=lambda cover: (cover.policy_id != own, not cover.policy.covers_hazard, cover.pk)
    )
    if not ranked:
        words = (
            _("那一天没有管培训的保险，这里不能报案。")
            if enrolment
            else _("那一天没有生效的保险，这里不能报案。")
        )
        raise Refused(words, code="not_covered")
    return ranked[0]


def covers_to_choose(people: list[Volunteer]) -> QuerySet[Cover]:
    """What insured these people at some time for which one can still claim."""
    since = days.today() - datetime.timedelta(days=PolicyRow.objects.value("insurance", "claim_days"))
    held = Cover.objects.filter(volunteer__in=people, state__in=Cover.COUNTS, during__endswith__gt=since)
    return held.select_related("policy", "volunteer").defer("volunteer__document_number").order_by("pk")
