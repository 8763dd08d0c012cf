"""Which places in shifts may be evaluated, by whom, and until when."""

import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.activities.models import Presence, Signup
from apps.core import days
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord
from apps.recognition.models import Evaluation
from apps.registration.models import Volunteer


def evaluable(now=None):
    """Places in shifts that are over, not longer ago than the policy says, of people who were there: who checked in, or
    has a record of that shift."""
    now = now or timezone.now()
    since = now - datetime.timedelta(days=PolicyRow.objects.value("recognition", "evaluate_days"))
    came = Presence.objects.filter(signup=OuterRef("pk"))
    recorded = HourRecord.objects.alive().filter(signup=OuterRef("pk"))
    return (
        Signup.objects.active()
        .filter(shift__ends_at__lte=now, shift__ends_at__gt=since)
        .filter(Exists(came) | Exists(recorded))
    )


def not_evaluated(side, now=None):
    """Those of which this side has not said anything yet."""
    said = Evaluation.objects.filter(signup=OuterRef("pk"), side=side)
    return evaluable(now).exclude(Exists(said))


def open_to_person(user, now=None):
    """What the person, or a child they answer for, may evaluate."""
    return not_evaluated(Evaluation.Side.PERSON, now).cared_for_by(user)


def open_to_organization(organization, by, now=None):
    """Whom this person may evaluate for the organisation: never themselves or a child they answer for."""
    theirs = not_evaluated(Evaluation.Side.ORGANIZATION, now).filter(
        shift__position__activity__organization=organization
    )
    return theirs.exclude(volunteer__in=Volunteer.objects.close_to(by))


def days_to_record():
    """In how many working days the organisation's evaluation should be on record (67号令 §11)."""
    return PolicyRow.objects.value("recognition", "record_working_days")


def record_by(shift_ends_at, working_days):
    """By when, of a shift that ended then."""
    return days.working_days_after(days.day_of(shift_ends_at), working_days)
