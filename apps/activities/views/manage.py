"""Notices on the workbench of an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.actions.notices import missing_in
from apps.activities.facts import facts_of
from apps.activities.forms import PositionForm, ReasonForm
from apps.activities.models import Activity, Position, Shift
from apps.activities.never import HandInForm
from apps.activities.notice_forms import SECTIONS
from apps.activities.picture_forms import SummaryForm
from apps.activities.schedule_forms import ShiftForm
from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations.desk import organization_desk
from apps.registration.models import Skill
from apps.training.models import TrainingKind

State = Activity.State


def tabs(now):
    """The tabs of the list: what is where, and in which order: what comes first, else the latest first."""
    over = Q(state=State.PUBLISHED, ends_at__lte=now)
    gone = Q(state__in=[State.CANCELLED, State.WITHDRAWN])
    return {
        "open": (_("招募中"), Q(state=State.PUBLISHED) & ~over, "starts_at"),
        "draft": (_("草稿和退回"), Q(state__in=[State.DRAFT, State.RETURNED]), "-created_at"),
        "in_review": (_("审核中"), Q(state=State.IN_REVIEW), "starts_at"),
        "past": (_("已结束"), over | Q(state=State.CLOSED), "-starts_at"),
        "cancelled": (_("取消和撤下"), gone, "-starts_at"),
    }


@login_required
def index(request, pk):
    desk = organization_desk(request.user, pk)
    activities, choices = Activity.objects.filter(organization=desk.place), tabs(timezone.now())
    tab = request.GET.get("tab") if request.GET.get("tab") in choices else "open"
    _word, condition, order = choices[tab]
    page = keyset.page(
        activities.filter(condition)
        .with_phase()
        .select_related("region")
        .annotate(places=Sum("positions__shifts__capacity"), taken=Sum("positions__shifts__taken")),
        by=order.removeprefix("-"),
        cursor=request.GET.get("cursor", ""),
        descending=order.startswith("-"),
    )
    counts = {
        key: keyset.count_in_words(activities.filter(choices[key][1]))
        for key in ("open", "draft", "in_review")
    }
    context = {
        "desk": desk,
        "page": page,
        "tab": tab,
        "tabs": [(key, word, counts.get(key)) for key, (word, *_rest) in choices.items()],
    }
    return render(request, "activities/manage.html", context)


@login_required
def detail(request, pk, activity):
    desk, activity = find(request, pk, activity)
    return show(request, desk, activity)


def show(request, desk, activity, **forms):
    """The notice with its shifts: while it is written, where to add and remove; afterwards, who comes."""
    shifts = Shift.objects.order_by("starts_at", "pk")
    positions = list(activity.positions.prefetch_related(Prefetch("shifts", shifts)))
    skills, kinds = Skill.objects.in_bulk(), TrainingKind.objects.in_bulk()
    for position in positions:
        position.trainings = [kinds[code].name for code in position.required_trainings if code in kinds]
        position.skills = [skills[code].name for code in position.required_skills if code in skills]
    context = {
        "desk": desk,
        "activity": activity,
        "facts": facts_of(activity),
        "sections": sections_of(activity),
        "insured": not activity.is_hazardous or activity.is_insured,
        "positions": positions,
        "has_shifts": bool(positions) and all(position.shifts.all() for position in positions),
        "may_withdraw": not any(shift.taken for position in positions for shift in position.shifts.all()),
        "pictures": activity.pictures.select_related("picture"),
        "moves": activity.moves.select_related("by"),
        "change": activity.changes.order_by("-pk").first(),
        "position_form": PositionForm(activity=activity),
        "shift_form": ShiftForm(activity=activity) if positions else None,
        "hand_in_form": HandInForm(),
        "cancel_form": ReasonForm(),
        **forms,
    }
    return render(request, "activities/manage_one.html", context)


def sections_of(activity):
    """The sections with what is still to be written in each."""
    missing = missing_in(activity)
    return [(key, word, missing.get(key, "")) for key, (word, _form) in SECTIONS.items()]


@require_POST
@login_required
def add_position(request, pk, activity):
    desk, activity = find(request, pk, activity)
    form = PositionForm(request.POST, instance=Position(activity=activity), activity=activity)
    if form.is_valid():
        try:
            actions.add_position(activity, **form.cleaned_data, by=request.user)
            return redirect("activities:manage_one", pk, activity.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, activity, position_form=form)


@require_POST
@login_required
def remove_position(request, pk, position):
    organization_desk(request.user, pk)
    mine = Position.objects.filter(activity__in=Activity.objects.filter(organization=pk))
    position = get_object_or_404(mine.select_related("activity"), pk=position)
    actions.remove_position(position, by=request.user)
    return redirect("activities:manage_one", pk, position.activity_id)


@require_POST
@login_required
def submit(request, pk, activity):
    desk, activity = find(request, pk, activity)
    form = HandInForm(request.POST)
    if form.is_valid():
        try:
            actions.submit_activity(activity, kinds=form.cleaned_data["checked"], by=request.user)
            messages.success(request, _("交上去了，审核完给你消息。"))
            return redirect("activities:manage_one", pk, activity.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, activity, hand_in_form=form)


@require_POST
@login_required
def pull_back(request, pk, activity):
    _desk, activity = find(request, pk, activity)
    actions.pull_back_activity(activity, by=request.user)
    messages.success(request, _("收回来了，改好再交。"))
    return redirect("activities:manage_one", pk, activity.pk)


@require_POST
@login_required
def cancel(request, pk, activity):
    desk, activity = find(request, pk, activity)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, desk, activity, cancel_form=form)
    actions.cancel_activity(activity, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("取消了，报了名的人都收到了消息。"))
    return redirect("activities:manage_one", pk, activity.pk)


@require_POST
@login_required
def withdraw(request, pk, activity):
    _desk, activity = find(request, pk, activity)
    actions.withdraw_activity(activity, by=request.user)
    messages.success(request, _("撤下来了，公开页上看不到了。"))
    return redirect("activities:manage_one", pk, activity.pk)


@login_required
def close(request, pk, activity):
    """What came of it, in a few sentences and pictures."""
    desk, activity = find(request, pk, activity)
    activity.refuse_unless_published(_("只有办过的活动可以结项。"))
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = SummaryForm(*sent, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_activity(
                activity, summary=form.cleaned_data["summary"], pictures=form.pictures(), by=request.user
            )
            messages.success(request, _("结项了，大家看得到你们做成了什么。"))
            return redirect("activities:manage_one", pk, activity.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "activities/close.html", {"desk": desk, "activity": activity, "form": form})


def find(request, pk, activity):
    desk = organization_desk(request.user, pk)
    activities = Activity.objects.filter(organization=desk.place).with_phase()
    activities = activities.select_related("region__parent", "residents_of", "organization")
    return desk, get_object_or_404(activities, pk=activity)


def find_shift(request, pk, shift):
    desk = organization_desk(request.user, pk)
    shifts = Shift.objects.filter(position__activity__organization=desk.place)
    return desk, get_object_or_404(shifts.select_related("position__activity"), pk=shift)
