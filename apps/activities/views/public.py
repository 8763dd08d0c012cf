"""What anyone sees: the list of activities and the page of one."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from apps.activities.cards import cards, shown, where
from apps.activities.finding import found, span_of
from apps.activities.forms import ActivityFilter
from apps.activities.models import Activity, Signup
from apps.activities.offers import obstacle_of, offers_of
from apps.core import keyset
from apps.registration.models import ServiceField, Volunteer


def index(request):
    form = ActivityFilter(request.GET or None)
    wanted = form.wanted()
    activities = found(wanted)
    page = keyset.page(shown(activities), by="next_at", cursor=request.GET.get("cursor", ""))
    span = span_of(wanted.get("when"))
    count, more = keyset.count_up_to(activities)
    context = {
        "form": form,
        "page": page,
        "cards": cards(page, since=span[0] if span else None),
        "count": count,
        "more": more,
        "chosen": chosen(form, wanted),
        "words": wanted.get("q", ""),
    }
    return render(request, "activities/list.html", context)


def chosen(form, wanted):
    """The chosen conditions in words, each with the address of the list without it."""
    pairs = [
        (name, value)
        for name, values in wanted.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    for name, value in pairs:
        if name == "q" or (name == "league" and wanted.get("banner")):
            continue
        rest = [(n, "on" if v is True else v) for n, v in pairs if (n, v) != (name, value)]
        if name == "banner":
            rest = [(n, v) for n, v in rest if n != "league"]
        yield {"word": word_for(form, name, value), "url": f"?{urlencode(rest)}"}


def word_for(form, name, value):
    field = form.fields[name]
    if value is True:
        return field.label
    flat = {}
    for key, label in field.choices:
        flat.update(label if isinstance(label, list) else [(key, label)])
    return flat[value]


def detail(request, pk):
    """One activity. Whoever answers for children chooses for whom (`for`)."""
    activities = Activity.objects.public().select_related("organization__kind", "region__parent")
    activity = get_object_or_404(activities, pk=pk)
    people = list(people_of(request.user))
    volunteer = person_chosen(people, request)
    places = offers_of(activity, volunteer)
    fields = ServiceField.objects.in_bulk(activity.service_fields)
    context = {
        "activity": activity,
        "where": where(activity),
        "fields": [fields[code] for code in activity.service_fields],
        "days": sorted({(place.shift.starts_at, place.shift.ends_at) for place in places}),
        "people": people if len(people) > 1 else [],
        "volunteer": volunteer,
        "offers": places,
        "first_free": next((place.shift.pk for place in places if place.is_free), None),
        "obstacle": obstacle_of(activity, request.user, volunteer) if activity.is_open else None,
        "joined": joined(request.user, activity),
        "address": f"{settings.SITE_URL}{request.path}",
    }
    return render(request, "activities/detail.html", context)


def people_of(user):
    """Whom the person may sign up: first themselves, then the children they answer for."""
    if not user.is_authenticated:
        return []
    people = Volunteer.objects.acted_for_by(user).order_by("pk")
    return sorted(people, key=lambda volunteer: volunteer.user_id != user.pk)


def person_chosen(people, request):
    wanted = request.GET.get("for", "")
    return next((person for person in people if str(person.pk) == wanted), people[0] if people else None)


def joined(user, activity):
    """The places the person and their children hold here; whoever holds one sees whom to call."""
    if not user.is_authenticated:
        return []
    signups = Signup.objects.active().cared_for_by(user).filter(shift__position__activity=activity)
    return list(signups.select_related("shift", "volunteer").order_by("shift__starts_at"))
