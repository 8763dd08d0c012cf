"""The one way a page of training gets hold of what an organisation or an office keeps. Both work at the same pages: an
organisation under /org/<id>/training/, an office under /region/<code>/training/."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.organizations.desk import Desk, organization_desk, region_desk
from apps.organizations.models import TeamTag
from apps.registration.models import ServiceField
from apps.training.keeper import Keeper

POWER = "keeps_training"
ORG, REGION = "org", "region"  # the first words of the names of addresses


@dataclass(frozen=True)
class Bench(Keeper):
    """Whose training it is, and from where one keeps it."""

    desk: Desk
    side: str  # ORG or REGION
    key: object

    def url(self, name, *args):
        return reverse(f"training:{self.side}_{name}", args=[self.key, *args])

    def go(self, name, *args):
        return redirect(self.url(name, *args))


def with_fields(standards):
    """These standards with the names of the fields they are meant for. One query."""
    names = dict(ServiceField.objects.values_list("code", "name"))
    standards = list(standards)
    for standard in standards:
        standard.fields = [names[code] for code in standard.service_fields if code in names]
    return standards


def bench(request, pk=None, code=None):
    """Of an organisation the person writes for, or of a region whose office keeps training; 404 for everybody else."""
    if pk is not None:
        desk = organization_desk(request.user, pk)
        return Bench(desk.place, desk, ORG, pk)
    desk = region_desk(request.user, code, POWER)
    if len(code) > 6:
        raise Http404
    return Bench(desk.place, desk, REGION, code)


def one(rows, pk, *along):
    """A row of a set, with what is read along; 404 where it is not there."""
    return get_object_or_404(rows.select_related(*along), pk=pk)


def kind_chosen(request, kinds):
    """The kind asked for, if there is such a one."""
    wanted = request.GET.get("kind", "")
    return next((kind for kind in kinds if kind.pk == wanted), None)


def tag_chosen(request, where):
    """The tags teams have here (“8+N”), and the one asked for, if there is such a one."""
    tags = list(TeamTag.objects.for_region(where.region_code))
    wanted = request.GET.get("tag", "")
    return tags, next((tag for tag in tags if str(tag.pk) == wanted), None)
