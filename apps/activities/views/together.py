"""Coming together, and being asked to come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities.actions import invitations, parties
from apps.activities.models import Activity, Invitation, Party, PartyMember, Shift
from apps.activities.signup_forms import NumberForm, TogetherForm
from apps.core.errors import Refused


@login_required
def gather(request, pk):
    """Choose a shift and whom to ask along."""
    activity = get_object_or_404(Activity.objects.public(), pk=pk)
    shifts = (
        Shift.objects.of_activity(activity).bookable().select_related("position").order_by("starts_at", "pk")
    )
    form = TogetherForm(request.POST or None, shifts=shifts, initial={"shift": shifts.first()})
    if request.method == "POST" and form.is_valid():
        try:
            party = parties.gather(form.cleaned_data["shift"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _ask_all(request, party, form.cleaned_data["numbers"])
            return redirect("activities:party", party.pk)
    return render(request, "activities/together.html", {"activity": activity, "form": form})


def _ask_all(request, party, numbers):
    """Ask each; what cannot be asked is said, the others are asked all the same."""
    for number in numbers:
        try:
            parties.ask_along(party, number=number, by=request.user)
        except Refused as refusal:
            messages.error(request, f"{number}：{refusal}")


@login_required
def party(request, pk):
    """The group as its maker sees it; one more may be asked."""
    group = _own(request, pk)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            parties.ask_along(group, number=form.cleaned_data["number"], by=request.user)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("问过了，等TA答复。"))
            return redirect("activities:party", pk)
    members = list(group.members.select_related("volunteer").defer("volunteer__document_number"))
    context = {
        "party": group,
        "shift": group.shift,
        "activity": group.shift.position.activity,
        "members": members,
        "agreed": sum(member.state == PartyMember.State.AGREED for member in members),
        "is_waiting": any(member.state == PartyMember.State.ASKED for member in members),
        "form": form,
    }
    return render(request, "activities/party.html", context)


def _own(request, pk):
    mine = Party.objects.made_by(request.user).select_related("shift__position__activity")
    return get_object_or_404(mine, pk=pk)


@require_POST
@login_required
def sign_up_party(request, pk):
    signups = parties.sign_up_party(_own(request, pk), by=request.user)
    messages.success(request, _("%(count)d个人都报上了。") % {"count": len(signups)})
    return redirect("activities:mine")


@require_POST
@login_required
def dissolve(request, pk):
    parties.dissolve(_own(request, pk), by=request.user)
    messages.success(request, _("散了。想去的话，自己报名就行。"))
    return redirect("activities:mine")


@require_POST
@login_required
def drop(request, pk):
    mine = PartyMember.objects.filter(party__maker=request.user).select_related("party", "volunteer")
    member = get_object_or_404(mine, pk=pk)
    parties.drop_from_party(member, by=request.user)
    return redirect("activities:party", member.party_id)


@require_POST
@login_required
def answer_party(request, pk):
    member = get_object_or_404(PartyMember.objects.asked_of(request.user).select_related("party"), pk=pk)
    agrees = request.POST.get("answer") == "yes"
    parties.answer_party(member, agrees=agrees, by=request.user)
    messages.success(request, _("答应了，等约你的人一起报名。") if agrees else _("好的，这次不去。"))
    return redirect("activities:mine")


@require_POST
@login_required
def answer_invitation(request, pk):
    mine = Invitation.objects.open_for(request.user, timezone.now()).select_related("volunteer", "shift")
    invitation = get_object_or_404(mine, pk=pk)
    if request.POST.get("answer") != "yes":
        invitations.decline_invitation(invitation, by=request.user)
        messages.success(request, _("好的，这次不去。"))
        return redirect("activities:mine")
    signup = invitations.accept_invitation(invitation, by=request.user)
    messages.success(request, _("报上了。") if signup.is_joined else _("这一班满了，你排进了候补。"))
    return redirect("activities:mine")
