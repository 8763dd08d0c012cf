"""Whom an office calls in an emergency (志愿服务条例第二十四条): the members of the organisation that acts, and the people of the
region who can do what it takes, with a certificate that was looked at where it needs one. Never minors, never people who
do not want to be asked."""

import datetime

from django.db.models import Exists, OuterRef, Q

from apps.activities.models import Activity
from apps.core import days
from apps.core.models import PolicyRow
from apps.organizations.models import Member
from apps.registration.models import Qualification, Skill, Volunteer


def called(activity: Activity) -> list[int]:
    """The users to call, in one statement."""
    adult = PolicyRow.objects.value("age", "adult")
    people = (
        Volunteer.objects.filter(identity_state=Volunteer.IdentityState.PASSED)
        .filter(birth_date__lte=years_ago(adult))
        .exclude(invitations=Volunteer.Invitations.REFUSE)
    )
    members = Member.objects.of(activity.organization).filter(user=OuterRef("user"))
    wanted = Q(Exists(members))
    if skills := skills_of(activity):
        wanted |= Q(region__code__startswith=activity.started_by_office.region_id) & able(skills)
    return list(people.filter(wanted).values_list("user_id", flat=True))


def skills_of(activity):
    found = set(activity.required_skills)
    for skills in activity.positions.values_list("required_skills", flat=True):
        found.update(skills)
    return Skill.objects.filter(pk__in=found)


def able(skills):
    """Who says they can do each of these, and shows a certificate for those that need one."""
    can = Q(skill_codes__contains=[skill.pk for skill in skills])
    held = Qualification.objects.holding(days.today())
    for skill in skills:
        if skill.needs_certificate:
            can &= Q(Exists(held.filter(volunteer=OuterRef("pk"), skill=skill.pk)))
    return can


def years_ago(count):
    """Whoever was born on this day or before is so many years old today."""
    today = days.today()
    try:
        return today.replace(year=today.year - count)
    except ValueError:
        return datetime.date(today.year - count, 2, 28)
