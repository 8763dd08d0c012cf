"""Who is on the list of a shift, on the workbench: places, the line, who did not come, who is asked to come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.recent import needs_recent_sign_in
from apps.activities import actions
from apps.activities.actions import absences, invitations
from apps.activities.contacts import contacts_of
from apps.activities.forms import ReasonForm
from apps.activities.models import Invitation, Presence, Signup
from apps.activities.signup_forms import NumberForm, NumbersForm
from apps.activities.views.manage import find_shift
from apps.core import keyset
from apps.core.errors import Refused

State = Signup.State
TABS = {
    "joined": (gettext_lazy("报上的"), [State.JOINED], "signed_up_at"),
    "line": (gettext_lazy("候补"), [State.WAITING, State.OFFERED], "queue_number"),
    "missed": (gettext_lazy("没有来"), [State.NO_SHOW], "signed_up_at"),
    "gone": (
        gettext_lazy("退出的"),
        [State.LEFT, State.EXCUSED, State.REMOVED, State.LAPSED, State.CALLED_OFF],
        "signed_up_at",
    ),
}
AT_ONCE = 50


@login_required
def signups(request, pk, shift):
    desk, shift = find_shift(request, pk, shift)
    return show(request, desk, shift)


def show(request, desk, shift, **more):
    """One tab of the list: who holds a place, the line in its order, who did not come, who left and why."""
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "joined"
    _word, states, order = TABS[tab]
    everybody = Signup.objects.filter(shift=shift)
    page = keyset.page(
        everybody.filter(state__in=states)
        .select_related("volunteer__user", "party")
        .defer("volunteer__document_number"),
        by=order,
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    contacts, came = contacts_of(page.rows), _came(page.rows)
    for signup in page.rows:
        signup.contact, signup.came = contacts[signup.pk], signup.pk in came
    now = timezone.now()
    context = {
        "desk": desk,
        "shift": shift,
        "activity": shift.position.activity,
        "page": page,
        "tab": tab,
        "tabs": [
            (key, word, keyset.count_in_words(everybody.filter(state__in=chosen)) if key != "gone" else None)
            for key, (word, chosen, _order) in TABS.items()
        ],
        "is_over": shift.ends_at <= now,
        "is_running": shift.starts_at <= now < shift.ends_at,
        "invited": Invitation.objects.filter(shift=shift, state=Invitation.State.OPEN).count(),
        "number_form": NumberForm(auto_id="add_%s"),
        "numbers_form": NumbersForm(auto_id="invite_%s"),
        "reason_form": ReasonForm(),
        **more,
    }
    return render(request, "activities/signups.html", context)


def _came(signups):
    return set(Presence.objects.filter(signup__in=signups).values_list("signup_id", flat=True))


def _one(request, pk, signup):
    """A sign-up of the organisation, with its desk and shift."""
    mine = Signup.objects.managed_by(request.user).filter(shift__position__activity__organization=pk)
    signup = get_object_or_404(mine.select_related("volunteer__user"), pk=signup)
    desk, shift = find_shift(request, pk, signup.shift_id)
    return desk, shift, signup


def _back(pk, shift, tab="joined"):
    page = redirect("activities:signups", pk, shift.pk)
    page["Location"] += "" if tab == "joined" else f"?tab={tab}"
    return page


@require_POST
@login_required
@needs_recent_sign_in
def show_phone(request, pk, signup):
    """One volunteer's number, on the same page and in no address; that it was seen is noted."""
    desk, shift, signup = _one(request, pk, signup)
    phone = actions.note_phone_seen(signup, by=request.user)
    return show(request, desk, shift, seen={"signup": signup.pk, "phone": phone})


@require_POST
@login_required
def remove(request, pk, signup):
    """Somebody is taken off the list; why is told to them."""
    desk, shift, signup = _one(request, pk, signup)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, desk, shift, reason_form=form, reason_for=signup.pk)
    absences.remove_signup(signup, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("移出了，TA已经收到消息。"))
    return _back(pk, shift)


@require_POST
@login_required
def excuse(request, pk, signup):
    """Why somebody did not come is accepted: leave, not absence."""
    desk, shift, signup = _one(request, pk, signup)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, desk, shift, reason_form=form, reason_for=signup.pk)
    absences.excuse(signup, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("改记为请假了。"))
    return _back(pk, shift, "missed")


@require_POST
@login_required
def note_missed(request, pk, signup):
    """After the shift: this one did not come."""
    _desk, shift, signup = _one(request, pk, signup)
    absences.note_no_shows(Signup.objects.active().filter(pk=signup.pk), by=request.user)
    messages.success(request, _("记下了没有来，TA可以说明原因。"))
    return _back(pk, shift)


@require_POST
@login_required
def add(request, pk, shift):
    """Somebody stands there without having signed up."""
    desk, shift = find_shift(request, pk, shift)
    form = NumberForm(request.POST, auto_id="add_%s")
    if form.is_valid():
        try:
            absences.add_on_the_spot(shift, number=form.cleaned_data["number"], by=request.user)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("补上了。请TA签到，或者点名时记上。"))
            return _back(pk, shift)
    return show(request, desk, shift, number_form=form)


@require_POST
@login_required
def invite(request, pk, shift):
    """Ask people by their numbers, or all members; who they are and what they wish is not told."""
    desk, shift = find_shift(request, pk, shift)
    if request.POST.get("members"):
        invitations.invite_members(shift, by=request.user)
        messages.success(request, _("邀请发给了成员，不想被邀请的不打扰。"))
        return _back(pk, shift)
    form = NumbersForm(request.POST, auto_id="invite_%s")
    if form.is_valid():
        try:
            invitations.invite(shift, numbers=form.cleaned_data["numbers"], by=request.user)
        except Refused as refusal:
            form.add_error("numbers", str(refusal))
        else:
            messages.success(request, _("邀请发出去了。愿意被邀请的人会收到消息。"))
            return _back(pk, shift)
    return show(request, desk, shift, numbers_form=form)
