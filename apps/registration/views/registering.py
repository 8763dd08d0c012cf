"""Registration step by step, and one's own file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.accounts.models import Consent, ConsentText
from apps.core import days
from apps.regions.models import Region
from apps.registration.actions import register_volunteer, withdraw_consent
from apps.registration.belonging import places_for
from apps.registration.documents import CARD_AGE
from apps.registration.draft import Draft
from apps.registration.models import (
    Affiliation,
    Guardianship,
    IdentityCase,
    Language,
    Qualification,
    RosterEntry,
    ServiceField,
    Skill,
    Volunteer,
)
from apps.registration.widgets import time_words

CHANGE = "registration_change"  # what one is from today on, until the second step is done
SHOWN = 20  # places found by a search; more words find fewer


def own_entry(user):
    return Volunteer.objects.filter(user=user).select_related("region__parent").first()


def start(request):
    """Where a registration goes on: the first step that is not in order, or the file once it is handed in. A stranger
    opens an account first; that page leads on to signing in for whoever has one."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path, reverse("account_signup"))
    volunteer = own_entry(request.user)
    if volunteer and not volunteer.may_hand_in:
        return redirect("registration:file")
    draft = Draft(request.session, volunteer)
    return redirect("registration:step", draft.first_unfinished() or "consent")


@never_cache
@login_required
def step(request, name):
    volunteer = own_entry(request.user)
    if volunteer and not volunteer.may_hand_in:
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
        identity = draft.filled("who").cleaned_data["identity"]
        page["is_minor"] = Volunteer(birth_date=identity.birth_date).is_minor
        page["should_have_card"] = (
            identity.document_type == Volunteer.Document.HUKOU and identity.age >= CARD_AGE
        )
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
    if volunteer is None or not volunteer.name:  # refused so long ago that it is forgotten
        return redirect("registration:start")
    case = IdentityCase.objects.latest_of(volunteer)
    consents = agreed_by(request.user)
    places = Affiliation.objects.filter(volunteer=volunteer).select_related("organization__region")
    guardians = Guardianship.objects.standing().filter(child=volunteer).select_related("guardian")
    context = {
        "volunteer": volunteer,
        "case": case,
        "may_claim": case is not None and case.state == case.State.PENDING and case.kind != case.Kind.CHANGE,
        **told_by(volunteer),
        "affiliations": places.open(),
        "former": places.former()[:20],
        "consents": consents,
        "guardians": guardians,
        "proposals": RosterEntry.objects.proposed()
        .meaning(Volunteer.objects.filter(pk=volunteer.pk))
        .select_related("organization"),
        "is_minor": volunteer.is_minor,
        "consent_state": guardian_state(volunteer, guardians) if volunteer.is_minor else "",
    }
    return render(request, "registration/file.html", context)


def agreed_by(user):
    """What the person agreed to and may take back, each with what stops then."""
    stops = dict(ConsentText.objects.in_force().values_list("purpose", "what_stops"))
    consents = list(Consent.objects.standing().filter(user=user).order_by("given_at"))
    for one in consents:
        one.what_stops = stops[one.purpose]
    return consents


def told_by(volunteer):
    """What the person told about themselves, in words, and what might still be told."""
    skills = Skill.objects.filter(pk__in=volunteer.skill_codes)
    held = Qualification.objects.filter(volunteer=volunteer).holding(days.today())
    told = {
        "service_fields": ServiceField.objects.filter(pk__in=volunteer.service_fields),
        "skills": skills,
        "proved": set(held.values_list("skill_id", flat=True)),
        "languages": Language.objects.filter(pk__in=volunteer.languages),
        "free_times": time_words(volunteer.free_times),
        "service_regions": Region.objects.filter(pk__in=volunteer.service_regions).order_by("pk"),
    }
    unproved = any(skill.needs_certificate and skill.pk not in told["proved"] for skill in skills)
    missing = {
        "languages": not volunteer.languages,
        "times": not volunteer.free_times,
        "certificates": unproved,
    }
    return {**told, "missing": [what for what, is_missing in missing.items() if is_missing]}


def guardian_state(volunteer, guardians):
    if volunteer.has_guardian_consent():
        return "given"
    return "withdrawn" if guardians else "awaited"


@require_POST
@login_required
def withdraw(request, pk):
    """Take back one's own agreement. The terms go only with the account."""
    own = Consent.objects.standing().filter(user=request.user, given_by=request.user)
    consent = get_object_or_404(own.exclude(purpose=Consent.Purpose.TERMS), pk=pk)
    withdraw_consent(consent, by=request.user)
    messages.success(request, _("撤回了：%(what)s。") % {"what": consent.get_purpose_display()})
    return redirect("registration:file")
