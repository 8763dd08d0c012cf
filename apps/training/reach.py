"""Whom an organisation or an office may name by their number: its members, or who lives in its region. Anybody else's
number is unknown there, so that nobody finds out by trying whose it is."""

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.organizations.models import Member, Organization, governed_codes
from apps.regions.models import Region
from apps.registration.models import Volunteer


def own_regions(user: User) -> QuerySet:
    """The regions in which the person's office keeps training, down to the banners."""
    rows = Region.objects.none()
    for code in governed_codes(user, "keeps_training"):
        rows = rows | Region.objects.filter(code__startswith=code, level__lte=Region.Level.BANNER)
    return rows


def reached_by(*, organization: Organization | None = None, region: Region | None = None) -> QuerySet:
    """The volunteers known by their real name whom this organisation or the office of this region may name."""
    people = Volunteer.objects.passed()
    if organization is not None:
        return people.filter(user__in=Member.objects.of(organization).values("user"))
    return people.filter(region__code__startswith=region.pk)
