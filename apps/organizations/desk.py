"""Workbenches: the one way a page gets hold of an organisation or a region. Whoever has no post there gets 404."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.organizations.models import Office, OfficeKind, Organization, OrganizationKind, Post, governed_codes
from apps.regions.models import Region

Group = OrganizationKind.Group


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    name: str  # the URL name; a page marks its own tab by it


@dataclass(frozen=True)
class Desk:
    """What the green bar of a workbench shows. `place` is the organisation or region it belongs to."""

    place: object
    title: str
    icon: str
    tabs: list[Tab]
    powers: frozenset = frozenset()


def organization_desk(user, pk):
    """The workbench of an organisation the person holds a post in; 404 for everybody else."""
    mine = Organization.objects.managed_by(user).select_related("kind", "region")
    organization = get_object_or_404(mine, pk=pk)
    names = [
        (_("概况"), "portal:organization"),
        (_("活动"), "activities:manage"),
        (_("时长"), "hours:pending"),
        (_("成员"), "organizations:staff"),
    ]
    if organization.kind.recognizes_stars:
        names.append((_("星级认定"), "stars:waiting"))
    if organization.kind.group in {Group.SCHOOL, Group.UNIT}:
        names.append((_("报表"), "reports:roster"))
    tabs = [Tab(label, reverse(name, args=[organization.pk]), name) for label, name in names]
    return Desk(organization, organization.name, "users", tabs)


def region_desk(user, code, power=None):
    """The workbench of a region that lies in one of the person's offices; 404 for everybody else.

    `power` (a column of OfficeKind such as reviews_organizations) asks for an officer of an office that has it.
    """
    if not any(code.startswith(own) for own in governed_codes(user, power)):
        raise Http404
    region = get_object_or_404(Region, pk=code)
    powers = powers_in(user, code)
    names = [(_("看板"), "portal:region", None)]
    names += [
        (_("实名核验"), "registration:cases", "reviews_identities"),
        (_("组织审核"), "organizations:applications", "reviews_organizations"),
        (_("活动审核"), "activities:reviews", "reviews_activities"),
        (_("时长"), "hours:region_pending", "decides_hours"),
        (_("报表"), "reports:region", None),
    ]
    tabs = [
        Tab(label, reverse(name, args=[code]), name)
        for label, name, need in names
        if not need or need in powers
    ]
    return Desk(region, region.name, "landmark", tabs, powers)


def powers_in(user, code):
    """What the person's offices may do in a region, as names of columns of OfficeKind."""
    offices = (
        Office.objects.filter(
            pk__in=Post.objects.held_by(user).filter(role=Post.Role.OFFICER).values("office")
        )
        .select_related("kind")
        .only("region_id", *(f"kind__{power}" for power in OfficeKind.POWERS))
    )
    return frozenset().union(*(office.kind.powers for office in offices if code.startswith(office.region_id)))
