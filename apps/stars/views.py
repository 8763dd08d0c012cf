from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.core import keyset
from apps.core.numbers import picked_keys
from apps.organizations.desk import organization_desk
from apps.registration.models import Volunteer
from apps.stars.actions import recognize_stars
from apps.stars.forms import RecognitionForm
from apps.stars.models import Recognition, StarStanding


def star_desk(request, pk):
    """The workbench of an association; for every other organisation this page is not there."""
    desk = organization_desk(request.user, pk)
    if not desk.place.kind.recognizes_stars:
        raise Http404
    return desk


@login_required
def waiting(request, pk):
    """Who reached a star and waits, the longest first. POST recognises the ticked ones."""
    desk = star_desk(request, pk)
    standings = StarStanding.objects.recognizable_by(desk.place)
    form = RecognitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = recognize_stars(
            standings.filter(pk__in=picked_keys(request.POST.getlist("volunteer"))),
            by=request.user,
            organization=desk.place,
            document_number=form.cleaned_data["document_number"],
        )
        count = len(done.recognized)
        messages.success(
            request,
            ngettext("认定了%(count)d人的星级。", "认定了%(count)d人的星级。", count) % {"count": count},
        )
        if done.own:
            messages.warning(request, _("你自己和孩子的没有动，请同事来认定。"))
        return redirect("stars:waiting", pk)
    page = keyset.page(
        standings.select_related("volunteer__region"), by="reached_on", cursor=request.GET.get("cursor", "")
    )
    picked = set(request.POST.getlist("volunteer"))
    close = set(Volunteer.objects.acted_for_by(request.user).values_list("pk", flat=True))
    return render(
        request,
        "stars/waiting.html",
        {"desk": desk, "page": page, "form": form, "picked": picked, "close": close, "tab": "waiting"},
    )


@login_required
@require_safe
def recognized(request, pk):
    """What was recognised in the region of this association, by it or by another one, the latest first, with the
    paper it stands on."""
    desk = star_desk(request, pk)
    page = keyset.page(
        Recognition.objects.seen_by(desk.place).select_related("volunteer__region", "organization"),
        by="pk",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    standings = StarStanding.objects.in_bulk([row.volunteer_id for row in page])
    for row in page:
        row.standing = standings[row.volunteer_id]
    return render(request, "stars/recognized.html", {"desk": desk, "page": page})
