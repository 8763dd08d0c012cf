"""Team by team: who is trained, and what runs out; narrowed to the teams of a tag of “8+N” or to a kind of training."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from apps.core import keyset
from apps.training.models import TrainingKind
from apps.training.teams import tagged, teams_of
from apps.training.views.bench import bench, kind_chosen, tag_chosen
from apps.training.views.keeping import page_of

AT_ONCE = 20


@require_safe
@login_required
def teams(request, pk=None, code=None):
    """An office sees the organisations of its region, an organisation itself and those right below it."""
    where = bench(request, pk, code)
    kinds = list(TrainingKind.objects.within(where.region_code))
    kind = kind_chosen(request, kinds)
    tags, tag = tag_chosen(request, where)
    rows = tagged(where.teams(), tag).prefetch_related("tags")
    page = keyset.page(rows, by="pk", cursor=request.GET.get("cursor", ""), size=AT_ONCE)
    context = {"page": page, "teams": teams_of(list(page), kind), "kinds": kinds, "kind": kind}
    return page_of(request, where, "desk_teams", tags=tags, tag=tag, **context)
