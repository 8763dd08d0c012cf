"""What a volunteer sees of their insurance: what is true, and how to claim."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core import days
from apps.insurance import actions, agreeing
from apps.insurance.models import Benefit, Cover
from apps.registration.models import Guardianship, Volunteer

SHOWN = 20


@login_required
@require_safe
def mine(request):
    """The covers of the person and of the children they answer for, those that count or are on their way first."""
    mine = Volunteer.objects.acted_for_by(request.user).select_related("user").defer("document_number")
    people = sorted(mine, key=lambda person: (person.user_id != request.user.pk, person.pk))
    covers = (
        Cover.objects.filter(volunteer__in=people)
        .select_related("policy__insurer")
        .prefetch_related(Prefetch("policy__benefits", Benefit.objects.order_by("pk")))
        .order_by("-pk")[: SHOWN * max(len(people), 1)]
    )
    agreed = set(
        agreeing.agreed()
        .filter(user__in=[person.user_id for person in people])
        .values_list("user_id", flat=True)
    )
    guarded = dict(
        Guardianship.objects.standing().filter(guardian__user=request.user).values_list("child", "pk")
    )
    today = days.today()
    of_person = {person.pk: [] for person in people}
    for cover in covers:
        cover.look = look_of(cover, today, cover_agreed(cover, people, agreed))
        of_person[cover.volunteer_id].append(cover)
    for person in people:
        person.covers, person.has_agreed = of_person[person.pk], person.user_id in agreed
        person.guardianship = guarded.get(person.pk) if person.is_minor else None
        person.dialog = f"back-{person.pk}"
    return render(request, "insurance/mine.html", {"people": people, "today": today})


@login_required
@require_POST
def agree(request, pk):
    """A guardian lets a child be named to the insurer."""
    actions.agree_for_child(own_child(request, pk), by=request.user)
    messages.success(request, _("记下了，孩子排进下一份名单。"))
    return redirect("insurance:mine")


@login_required
@require_POST
def take_back(request, pk):
    actions.take_back_for_child(own_child(request, pk), by=request.user)
    messages.success(request, _("撤回了，以后的名单里没有这个孩子。"))
    return redirect("insurance:mine")


def own_child(request, pk):
    return get_object_or_404(Guardianship.objects.standing().filter(guardian__user=request.user), pk=pk)


def cover_agreed(cover, people, agreed):
    return next(person.user_id for person in people if person.pk == cover.volunteer_id) in agreed


def look_of(cover, today, has_agreed):
    """The word for where it stands, as it is: what is on its way covers nobody yet."""
    if cover.state == Cover.State.ELIGIBLE:
        return "waiting" if has_agreed else "consent"
    if cover.state != Cover.State.ACCEPTED:
        return cover.state
    if cover.last_day < today:
        return "over"
    return "accepted" if cover.first_day <= today else "later"
