"""The volunteer's own places, and those of the children they answer for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.actions.absences import explain
from apps.activities.actions.parties import cancel_party
from apps.activities.actions.waiting import places_in_line
from apps.activities.models import Activity, Invitation, Party, PartyMember, Presence, Shift, Signup
from apps.activities.offers import offers_of
from apps.activities.signup_forms import LeaveForm, SignupForm, WordsForm
from apps.core import keyset
from apps.core.errors import Refused
from apps.core.templatetags.ui import clock, day_words

ASKED_AT_ONCE = 20


@require_POST
def sign_up(request, pk):
    page, activities = reverse("activities:detail", args=[pk]), Activity.objects.public().filter(pk=pk)
    if not request.user.is_authenticated:
        get_object_or_404(activities)
        return redirect_to_login(page)
    form = SignupForm(request.POST, activities=activities, user=request.user)
    if not form.is_valid():
        get_object_or_404(activities)
        messages.error(request, _("先选一班，再报名。"))
        return redirect(page)
    volunteer, shift = form.cleaned_data["volunteer"], form.cleaned_data["shift"]
    if len(form.people) > 1:
        signups = actions.sign_up_together(form.people, shift, by=request.user)
    else:
        signups = [actions.sign_up(volunteer, shift, by=request.user)]
    messages.success(request, joined_words(signups))
    return redirect(f"{page}?for={volunteer.pk}" if volunteer.user_id != request.user.pk else page)


def joined_words(signups):
    """What came of it: a place, or a turn in the line."""
    signup = signups[0]
    when = {"day": day_words(signup.during.lower), "time": clock(signup.during.lower)}
    if signup.is_joined:
        if len(signups) > 1:
            return _("%(count)d个人都报上了，%(day)s%(time)s见。") % {**when, "count": len(signups)}
        return _("报上了，%(day)s%(time)s见。") % when
    place = places_in_line(signups)[signup.pk]
    return _("这一班满了，你排进候补，第%(place)d位。轮到你会有消息。") % {"place": place}


@login_required
def index(request):
    """First what waits for an answer, then what comes next, the nearest first."""
    others = Shift.objects.ahead().filter(position__activity=OuterRef("shift__position__activity"))
    coming = Signup.objects.cared_for_by(request.user).live().filter(shift__ends_at__gt=timezone.now())
    page = keyset.page(
        coming.exclude(state=Signup.State.OFFERED),
        by="shift__starts_at",
        cursor=request.GET.get("cursor", ""),
        shown=lambda rows: with_shifts(rows).annotate(
            has_other_shifts=Exists(others.exclude(pk=OuterRef("shift_id")))
        ),
    )
    lines, now = places_in_line(page.rows), timezone.now()
    for signup in page.rows:
        signup.in_line = lines.get(signup.pk)
        signup.is_late = signup.leaves_freely_until(signup.shift.position.activity) <= now
        signup.asks_for_all = signup.party_id and signup.party.maker_id == request.user.pk
    asked = questions(request.user)
    context = {"page": page, "coming": True, "questions": any(asked.values()), **asked}
    return render(request, "activities/mine.html", context)


def questions(user):
    """What waits for an answer of this person: places kept for them, invitations, people who want to come along."""
    shift = ["shift__position__activity__region", "volunteer"]
    now = timezone.now()
    offered = mine(user).offered().filter(offered_until__gt=now).order_by("offered_until")
    invited = Invitation.objects.open_for(user, now).select_related(*shift).order_by("shift__starts_at")
    asked = (
        PartyMember.objects.asked_of(user)
        .filter(party__shift__starts_at__gt=now)
        .select_related("party__shift__position__activity", "party__maker__volunteer", "volunteer")
    )
    gathering = Party.objects.gathering().made_by(user).filter(shift__starts_at__gt=now)
    return {
        "offered": list(offered[:ASKED_AT_ONCE]),
        "invited": list(invited[:ASKED_AT_ONCE]),
        "asked": list(asked[:ASKED_AT_ONCE]),
        "gathering": list(gathering.select_related("shift__position__activity")[:ASKED_AT_ONCE]),
    }


@login_required
def past(request):
    """What is over or was cancelled, the latest first; who did not come may say why."""
    return show_past(request)


def show_past(request, **forms):
    came = Exists(Presence.objects.filter(signup=OuterRef("pk")))
    page = keyset.page(
        Signup.objects.cared_for_by(request.user).gone_by(),
        by="shift__starts_at",
        cursor=request.GET.get("cursor", ""),
        descending=True,
        shown=lambda rows: with_shifts(rows).annotate(came=came),
    )
    context = {"page": page, "coming": False, "words_form": WordsForm(), **forms}
    return render(request, "activities/mine.html", context)


def mine(user):
    return with_shifts(Signup.objects.cared_for_by(user))


def with_shifts(signups):
    return signups.select_related(
        "volunteer",
        "party",
        "shift__position__activity__organization",
        "shift__position__activity__region__parent",
    )


def own(request, pk):
    return get_object_or_404(mine(request.user), pk=pk)


@require_POST
@login_required
def cancel(request, pk):
    """Freely in time; late one is asked for a reason first."""
    signup = own(request, pk)
    try:
        actions.cancel_signup(signup, by=request.user)
    except Refused as refusal:
        if refusal.code != "reason_needed":
            raise
        return redirect("activities:leave", pk)
    messages.success(request, _("取消了，名额让给别人。"))
    return redirect("activities:mine")


@login_required
def leave(request, pk):
    """Late, or with others who were asked along: why, and whether all stay away."""
    signup = own(request, pk)
    activity = signup.shift.position.activity
    late = signup.leaves_freely_until(activity) <= timezone.now()
    together = []
    if signup.party_id and signup.party.maker_id == request.user.pk:
        others = Signup.objects.live().filter(party=signup.party_id).exclude(pk=signup.pk)
        together = list(others.select_related("volunteer").order_by("pk"))
    form = LeaveForm(
        request.POST if request.method == "POST" else None, late=late, asks_for_all=bool(together)
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if form.cleaned_data.get("everybody"):
                cancel_party(signup.party, by=request.user, reason=reason)
            else:
                actions.cancel_signup(signup, by=request.user, reason=reason)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("说好了，名额让给别人。"))
            return redirect("activities:mine")
    context = {"form": form, "signup": signup, "activity": activity, "late": late, "together": together}
    return render(request, "activities/leave.html", context)


@login_required
def change(request, pk):
    """The other shifts of the activity, to change over in one step."""
    signup = own(request, pk)
    activity = signup.shift.position.activity
    offers = [
        offer
        for offer in offers_of(activity, signup.volunteer, by=request.user, instead_of=signup)
        if offer.shift.pk != signup.shift_id
    ]
    if request.method == "POST":
        choices = {str(offer.shift.pk): offer.shift for offer in offers}
        chosen = choices.get(request.POST.get("shift", ""))
        if chosen is None:
            messages.error(request, _("先选要换到哪一班。"))
            return redirect("activities:change_position", pk)
        moved = actions.change_position(signup, chosen, by=request.user)
        when = {"day": day_words(moved.during.lower), "time": clock(moved.during.lower)}
        messages.success(request, _("换好了，%(day)s%(time)s见。") % when)
        return redirect("activities:mine")
    context = {"signup": signup, "activity": activity, "offers": offers}
    return render(request, "activities/change_position.html", context)


@require_POST
@login_required
def accept(request, pk):
    signup = actions.accept_offer(own(request, pk), by=request.user)
    messages.success(request, joined_words([signup]))
    return redirect("activities:mine")


@require_POST
@login_required
def explain_absence(request, pk):
    form = WordsForm(request.POST)
    if not form.is_valid():
        return show_past(request, words_form=form, words_for=pk)
    explain(own(request, pk), words=form.cleaned_data["words"], by=request.user)
    messages.success(request, _("记下了，队里会看到。"))
    return redirect("activities:mine_past")
