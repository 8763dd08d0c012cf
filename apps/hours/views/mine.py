"""A person's own record, what they can do about it, and what they bring from elsewhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.models import Consent
from apps.activities.models import Signup
from apps.core import days, keyset
from apps.core.errors import Refused
from apps.hours.actions import bring_in, file_appeal
from apps.hours.actions import urge as urge_record
from apps.hours.actions.appealing import ABOUT
from apps.hours.deadlines import deadline_of, working_days_to_confirm
from apps.hours.history import history_of
from apps.hours.models import Appeal, HourRecord, Referral, Urge
from apps.hours.paper_forms import AppealForm, TransferForm
from apps.registration.models import Volunteer

State, What = HourRecord.State, Appeal.What


def _mine(user):
    return HourRecord.objects.cared_for_by(user).select_related(
        "volunteer__user", "organization", "basis", "signup__shift__position__activity"
    )


@require_GET
@login_required
def record(request, record):
    """One record of one's own or one's child: how it came about, what was taken off and why, where it stands."""
    row = get_object_or_404(_mine(request.user), pk=record)
    open_appeal = row.appeals.waiting().first()
    waits = row.state == State.PENDING and row.during.upper <= timezone.now()
    context = {
        "row": row,
        "history": history_of(row),
        "appeal": open_appeal,
        "held": Referral.objects.holding().filter(record=row).first() if waits else None,
        "deadline": _deadline(row) if waits else None,
        "may_urge": waits and not Urge.objects.filter(record=row, urged_on=days.today()).exists(),
        "urged": waits and Urge.objects.filter(record=row, urged_on=days.today()).exists(),
    }
    return render(request, "hours/mine.html", context)


def _deadline(row):
    ended = row.signup.shift.position.activity.ends_at if row.signup_id else row.proposed_at
    return deadline_of(ended, working_days_to_confirm())


@require_POST
@login_required
def urge(request, record):
    """Ask those who decide to do it."""
    row = get_object_or_404(_mine(request.user), pk=record)
    try:
        urge_record(row, by=request.user)
        messages.success(request, _("催过了，他们会收到消息。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("hours:mine", row.pk)


@login_required
def object_to(request, record):
    """Object to a record of one's own or one's child."""
    row = get_object_or_404(_mine(request.user), pk=record)
    choices = [(what.value, what.label) for what in What if what in ABOUT[row.state]]
    return _object(request, row, choices, {"row": row})


@login_required
def object_missing(request, signup):
    """Object to there being no record of a shift one was at."""
    signups = Signup.objects.on_the_list().cared_for_by(request.user)
    row = get_object_or_404(
        signups.select_related("volunteer__user", "shift__position__activity__organization"), pk=signup
    )
    return _object(request, row, [(What.MISSING.value, What.MISSING.label)], {"signup": row})


def _object(request, subject, choices, context):
    form = AppealForm(request.POST or None, request.FILES or None, by=request.user, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            file_appeal(subject, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("申诉交上去了，有结果会告诉你。"))
            return redirect("hours:appeals_mine")
    return render(request, "hours/object.html", {"form": form, **context})


@require_GET
@login_required
def appeals(request):
    """Where one's own objections and those of one's children stand; and past shifts without a record."""
    mine = Appeal.objects.cared_for_by(request.user).select_related(
        "organization",
        "volunteer",
        "record__basis",
        "record__signup__shift__position__activity",
        "signup__shift__position__activity",
    )
    page = keyset.page(mine, by="made_at", cursor=request.GET.get("cursor", ""), descending=True)
    recorded = HourRecord.objects.filter(signup=OuterRef("pk"))
    missing = (
        Signup.objects.on_the_list()
        .cared_for_by(request.user)
        .filter(during__endswith__lt=timezone.now(), during__endswith__gt=timezone.now() - days.ONE * 90)
        .exclude(Exists(recorded))
        .exclude(Exists(Appeal.objects.filter(signup=OuterRef("pk"))))
        .select_related("shift__position__activity", "volunteer")
        .order_by("-pk")[:10]
    )
    return render(request, "hours/appeals_mine.html", {"page": page, "missing": missing})


@login_required
def transfer(request):
    """Bring in what one served elsewhere."""
    volunteer = get_object_or_404(Volunteer.objects.select_related("user", "region"), user=request.user)
    consented = Consent.objects.covers(request.user, Consent.Purpose.TRANSFER)
    form = TransferForm(request.POST or None, request.FILES or None, by=request.user, has_consent=consented)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            bring_in(
                volunteer,
                form.stretches(),
                by=request.user,
                consents=data.get("consent", consented),
                **{name: data[name] for name in ("title", "issuer", "code", "proofs")},
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("交上去了，所在旗县的部门核实以后会告诉你。"))
            return redirect("hours:ledger")
    return render(request, "hours/transfer.html", {"form": form})
