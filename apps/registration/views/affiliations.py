"""Where one studies or works: changed, one more, left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.organizations.models import Organization
from apps.registration.actions import add_affiliation, change_affiliation, leave_affiliation, make_main
from apps.registration.belonging import PLACES, Belonging
from apps.registration.forms import AnotherIdentityForm, BelongingForm, IdentityForm
from apps.registration.models import Affiliation
from apps.registration.views.registering import CHANGE, find_places, nothing_typed, own_entry


def current_affiliation(volunteer):
    """The main one, which the yearly goal follows."""
    return (
        Affiliation.objects.filter(volunteer=volunteer)
        .open()
        .main()
        .select_related("organization__region")
        .first()
    )


@login_required
def change(request):
    """Say that one studies or works elsewhere now, or somewhere else as well (`also`): first what one is, then where.
    What one is waits in the session: an address is kept and noted down in too many places."""
    volunteer = own_entry(request.user)
    if volunteer is None:
        return redirect("registration:start")
    now = current_affiliation(volunteer)
    also = "also" in request.GET
    first = {"identity": now.identity if now and not also else "", "political": volunteer.political}
    form = (AnotherIdentityForm if also else IdentityForm)(request.POST or None, initial=first)
    if form.is_valid():
        request.session[CHANGE] = {"political": volunteer.political, **form.cleaned_data, "also": also}
        return redirect("registration:change_place")
    return render(request, "registration/change_identity.html", {"form": form, "also": also})


@login_required
def change_place(request):
    """The second step: where, for those who study or work somewhere."""
    volunteer, said = own_entry(request.user), request.session.get(CHANGE)
    if volunteer is None or not said:
        return redirect("registration:change")
    if "elsewhere" in request.POST:
        request.session[CHANGE] = {**said, "identity": Affiliation.Identity.OTHER}
        return redirect("registration:change_place")
    identity, political = said["identity"], said["political"]
    if said.get("also"):
        return change_with_place(request, volunteer, None, identity, political)
    if identity not in PLACES:
        return change_without_place(request, volunteer, identity, political)
    return change_with_place(request, volunteer, current_affiliation(volunteer), identity, political)


def change_without_place(request, volunteer, identity, political):
    if request.method == "POST":
        return moved(request, volunteer, Belonging(identity=identity), political)
    return render(
        request, "registration/change_other.html", {"identity": Affiliation.Identity(identity).label}
    )


def change_with_place(request, volunteer, now, identity, political):
    was_there = now if now and now.identity == identity else None
    posted = request.POST.get("organization", "")
    chosen = was_there.organization if was_there else None
    if posted.isdecimal():
        chosen = Organization.objects.filter(pk=posted).select_related("region").first()
    found = find_places(request, identity, volunteer.region_id[:4], chosen)
    initial = {}
    if was_there:
        names = ("organization", "class_name", "student_number")
        initial = {name: getattr(was_there, name) for name in names}
        initial["grade"] = f"{was_there.stage}-{was_there.grade}"
    form = BelongingForm(request.POST or None, initial=initial, identity=identity, found=found)
    if request.method == "POST" and form.is_valid():
        return moved(request, volunteer, form.belonging(), political)
    page = {"form": form, "found": found, "identity": identity}
    page["nothing_typed"] = nothing_typed(request)
    return render(request, "registration/change_place.html", page)


def moved(request, volunteer, belonging, political):
    if request.session.pop(CHANGE).get("also"):
        add_affiliation(volunteer, belonging=belonging, by=request.user)
        messages.success(request, _("加上了，从今天起。年度目标还跟原来的。"))
    else:
        change_affiliation(volunteer, belonging=belonging, political=political, by=request.user)
        messages.success(request, _("改好了，从今天起算。"))
    return redirect("registration:file")


@require_POST
@login_required
def leave(request, pk):
    """Study or work there no longer."""
    leave_affiliation(own_affiliation(request, pk), by=request.user)
    messages.success(request, _("记下了，从今天起不在那里了。以前的日子还算那里的。"))
    return redirect("registration:file")


@require_POST
@login_required
def main(request, pk):
    """Let the yearly goal follow this place from today on."""
    make_main(own_affiliation(request, pk), by=request.user)
    messages.success(request, _("从今天起，年度目标跟这里走。"))
    return redirect("registration:file")


def own_affiliation(request, pk):
    mine = Affiliation.objects.filter(volunteer__user=request.user).select_related("volunteer")
    return get_object_or_404(mine, pk=pk)
