"""What anyone sees: the sessions to come, and one of them."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import keyset
from apps.core.templatetags.ui import clock, day_words
from apps.registration.models import Volunteer
from apps.training import actions
from apps.training.conditions import obstacle_of
from apps.training.forms.taking import TrainingFilter, WhoForm
from apps.training.models import Course, Enrolment, Session

ALONG = ["course__standard", "course__organization", "course__region", "kind", "region__parent"]


def found(wanted):
    """Sessions to come that answer what is looked for, the soonest first."""
    sessions = Session.objects.listed()
    if code := wanted.get("banner") or wanted.get("league"):
        sessions = sessions.in_region(code)
    if wanted.get("kind"):
        sessions = sessions.of_kind(wanted["kind"])
    if wanted.get("how"):
        sessions = sessions.filter(course__how=wanted["how"])
    return sessions.bookable() if wanted.get("places") else sessions


def index(request):
    form = TrainingFilter(request.GET or None)
    wanted = form.wanted()
    page = keyset.page(
        found(wanted).select_related(*ALONG), by="starts_at", cursor=request.GET.get("cursor", "")
    )
    context = {"form": form, "page": page, "is_filtered": bool(wanted)}
    return render(request, "training/list.html", context)


def detail(request, pk):
    """One session. Whoever answers for children chooses for whom (`for`). Of closed courses only those who hold or held a
    place see it still."""
    session = get_object_or_404(seen_by(request.user).select_related(*ALONG), pk=pk)
    people = people_of(request.user)
    volunteer = person_chosen(people, request)
    now = timezone.now()
    held = (
        list(
            Enrolment.objects.live()
            .cared_for_by(request.user)
            .filter(session=session)
            .select_related("volunteer")
        )
        if people
        else []
    )
    context = {
        "session": session,
        "course": session.course,
        "people": people if len(people) > 1 else [],
        "volunteer": volunteer,
        "obstacle": volunteer and obstacle_of(volunteer, session, by=request.user, now=now),
        "held": held,
        "shows_link": any(enrolment.is_joined for enrolment in held),
        "login_url": redirect_to_login(request.path).url,
        "signup_url": redirect_to_login(request.path, reverse("account_signup")).url,
    }
    return render(request, "training/session.html", context)


def seen_by(user):
    """Sessions of open courses, and those one has to do with oneself."""
    public = Session.objects.filter(course__in=Course.objects.open())
    if not user.is_authenticated:
        return public
    mine = Enrolment.objects.cared_for_by(user).values("session")
    return Session.objects.filter(pk__in=public.values("pk")) | Session.objects.filter(pk__in=mine)


def people_of(user):
    """Whom the person may sign up: first themselves, then the children they answer for."""
    if not user.is_authenticated:
        return []
    people = Volunteer.objects.acted_for_by(user).defer("document_number").order_by("pk")
    return sorted(people, key=lambda volunteer: volunteer.user_id != user.pk)


def person_chosen(people, request):
    wanted = request.GET.get("for", "")
    return next((person for person in people if str(person.pk) == wanted), people[0] if people else None)


@require_POST
def enrol(request, pk):
    session = get_object_or_404(seen_by(request.user), pk=pk)
    page = reverse("training:session", args=[pk])
    if not request.user.is_authenticated:
        return redirect_to_login(page)
    form = WhoForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("先选给谁报名。"))
        return redirect(page)
    volunteer = form.cleaned_data["volunteer"]
    enrolment = actions.enrol(volunteer, session, by=request.user)
    messages.success(request, joined_words(enrolment))
    return redirect(f"{page}?for={volunteer.pk}" if volunteer.user_id != request.user.pk else page)


def joined_words(enrolment):
    """What came of it: a place, or a turn in the line."""
    when = {"day": day_words(enrolment.during.lower), "time": clock(enrolment.during.lower)}
    if enrolment.is_joined:
        return _("报上了，%(day)s%(time)s见。") % when
    place = actions.places_in_line([enrolment])[enrolment.pk]
    return _("这一场满了，你排进候补，第%(place)d位。轮到你会有消息。") % {"place": place}
