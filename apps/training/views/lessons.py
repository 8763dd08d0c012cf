"""The sessions somebody leads: asked by whoever keeps the course, seen and given up by the leader, who shows the code and
calls the roll from their own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core import keyset
from apps.core.errors import Refused
from apps.training import actions
from apps.training.forms.keeping import LeaderForm
from apps.training.models import Enrolment, Session, SessionLeader
from apps.training.views.bench import bench, one
from apps.training.views.keeping import page_of
from apps.training.views.leading import ALONG, AT_ONCE, called, find, mark, screen_of


@require_GET
@login_required
def lessons(request):
    """Sessions the person leads today and soon, by being asked or by their post."""
    now = timezone.now()
    rows = Session.objects.led_lately_by(request.user, now).select_related("course", "region")
    page = keyset.page(rows, by="starts_at", cursor=request.GET.get("cursor", ""))
    own = SessionLeader.objects.standing().filter(user=request.user, session__in=[row.pk for row in page])
    asked = dict(own.values_list("session", "pk"))
    for row in page:
        row.asked = asked.get(row.pk)
    return render(request, "training/lessons.html", {"page": page, "now": now})


def led(request, session):
    """The session, for somebody who leads it; 404 for everybody else."""
    return get_object_or_404(Session.objects.led_by(request.user).select_related(*ALONG), pk=session)


@require_GET
@login_required
def lesson_code(request, session):
    """The code on the leader's screen."""
    found = led(request, session)
    template = "_code_box" if request.GET.get("part") == "box" else "desk_code"
    context = {"base": "base.html", "back": reverse("training:lesson_roll", args=[session])}
    return render(request, f"training/{template}.html", {**context, **screen_of(request, found)})


@login_required
def lesson_roll(request, session):
    """Who is expected and who was there; once it is over, the leader notes who came without checking in."""
    found = led(request, session)
    if request.method == "POST":
        called(request, found)
        return redirect("training:lesson_roll", session)
    rows = Enrolment.objects.on_the_list().filter(session=found).select_related("volunteer")
    page = keyset.page(
        rows.defer("volunteer__document_number").prefetch_related("attendances"),
        by="signed_up_at",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    mark(page, request.user)
    context = {"session": found, "course": found.course, "page": page, "is_over": found.is_over}
    return render(request, "training/lesson_roll.html", context)


@require_POST
@login_required
def step_back(request, leader):
    """A leader who cannot come leads the session no more."""
    mine = SessionLeader.objects.standing().filter(user=request.user)
    actions.dismiss_leader(get_object_or_404(mine, pk=leader), by=request.user)
    messages.success(request, _("你不再带这一场了，主办方会另找人。"))
    return redirect("training:lessons")


@login_required
def leaders(request, session, pk=None, code=None):
    """Who leads a session; one more is asked by their number."""
    where, found = find(request, session, pk, code)
    form = LeaderForm(request.POST or None, among=where.people())
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint_leader(found, form.cleaned_data["number"], by=request.user)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("请好了，已经告诉对方。"))
            return where.go("leaders", session)
    standing = found.leaders.standing().select_related("user__volunteer")
    standing = list(standing.defer("user__volunteer__document_number"))
    return page_of(request, where, "desk_leaders", session=found, leaders=standing, form=form)


@require_POST
@login_required
def end_leader(request, leader, pk=None, code=None):
    """Take a session away from its leader."""
    where = bench(request, pk, code)
    found = one(SessionLeader.objects.standing().filter(session__in=where.sessions()), leader)
    actions.dismiss_leader(found, by=request.user)
    messages.success(request, _("已经撤下。"))
    return where.go("leaders", found.session_id)
