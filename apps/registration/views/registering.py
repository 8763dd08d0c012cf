"""Registration step by step, and one's own file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.accounts.models import Consent
from apps.organizations.models import Organization
from apps.registration.actions import change_affiliation, register_volunteer, withdraw_consent
from apps.registration.belonging import PLACES, Belonging, places_for
from apps.registration.draft import Draft
from apps.registration.forms import BelongingForm, IdentityForm
from apps.registration.models import Affiliation, Guardianship, IdentityCase, ServiceField, Volunteer

CHANGE = "registration_change"  # what one is from today on, until the second step is done
SHOWN = 20  # places found by a search; more words find fewer


def own_entry(user):
    return Volunteer.objects.filter(user=user).select_related("region__parent").first()


@login_required
def start(request):
    """Where a registration goes on: the first step that is not in order, or the file once it is handed in."""
    volunteer = own_entry(request.user)
    if volunteer and volunteer.identity_state != Volunteer.IdentityState.REFUSED:
        return redirect("registration:file")
    draft = Draft(request.session, volunteer)
    return redirect("registration:step", draft.first_unfinished() or "consent")


@never_cache
@login_required
def step(request, name):
    volunteer = own_entry(request.user)
    if volunteer and volunteer.identity_state != Volunteer.IdentityState.REFUSED:
        return redirect("registration:file")
    draft = Draft(request.session, volunteer)
    if name not in draft.steps or draft.first_unfinished(until=name):
        return redirect("registration:start")
    if "elsewhere" in request.POST:
        draft.keep("identity", without_place(draft))
        return redirect("registration:step", "consent")
    if request.method == "POST":
        draft.keep(name, request.POST)
        if "back" in request.POST:
            return redirect("registration:step", draft.before(name) or name)
        found = search_places(request, draft) if name == "place" else []
        form = draft.form(name, data=request.POST, found=found)
        if form.is_valid():
            following = draft.after(name)
            return redirect("registration:step", following) if following else hand_in(request, draft)
    else:
        found = search_places(request, draft) if name == "place" else []
        form = draft.form(name, found=found)
    return render(
        request,
        f"registration/step_{name}.html",
        {**page_of(draft, name), "form": form, "found": found, "nothing_typed": nothing_typed(request)},
    )


def without_place(draft):
    """The answers about the identity of whoever's school or unit is not here yet."""
    said = draft.data("identity").copy()
    said["identity"] = Affiliation.Identity.OTHER
    return said


def page_of(draft, name):
    page = {
        "step": name,
        "mark": draft.mark(name),
        "names": draft.names,
        "heading": draft.heading(name),
        "before": draft.before(name),
        "identity": draft.value("identity", "identity"),
    }
    if name == "consent":
        document = draft.filled("who").cleaned_data["document"]
        page["is_minor"] = Volunteer(birth_date=document.birth_date).is_minor
    return page


def search_places(request, draft):
    """The schools or units to choose from: those found by the words, and the one chosen before."""
    league = draft.value("home", "league")
    chosen = draft.chosen_place()
    return find_places(request, draft.value("identity", "identity"), league, chosen)


def nothing_typed(request):
    """Whether a search was sent without a word."""
    return "q" in request.GET and not request.GET["q"].strip()


def find_places(request, identity, league, chosen):
    words = request.GET.get("q", "")
    places = places_for(identity)
    if not request.GET.get("everywhere"):
        places = places.filter(region__code__startswith=league)
    found = list(places.named(words).select_related("region").order_by("name", "pk")[:SHOWN])
    if chosen and chosen not in found:
        found.insert(0, chosen)
    return found


def hand_in(request, draft):
    """Everything is read once more: a school may have closed since it was chosen."""
    unfinished = draft.first_unfinished()
    if unfinished:
        return redirect("registration:step", unfinished)
    register_volunteer(person=draft.person(), belonging=draft.belonging(), by=request.user)
    draft.forget()
    messages.success(request, _("交上去了。核验完会在消息里告诉你。"))
    return redirect("registration:file")


@login_required
def own_file(request):
    volunteer = own_entry(request.user)
    if volunteer is None:
        return redirect("registration:start")
    case = IdentityCase.objects.filter(volunteer=volunteer).order_by("-submitted_at", "-pk").first()
    consents = (
        Consent.objects.standing().filter(user=request.user).select_related("given_by").order_by("given_at")
    )
    guardians = Guardianship.objects.standing().filter(child=volunteer).select_related("guardian")
    fields = ServiceField.objects.filter(pk__in=volunteer.service_fields)
    context = {
        "volunteer": volunteer,
        "case": case,
        "service_fields": fields,
        "affiliation": current_affiliation(volunteer),
        "consents": consents,
        "guardians": guardians,
        "is_minor": volunteer.is_minor,
        "consent_state": guardian_state(volunteer, guardians) if volunteer.is_minor else "",
    }
    return render(request, "registration/file.html", context)


def guardian_state(volunteer, guardians):
    if volunteer.has_guardian_consent():
        return "given"
    return "withdrawn" if guardians else "awaited"


def current_affiliation(volunteer):
    open_ones = Affiliation.objects.filter(volunteer=volunteer, until=None)
    return open_ones.select_related("organization__region").first()


@require_POST
@login_required
def withdraw(request, pk):
    """Take back one's own agreement. The terms go only with the account."""
    own = Consent.objects.standing().filter(user=request.user, given_by=request.user)
    consent = get_object_or_404(own.exclude(purpose=Consent.Purpose.TERMS), pk=pk)
    withdraw_consent(consent, by=request.user)
    messages.success(request, _("撤回了：%(what)s。") % {"what": consent.get_purpose_display()})
    return redirect("registration:file")


@login_required
def change(request):
    """Say that one studies or works elsewhere now: first what one is, then where. What one is waits in the session:
    an address is kept and noted down in too many places."""
    volunteer = own_entry(request.user)
    if volunteer is None:
        return redirect("registration:start")
    now = current_affiliation(volunteer)
    first = {"identity": now.identity if now else "", "political": volunteer.political}
    form = IdentityForm(request.POST or None, initial=first)
    if form.is_valid():
        request.session[CHANGE] = form.cleaned_data
        return redirect("registration:change_place")
    return render(request, "registration/change_identity.html", {"form": form})


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
    change_affiliation(volunteer, belonging=belonging, political=political, by=request.user)
    del request.session[CHANGE]
    messages.success(request, _("改好了，从今天起算。"))
    return redirect("registration:file")
