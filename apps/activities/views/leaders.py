"""Who leads which shift: asked by the organisation, seen and given up by the leader."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.activities import attendance
from apps.activities.models import Shift, ShiftLeader, Signup
from apps.activities.views.leading import Stand
from apps.core import keyset
from apps.core.models import PolicyRow
from apps.organizations.desk import organization_desk


@require_GET
@login_required
def my_shifts(request):
    """Shifts the person leads today and soon, by appointment or by their post."""
    now = timezone.now()
    mine = attendance.shifts_led_lately_by(request.user, now)
    page = keyset.page(
        mine.select_related("position__activity").defer(
            "position__activity__contact_phone", "position__activity__description"
        ),
        by="starts_at",
        cursor=request.GET.get("cursor", ""),
    )
    own = dict(
        ShiftLeader.objects.standing()
        .filter(user=request.user, shift__in=[shift.pk for shift in page])
        .values_list("shift", "pk")
    )
    rows = [(Stand(shift, None), own.get(shift.pk)) for shift in page]
    return render(request, "activities/my_shifts.html", {"page": page, "rows": rows, "now": now})


@require_POST
@login_required
def step_back(request, leader):
    """A leader who cannot come leads the shift no more."""
    mine = ShiftLeader.objects.standing().filter(user=request.user)
    attendance.dismiss_leader(get_object_or_404(mine, pk=leader), by=request.user)
    messages.success(request, _("你不再带这一班了，队里的管理员会另找人。"))
    return redirect("activities:my_shifts")


@login_required
def leaders(request, pk, shift):
    """Who leads a shift, and those who come of whom one could be asked to."""
    desk = organization_desk(request.user, pk)
    stand = Stand(
        get_object_or_404(
            Shift.objects.managed_by(request.user)
            .filter(position__activity__organization=pk)
            .select_related("position__activity"),
            pk=shift,
        ),
        desk,
    )
    held = Signup.objects.active().filter(shift=stand.shift)
    if request.method == "POST":
        signup = get_object_or_404(
            held, pk=request.POST["signup"] if request.POST.get("signup", "").isdecimal() else 0
        )
        attendance.appoint_leader(stand.shift, signup, by=request.user)
        messages.success(request, _("请好了，已经告诉对方。"))
        return redirect(request.path)
    standing = list(
        stand.shift.leaders.standing()
        .select_related("user__volunteer")
        .defer("user__volunteer__document_number")
    )
    page = keyset.page(
        held.exclude(volunteer__user__in=[leader.user_id for leader in standing])
        .exclude(volunteer__user=request.user)
        .select_related("volunteer")
        .defer("volunteer__document_number"),
        by="signed_up_at",
        cursor=request.GET.get("cursor", ""),
    )
    adult = PolicyRow.objects.value("age", "adult")
    rows = [(signup, signup.volunteer.age >= adult) for signup in page]
    context = {**stand.context, "leaders": standing, "page": page, "rows": rows}
    return render(request, "activities/leaders.html", context)


@require_POST
@login_required
def end_leader(request, pk, leader):
    """Take a shift away from its leader."""
    organization_desk(request.user, pk)
    mine = ShiftLeader.objects.standing().filter(
        shift__in=Shift.objects.managed_by(request.user), shift__position__activity__organization=pk
    )
    leader = get_object_or_404(mine, pk=leader)
    attendance.dismiss_leader(leader, by=request.user)
    messages.success(request, _("已经撤下。"))
    return redirect("activities:leaders", pk, leader.shift_id)
