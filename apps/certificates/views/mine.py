"""A person's own certificates and those of the children they answer for."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.certificates import badges, checking, sheets
from apps.certificates.actions import issue_service, issue_star, issue_training
from apps.certificates.forms import ServiceForm
from apps.certificates.models import Certificate
from apps.core import days, keyset, uploads
from apps.core.errors import Refused
from apps.registration.models import Volunteer
from apps.stars.models import Recognition
from apps.training.models import Completion


def _mine(user):
    return Certificate.objects.cared_for_by(user).select_related("volunteer", "issuer", "replaced_by")


@login_required
@require_safe
def index(request):
    """What was issued, the latest first, and what could be: a service certificate, stars, trainings."""
    page = keyset.page(
        _mine(request.user).for_lists().with_last_days(),
        by="pk",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    people = Volunteer.objects.acted_for_by(request.user)
    stars = (
        Recognition.objects.standing()
        .filter(volunteer__in=people)
        .select_related("organization", "volunteer")
    )
    holding = Completion.objects.holding(days.today())
    completions = holding.filter(volunteer__in=people).select_related("volunteer")
    context = {
        "page": page,
        "today": days.today(),
        "stars": stars.order_by("-pk")[:10],
        "completions": completions.order_by("-pk")[:20],
        "is_known": people.passed().exists(),
        "several": people.count() > 1,
    }
    return render(request, "certificates/mine.html", context)


@login_required
def create(request):
    if not Volunteer.objects.acted_for_by(request.user).passed().exists():
        messages.info(request, _("身份核验通过以后，就能开证明。"))
        return redirect("certificates:mine")
    form = ServiceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = issue_service(
                data["volunteer"],
                by=request.user,
                **{name: data[name] for name in ("since", "until", "organization", "detail")},
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("证明开好了，可以下载、打印。"))
            return redirect("certificates:mine_one", made.pk)
    return render(request, "certificates/create.html", {"form": form})


@login_required
@require_safe
def one(request, pk):
    row = get_object_or_404(_mine(request.user), pk=pk)
    claims = json.loads(row.claims) if row.claims else {}
    context = {
        "row": row,
        "claims": claims,
        "paragraph": sheets.paragraph_of(claims) if claims else "",
        "address": sheets.address_of(row.token, row.payload),
        "check": sheets.address_of(row.token),
        "expires_on": parse_date(claims.get("expires_on") or ""),
        "today": days.today(),
        "has_badge": badges.is_there(row),
        "is_distrusted": checking.is_distrusted(row),
    }
    return render(request, "certificates/one.html", context)


@login_required
@require_safe
def file(request, pk):
    """The signed PDF, byte for byte as it was issued."""
    row = get_object_or_404(_mine(request.user).select_related("pdf").exclude(pdf=None), pk=pk)
    return uploads.answer(row.pdf)


@login_required
@require_safe
def badge(request, pk):
    row = get_object_or_404(_mine(request.user).valid(), pk=pk)
    if not badges.is_there(row):
        raise Http404
    response = JsonResponse(badges.badge_of(row), json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Disposition"] = f'attachment; filename="{row.number}.json"'
    patch_cache_control(response, private=True, no_store=True)
    return response


@login_required
@require_POST
def of_star(request, recognition):
    mine = Recognition.objects.filter(volunteer__in=Volunteer.objects.acted_for_by(request.user))
    made = issue_star(get_object_or_404(mine, pk=recognition), by=request.user)
    messages.success(request, _("证书开好了，可以下载、打印。"))
    return redirect("certificates:mine_one", made.pk)


@login_required
@require_POST
def of_training(request, completion):
    mine = Completion.objects.cared_for_by(request.user)
    made = issue_training(get_object_or_404(mine, pk=completion), by=request.user)
    messages.success(request, _("证书开好了，可以下载、打印。"))
    return redirect("certificates:mine_one", made.pk)
