"""Who is trained in what, what runs out, and how large a share that is."""

from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _

from apps.core import days, keyset
from apps.core.numbers import whole_number
from apps.organizations.models import Member
from apps.regions.models import Region
from apps.training.keeper import ending_days
from apps.training.members import narrowed, with_what_they_hold
from apps.training.models import Completion, TrainedFigures, TrainingKind
from apps.training.views.bench import bench, kind_chosen, tag_chosen
from apps.training.views.keeping import page_of
from apps.training.views.mine import look_of

AT_ONCE = 50


@login_required
def trained(request, pk=None, code=None):
    """An organisation sees its members and what each is trained in; an office how many are, place by place."""
    where = bench(request, pk, code)
    kinds = list(TrainingKind.objects.within(where.region_code))
    if where.is_office:
        return figures(request, where, kinds)
    return members(request, where, kinds)


def members(request, where, kinds):
    """`lack` shows those of whom the kind that was chosen is asked and who do not hold it today."""
    kind, lack = kind_chosen(request, kinds), request.GET.get("lack") == "on"
    today = days.today()
    rows = narrowed(Member.objects.of(where.place), kind, lack=lack, day=today)
    page = keyset.page(
        rows.select_related("user"), by="begun_at", cursor=request.GET.get("cursor", ""), size=AT_ONCE
    )
    lines = with_what_they_hold(page, today)
    context = {"page": page, "lines": lines, "kinds": kinds, "kind": kind, "lack": lack}
    return page_of(request, where, "desk_members", **context)


def figures(request, where, kinds):
    """The share of those of whom it is asked who hold a training: by group and by kind, and for one kind place by
    place."""
    kind = kind_chosen(request, kinds)
    year = whole_number(request.GET.get("year", ""), most=9999) or days.this_year()
    years = list(
        TrainedFigures.objects.filter(region=where.place)
        .in_all()
        .order_by("-year")
        .values_list("year", flat=True)
    )
    rows = TrainedFigures.objects.filter(year=year)
    here = rows.filter(region=where.place)
    known = {row.kind_id: row for row in here.exclude(kind=None)}
    total = here.in_all().first()
    below = Region.objects.current().filter(parent=where.place, level__lte=Region.Level.BANNER)
    places = rows.filter(region__in=below).of_kind(kind).select_related("region").order_by("region")
    context = {
        "any": total,
        "by_group": sorted(here.of_groups(), key=lambda row: TrainingKind.Group.values.index(row.group)),
        "by_kind": [(one, known[one.pk]) for one in kinds if one.pk in known],
        "kinds": kinds,
        "kind": kind,
        "year": year,
        "years": years,
        "places": list(places),
        "counted_at": total.counted_at if total else None,
    }
    return page_of(request, where, "desk_figures", **context)


@login_required
def completed(request, pk=None, code=None):
    """The completions of an organisation's courses, or of the people of a region, the latest first."""
    where = bench(request, pk, code)
    kinds = list(TrainingKind.objects.within(where.region_code))
    kind = kind_chosen(request, kinds)
    tags, tag = tag_chosen(request, where)
    rows = where.completions()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(course__organization__tags=tag) if tag and where.is_office else rows
    page = keyset.page(
        rows.select_related("volunteer", "kind").defer("volunteer__document_number"),
        by="pk",
        cursor=request.GET.get("cursor", ""),
        descending=True,
        size=AT_ONCE,
    )
    voidable = Completion.objects.voidable_by(request.user)
    may_void = set(voidable.filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    today = days.today()
    for row in page:
        row.look, row.may_void = look_of(row, today), row.pk in may_void
    context = {"page": page, "kinds": kinds, "kind": kind, "tags": tags, "tag": tag}
    return page_of(request, where, "desk_completed", **context)


@login_required
def ending(request, pk=None, code=None):
    """What runs out within some weeks, the soonest first: of members, or of the people of a region, whom an office may
    narrow to the members of the teams of a tag."""
    where = bench(request, pk, code)
    tags, tag = tag_chosen(request, where)
    page = keyset.page(
        where.ending(tag if where.is_office else None)
        .select_related("volunteer", "kind")
        .defer("volunteer__document_number"),
        by="expires_on",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    words = _("%(days)d天以内到期的") % {"days": ending_days()}
    return page_of(request, where, "desk_ending", page=page, words=words, tags=tags, tag=tag)
