"""What anybody may read: notices that stand for objections, and the roll of honour of a region."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import days, keyset
from apps.core.errors import Refused
from apps.regions.models import Region
from apps.stars import actions
from apps.stars.forms import ObjectForm
from apps.stars.models import StarCandidate, StarHonour, StarNotice, StarObjection, StarStanding
from apps.stars.roll import roll_of
from apps.stars.views.association import cursor_of


def public_page(request, template, context):
    """Names, even masked ones, are no matter of search engines."""
    response = render(request, template, context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def region_named(code):
    rows = Region.objects.filter(level__lte=Region.Level.BANNER)
    return get_object_or_404(rows.select_related("parent"), pk=str(code))


def parts_of(region):
    """The leagues of the region, the banners of a league: nothing below."""
    return Region.objects.current().filter(parent=region, level__lte=Region.Level.BANNER).order_by("code")


@require_safe
def open_notices(request, code):
    """The notices that concern a region and take objections, the latest first."""
    region = region_named(code)
    rows = StarNotice.objects.public().open().concerning(region.pk).filter(until__gte=days.today())
    page = keyset.page(
        rows.select_related("organization__region"), by="pk", cursor=cursor_of(request), descending=True
    )
    context = {"region": region, "parts": parts_of(region), "page": page}
    return public_page(request, "stars/open_notices.html", context)


@require_safe
def public_notice(request, pk):
    """Who is on notice, with masked names and volunteer numbers, while objections are taken; afterwards only what came
    of it. Whoever objected to somebody on it reads their own words and the answer."""
    rows = StarNotice.objects.public().select_related("organization__region")
    notice = get_object_or_404(rows, pk=pk)
    page = None
    if notice.takes_objections:
        noticed = StarCandidate.objects.filter(notice=notice, state=StarCandidate.State.NOTICED)
        page = keyset.page(noticed.with_people(), by="pk", cursor=cursor_of(request))
        standings = StarStanding.objects.in_bulk([one.volunteer_id for one in page])
        for one in page:
            one.standing = standings[one.volunteer_id]
    objections = StarObjection.objects.none()
    if request.user.is_authenticated:
        mine = StarObjection.objects.made_by(request.user).filter(candidate__notice=notice)
        objections = mine.select_related("candidate__volunteer").order_by("-pk")
    context = {"notice": notice, "page": page, "objections": objections}
    return public_page(request, "stars/public_notice.html", context)


@never_cache
@login_required
def object_to(request, pk, candidate):
    """Say why somebody's star should not be recognised."""
    rows = StarCandidate.objects.with_people().select_related("notice__organization")
    noticed = rows.filter(notice__in=StarNotice.objects.public().open(), state=StarCandidate.State.NOTICED)
    one = get_object_or_404(noticed.filter(notice__until__gte=days.today()), pk=candidate, notice=pk)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.object_to(one, by=request.user, words=form.cleaned_data["words"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("异议交给协会了，核实的结果会告诉你。"))
            return redirect("stars:public_notice", pk)
    return render(request, "stars/object.html", {"form": form, "one": one})


@require_safe
def roll(request, code):
    """The roll of honour: who has a star and agreed to be named here, the highest first."""
    region = region_named(code)
    rows = roll_of(region.pk).select_related("volunteer__region__parent").defer("volunteer__document_number")
    page = keyset.page(rows, by="recognized", cursor=cursor_of(request), descending=True)
    named = StarHonour.objects.named().filter(volunteer__in=[row.pk for row in page])
    shown = set(named.values_list("pk", flat=True))
    for row in page:
        row.name = row.volunteer.name if row.pk in shown else row.volunteer.masked_name
    context = {"region": region, "parts": parts_of(region), "page": page}
    return public_page(request, "stars/roll.html", context)
