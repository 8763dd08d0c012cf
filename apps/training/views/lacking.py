"""Who of a region lacks a training that is asked of them: as counts down to the banners, and there as a list of people."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.http import require_safe

from apps.core import days, keyset
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.training.demands import lacking, last_held
from apps.training.models import TrainedFigures, TrainingKind
from apps.training.views.bench import bench, kind_chosen
from apps.training.views.keeping import page_of
from apps.training.views.trained import AT_ONCE


@require_safe
@login_required
def index(request, code):
    """The basic course where no other kind was chosen; of the office's region, or of a place (`place`) in it."""
    where = bench(request, code=code)
    place = _place(request, where)
    kinds = list(TrainingKind.objects.within(where.region_code))
    kind = kind_chosen(request, kinds) or next(one for one in kinds if one.pk == TrainingKind.BASIC)
    context = {"place": place, "kinds": kinds, "kind": kind}
    if place.level < Region.Level.BANNER:
        return page_of(request, where, "desk_lacking_places", places=_places(place, kind), **context)
    today = days.today()
    people = lacking(Volunteer.objects.filter(region__code__startswith=place.pk), kind, today)
    page = keyset.page(
        people.select_related("region").defer("document_number"),
        by="region_id",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    return page_of(
        request, where, "desk_lacking", page=page, lines=last_held(page, kind.pk, today), **context
    )


def _place(request, where):
    """The region itself, or one in it down to a banner; 404 for any other."""
    wanted = request.GET.get("place", "") or where.place.pk
    if not (wanted.isascii() and wanted.isdecimal()):
        raise Http404
    inside = Region.objects.filter(code__startswith=where.place.pk, level__lte=Region.Level.BANNER)
    place = inside.filter(pk=wanted[:12]).first()
    if place is None:
        raise Http404
    return place


def _places(place, kind):
    """The places right below with their kept counts, those where most people lack it first."""
    below = Region.objects.current().filter(parent=place, level__lte=Region.Level.BANNER)
    rows = TrainedFigures.objects.filter(year=days.this_year(), region__in=below).of_kind(kind)
    return sorted(rows.select_related("region"), key=lambda row: (-row.lacking, row.region_id))
