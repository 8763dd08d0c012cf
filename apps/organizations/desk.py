"""Workbenches: the one way a page gets hold of an organisation or a region. Whoever has no post there gets 404."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.core.numbers import whole_number
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
    powers: frozenset = frozenset()  # what one may do here: words of MAY, or columns of OfficeKind
    gives: list = field(default_factory=list)  # the roles one may give to others


# What a role may do, as words that a page asks for: read, run a shift, write, decide about people.
MAY = {
    Post.Role.READER: ["see"],
    Post.Role.LEADER: ["see", "lead"],
    Post.Role.STAFF: ["see", "lead", "manage"],
    Post.Role.OWNER: ["see", "lead", "manage", "own"],
}


def organization_desk(user, pk, may="manage"):
    """The workbench of an organisation in which the person's post lets them do what the page does; 404 for
    everybody else.

    `may` says what the page needs: "see" where any post will do, "lead" for codes and rolls, "manage" for whatever
    is written, "own". What is suspended or closed can only be seen.
    """
    role = Post.objects.held_by(user).filter(organization=OuterRef("pk")).order_by("-pk").values("role")[:1]
    mine = (
        Organization.objects.seen_by(user)
        .select_related("kind", "region", "trust", "parent", "successor")
        .annotate(role=Subquery(role))
    )
    organization = get_object_or_404(mine, pk=pk)
    powers = {"see"} if organization.is_stopped else set(MAY.get(organization.role, []))
    if may not in powers:
        raise Http404
    return Desk(
        organization,
        organization.name,
        "users",
        organization_tabs(organization, powers),
        frozenset(powers),
        [] if organization.is_stopped else Post.GIVES.get(organization.role, []),
    )


def organization_tabs(organization, powers):
    """The pages that somebody with these powers can open."""
    names = [
        (_("概况"), "portal:organization", "see"),
        (_("活动"), "activities:manage", "manage"),
        (_("时长"), "hours:pending", "manage"),
        (_("培训"), "training:org_sessions", "manage"),
        (_("保险"), "insurance:organization", "manage"),
        (_("评价与表彰"), "recognition:organization_evaluations", "manage"),
        (_("成员"), "organizations:members", "see"),
        (_("证明"), "certificates:batches", "manage"),
        (_("站点"), "organizations:stations", "see"),
        (_("管理的人"), "organizations:staff", "see"),
        (_("资料"), "organizations:profile", "see"),
        (_("上下级"), "organizations:family", "see"),
    ]
    if not organization.kind.needs_guiding_unit:
        names.append((_("指导的队伍"), "organizations:guided", "own"))
    if organization.kind.recognizes_stars:
        names.append((_("星级认定"), "stars:waiting", "manage"))
    if organization.kind.group in {Group.SCHOOL, Group.UNIT}:
        names.append((_("年度目标"), "quotas:organization", "own"))
        names.append((_("报表"), "reports:roster", "manage"))
    return [
        Tab(label, reverse(name, args=[organization.pk]), name)
        for label, name, need in names
        if need in powers
    ]


def region_desk(user, code, power=None):
    """The workbench of a region that lies in one of the person's offices; 404 for everybody else.

    `power` (a column of OfficeKind such as reviews_organizations) asks for an officer of an office that has it.
    """
    if whole_number(code) is None or not any(code.startswith(own) for own in governed_codes(user, power)):
        raise Http404
    region = get_object_or_404(Region, pk=code)
    powers = powers_in(user, code)
    names = [(_("看板"), "portal:region", None)]
    names += [
        (_("实名核验"), "registration:cases", "reviews_identities"),
        (_("组织审核"), "organizations:applications", "reviews_organizations"),
        (_("活动审核"), "activities:reviews", "reviews_activities"),
        (_("时长"), "hours:region_pending", "decides_hours"),
        (_("培训"), "training:region_sessions", "keeps_training"),
        (_("保险"), "insurance:region", "keeps_insurance"),
        (_("表彰"), "recognition:region_awards", "checks_awards"),
        (_("人才库"), "matching:region", "searches_people"),
        (_("投诉"), "governance:region_complaints", "handles_complaints"),
        (_("印章"), "certificates:seals", "reviews_organizations"),
        (_("年度目标"), "quotas:region", "sets_goals"),
        (_("报表"), "reports:region", None),
    ]
    if powers:
        names.append((_("部门的人"), "organizations:officers", None))
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
