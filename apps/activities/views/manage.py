"""Notices on the workbench of an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.contacts import contacts_of
from apps.activities.forms import ActivityForm, CapacityForm, PositionForm, PublishForm, ReasonForm, ShiftForm
from apps.activities.models import Activity, Position, Shift, Signup
from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations.desk import organization_desk
from apps.regions.models import Region

State = Activity.State


def tabs(now):
    """The tabs of the list: what is where, and in which order: what comes first, else the latest first."""
    over = Q(state=State.PUBLISHED, ends_at__lte=now)
    return {
        "open": (_("招募中"), Q(state=State.PUBLISHED) & ~over, "starts_at"),
        "draft": (_("草稿和退回"), Q(state__in=[State.DRAFT, State.RETURNED]), "-created_at"),
        "in_review": (_("审核中"), Q(state=State.IN_REVIEW), "starts_at"),
        "past": (_("已结束"), over, "-starts_at"),
        "cancelled": (_("已取消"), Q(state=State.CANCELLED), "-starts_at"),
    }


@login_required
def index(request, pk):
    desk = organization_desk(request.user, pk)
    activities, choices = Activity.objects.filter(organization=desk.place), tabs(timezone.now())
    tab = request.GET.get("tab") if request.GET.get("tab") in choices else "open"
    _word, condition, order = choices[tab]
    page = keyset.page(
        activities.filter(condition)
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
def create(request, pk):
    desk = organization_desk(request.user, pk)
    organization = desk.place
    blank = Activity(
        organization=organization,
        contact_name=organization.contact_name,
        contact_phone=organization.contact_phone,
    )
    form = ActivityForm(request.POST or None, instance=blank, initial=place_of(organization))
    if saved := save(form, request.user):
        messages.success(request, _("草稿存好了，接着加岗位和时间。"))
        return redirect("activities:manage_one", pk, saved.pk)
    return render(request, "activities/form.html", {"desk": desk, "form": form, "never": PublishForm.KINDS})


def place_of(organization):
    """A new notice is usually near by."""
    code = organization.region_id
    return {"league": code[:4], "banner": code[:6]} if len(code) >= 6 else {"league": code[:4]}


@login_required
def edit(request, pk, activity):
    desk, activity = find(request, pk, activity)
    activity.refuse_unless_editable()
    form = ActivityForm(request.POST or None, instance=activity)
    if saved := save(form, request.user):
        messages.success(request, _("改好了。"))
        return redirect("activities:manage_one", pk, saved.pk)
    return render(
        request,
        "activities/form.html",
        {"desk": desk, "form": form, "activity": activity, "never": PublishForm.KINDS},
    )


def save(form, user):
    """The notice as saved, or None with what is to be mended on the form."""
    if not (form.is_bound and form.is_valid()):
        return None
    region = Region.objects.get(pk=form.region_code)
    try:
        return actions.save_draft(form.save(commit=False), region=region, by=user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@login_required
def detail(request, pk, activity):
    desk, activity = find(request, pk, activity)
    return show(request, desk, activity)


def show(request, desk, activity, **forms):
    """The notice with its shifts: while it is written, where to add and remove; afterwards, who comes."""
    shifts = Shift.objects.order_by("starts_at", "pk")
    positions = list(activity.positions.prefetch_related(Prefetch("shifts", shifts)))
    context = {
        "desk": desk,
        "activity": activity,
        "positions": positions,
        "has_shifts": bool(positions) and all(position.shifts.all() for position in positions),
        "position_form": PositionForm(),
        "shift_form": ShiftForm(activity=activity) if positions else None,
        "cancel_form": ReasonForm(),
        **forms,
    }
    return render(request, "activities/manage_one.html", context)


@require_POST
@login_required
def add_position(request, pk, activity):
    desk, activity = find(request, pk, activity)
    form = PositionForm(request.POST, instance=Position(activity=activity))
    if form.is_valid():
        try:
            actions.add_position(activity, **form.cleaned_data, by=request.user)
            return redirect("activities:manage_one", pk, activity.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, activity, position_form=form)


@require_POST
@login_required
def add_shift(request, pk, activity):
    desk, activity = find(request, pk, activity)
    form = ShiftForm(request.POST, activity=activity)
    if form.is_valid():
        starts_at, ends_at = form.times()
        try:
            actions.add_shift(
                form.cleaned_data["position"],
                starts_at=starts_at,
                ends_at=ends_at,
                capacity=form.cleaned_data["capacity"],
                by=request.user,
            )
            return redirect("activities:manage_one", pk, activity.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, activity, shift_form=form)


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
def remove_shift(request, pk, shift):
    _desk, shift = find_shift(request, pk, shift)
    actions.remove_shift(shift, by=request.user)
    return redirect("activities:manage_one", pk, shift.position.activity_id)


@require_POST
@login_required
def change_capacity(request, pk, shift):
    _desk, shift = find_shift(request, pk, shift)
    form = CapacityForm(request.POST)
    if not form.is_valid():
        raise Refused(_("名额写1到10,000之间的数。"), code="bad_capacity")
    actions.change_capacity(shift, capacity=form.cleaned_data["capacity"], by=request.user)
    messages.success(request, _("名额改好了。"))
    return redirect("activities:manage_one", pk, shift.position.activity_id)


@require_POST
@login_required
def submit(request, pk, activity):
    _desk, activity = find(request, pk, activity)
    actions.submit_activity(activity, by=request.user)
    messages.success(request, _("交上去了，审核完给你消息。"))
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


@login_required
def signups(request, pk, shift):
    desk, shift = find_shift(request, pk, shift)
    return show_signups(request, desk, shift)


@require_POST
@login_required
def show_phone(request, pk, signup):
    """One volunteer's number, on the same page and in no address; that it was seen is noted."""
    organization_desk(request.user, pk)
    mine = Signup.objects.managed_by(request.user).filter(shift__position__activity__organization=pk)
    signup = get_object_or_404(mine.active().select_related("volunteer__user"), pk=signup)
    desk, shift = find_shift(request, pk, signup.shift_id)
    phone = actions.note_phone_seen(signup, by=request.user)
    return show_signups(request, desk, shift, seen={"signup": signup.pk, "phone": phone})


def show_signups(request, desk, shift, seen=None):
    held = Signup.objects.active().filter(shift=shift).select_related("volunteer__user")
    page = keyset.page(held, by="signed_up_at", cursor=request.GET.get("cursor", ""), size=50)
    contacts = contacts_of(page.rows)
    for signup in page.rows:
        signup.contact = contacts[signup.pk]
    context = {"desk": desk, "shift": shift, "activity": shift.position.activity, "page": page, "seen": seen}
    return render(request, "activities/signups.html", context)


def find(request, pk, activity):
    desk = organization_desk(request.user, pk)
    activities = Activity.objects.filter(organization=desk.place).select_related("region__parent")
    return desk, get_object_or_404(activities, pk=activity)


def find_shift(request, pk, shift):
    desk = organization_desk(request.user, pk)
    shifts = Shift.objects.filter(position__activity__organization=desk.place)
    return desk, get_object_or_404(shifts.select_related("position__activity"), pk=shift)
