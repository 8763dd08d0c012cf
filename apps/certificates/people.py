"""Whom a batch is for."""

import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.core import days
from apps.hours.models import HourRecord
from apps.organizations.models import Organization, OrganizationKind
from apps.registration.belonging import number_word
from apps.registration.classes import class_words
from apps.registration.models import Affiliation, Volunteer

Group = OrganizationKind.Group
CHOICES = 50  # activities to choose from


def teaches_or_employs(organization: Organization) -> bool:
    """A school or unit gets certificates of its own people, from wherever they served; everybody else of those who
    served with them."""
    return organization.kind.group in {Group.SCHOOL, Group.UNIT}


def classes_of(organization: Organization) -> dict[str, str]:
    """{key: words} of the classes or departments there are today."""
    rows = _there(organization).values_list("stage", "grade", "class_name").distinct()
    return {
        key_of(stage, grade, name): class_words(stage, grade, name)
        for stage, grade, name in rows.order_by("stage", "grade", "class_name")
        if name
    }


def groups_of(organization: Organization) -> dict[str, str]:
    return classes_of(organization) if teaches_or_employs(organization) else {}


def key_of(stage, grade, name):
    return f"{stage}/{grade or ''}/{name}"


def for_a_period(organization: Organization, since, until, group=""):
    """Whose service certificates an organisation may have made."""
    if teaches_or_employs(organization):
        there = _there(organization)
        if group:
            stage, grade, name = group.split("/", 2)
            there = there.filter(stage=stage, grade=int(grade) if grade else None, class_name=name)
        return Volunteer.objects.passed().filter(pk__in=there.values("volunteer"))
    served = HourRecord.objects.confirmed().filter(
        organization=organization, served_on__gte=since, served_on__lte=until
    )
    return Volunteer.objects.passed().filter(pk__in=served.values("volunteer"))


def while_there(organization: Organization) -> Exists:
    """Of hour records those of days on which their volunteer was at this school or unit."""
    there = Affiliation.objects.filter(
        volunteer=OuterRef("volunteer"), organization=organization, since__lte=OuterRef("served_on")
    )
    return Exists(there.filter(Q(until=None) | Q(until__gt=OuterRef("served_on"))))


def who_served_while_there(volunteers, organization, since, until):
    theirs = HourRecord.objects.confirmed().filter(volunteer=OuterRef("pk"))
    inside = theirs.filter(while_there(organization), served_on__gte=since, served_on__lte=until)
    return volunteers.filter(Exists(inside))


def who_served(volunteers, since, until):
    """Of these people those with confirmed hours in a period."""
    theirs = HourRecord.objects.confirmed().filter(volunteer=OuterRef("pk"))
    return volunteers.filter(Exists(theirs.filter(served_on__gte=since, served_on__lte=until)))


def served_activities_of(organization: Organization):
    """The latest of an organisation's activities with confirmed hours; those that were closed too, as a good one ends."""
    served = HourRecord.objects.confirmed().filter(signup__shift__position__activity=OuterRef("pk"))
    of = Activity.objects.filter(
        Exists(served), organization=organization, state__in=[Activity.State.PUBLISHED, Activity.State.CLOSED]
    )
    latest = list(of.order_by("-starts_at", "-pk").values_list("pk", flat=True)[:CHOICES])
    return Activity.objects.filter(pk__in=latest).order_by("-starts_at", "-pk")


def for_an_activity(activity: Activity):
    served = HourRecord.objects.confirmed().filter(signup__shift__position__activity=activity)
    return Volunteer.objects.passed().filter(pk__in=served.values("volunteer"))


def days_there(volunteers, organization, since, until) -> dict[int, tuple[datetime.date, datetime.date]]:
    """{volunteer: first and last day within the period on which they were there}; who was not is left out."""
    rows = Affiliation.objects.filter(
        volunteer__in=list(volunteers), organization=organization, since__lte=until
    ).filter(Q(until=None) | Q(until__gt=since))
    found = {}
    for one in rows:
        first, last = max(one.since, since), until if one.until is None else min(one.until - days.ONE, until)
        known = found.get(one.volunteer_id, (first, last))
        found[one.volunteer_id] = min(first, known[0]), max(last, known[1])
    return found


def last_places(volunteers, organization, until) -> dict[int, str]:
    """{volunteer: class and student number, or department and staff number}, as they were there last until a day."""
    rows = Affiliation.objects.filter(
        volunteer__in=list(volunteers), organization=organization, since__lte=until
    )
    found, called = {}, number_word(organization)
    for one in rows.order_by("volunteer", "since", "pk"):
        words = [one.class_words, one.student_number and f"{called}{one.student_number}"]
        found[one.volunteer_id] = f"（{_('，').join(filter(None, words))}）" if any(words) else ""
    return found


def _there(organization):
    return Affiliation.objects.on(days.today()).filter(organization=organization)
