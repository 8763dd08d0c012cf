"""What anyone sees: the list of activities and the page of one."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.activities.cards import cards, shown, where
from apps.activities.facts import window_of
from apps.activities.finding import days_of, found, order_of
from apps.activities.insured import lack_before
from apps.activities.models import Activity, Beneficiary, Protection, Signup
from apps.activities.near_map import dots
from apps.activities.offers import obstacle_of, offers_of, suggested, verdicts_of, ways_round
from apps.activities.search_forms import ActivityFilter
from apps.core import keyset
from apps.core.templatetags.ui import day_words
from apps.registration.models import ServiceField, Skill, Volunteer

WITH = {"banner": ["league"], "at": ["km", "sort"], "seat": ["km", "sort"]}


def index(request):
    form = ActivityFilter(request.GET or None)
    wanted = form.wanted()
    activities = found(wanted)
    by, descending = order_of(wanted)
    cursor = request.GET.get("cursor", "")
    page = keyset.page(activities, by=by, cursor=cursor, descending=descending, shown=shown)
    span = days_of(wanted)
    count, more = keyset.count_up_to(activities)
    context = {
        "form": form,
        "page": page,
        "cards": with_verdicts(cards(page, since=span[0] if span else None), page, request.user),
        "count": count,
        "more": more,
        "chosen": chosen(form, wanted),
        "sort": form["sort"].value(),
        "may_save": saveable(wanted),
        "dots": dots(page, wanted),
        "words": wanted.get("q", ""),
    }
    return render(request, "activities/list.html", context)


def with_verdicts(rows, page, user):
    """Beside each activity, why the person who looks cannot sign up to it, if so."""
    volunteer = Volunteer.objects.passed().filter(user=user).first() if user.is_authenticated else None
    if volunteer is None:
        return rows
    verdicts = verdicts_of(page, volunteer, user)
    for card, activity in zip(rows, page, strict=True):
        missing = verdicts.get(activity.pk)
        card.why = missing.words if missing else ""
    return rows


def saveable(wanted):
    """A search that may be kept: it looks for something that comes again."""
    return bool(set(wanted) & {"league", "banner", "field", "helped", "part", "minors", "q"}) or (
        wanted.get("when") == "weekend"
    )


def chosen(form, wanted):
    """The chosen conditions in words, each with the address of the list without it."""
    pairs = [
        (name, value)
        for name, values in wanted.items()
        if name != "point"
        for value in (values if isinstance(values, list) else [values])
    ]
    for name, value in pairs:
        if name in {"q", "sort", "km"} or (name == "league" and wanted.get("banner")):
            continue
        gone = WITH.get(name, [])
        rest = [(n, "on" if v is True else v) for n, v in pairs if (n, v) != (name, value) and n not in gone]
        yield {"word": word_for(form, wanted, name, value), "url": f"?{urlencode(rest)}"}


def word_for(form, wanted, name, value):
    field = form.fields[name]
    if value is True:
        return field.label
    if name == "at":
        return _("离我%(km)d公里以内") % {"km": wanted["km"]}
    if name == "day":
        return day_words(value)
    flat = {}
    for key, label in field.choices:
        flat.update(label if isinstance(label, list) else [(key, label)])
    return flat[value]


def detail(request, pk):
    """One activity. Whoever answers for children chooses for whom (`for`)."""
    activities = Activity.objects.public().with_phase()
    activities = activities.select_related("organization__kind", "region__parent", "residents_of")
    activity = get_object_or_404(activities, pk=pk)
    people = list(people_of(request.user))
    volunteer = person_chosen(people, request)
    places, held = offers_of(activity, volunteer, by=request.user), held_by(request.user, activity)
    fields = ServiceField.objects.in_bulk(activity.service_fields)
    pictures = list(activity.pictures.select_related("picture"))
    context = {
        "activity": activity,
        "site_url": settings.SITE_URL,
        "where": where(activity),
        "window": window_of(activity) if activity.state == Activity.State.PUBLISHED else "",
        "fields": [fields[code] for code in activity.service_fields],
        "given": Protection.objects.words(activity.protections),
        "skills": skills_of(activity),
        "pictures": [row for row in pictures if not row.of_summary],
        "results": [row for row in pictures if row.of_summary],
        "helped": Beneficiary.objects.words(activity.beneficiaries),
        "days": sorted({(place.shift.starts_at, place.shift.ends_at) for place in places}),
        "people": people if len(people) > 1 else [],
        "volunteer": volunteer,
        "offers": places,
        "others": [person for person in people if person != volunteer],
        "first_free": suggested(places),
        "only_line": not any(place.is_free for place in places),
        "ways": ways_round(places),
        "obstacle": obstacle_of(activity, request.user, volunteer) if activity.is_open else None,
        "lack": lack_before(activity, volunteer) if activity.is_open else None,
        "held": held,
        "joined": any(signup.is_joined for signup in held),
        "address": f"{settings.SITE_URL}{request.path}",
    }
    return render(request, "activities/detail.html", context)


def skills_of(activity):
    """The names of the skills everybody has to bring."""
    codes = activity.required_skills
    return [skill.name for skill in Skill.objects.filter(pk__in=codes)] if codes else []


def people_of(user):
    """Whom the person may sign up: first themselves, then the children they answer for."""
    if not user.is_authenticated:
        return []
    people = Volunteer.objects.acted_for_by(user).order_by("pk")
    return sorted(people, key=lambda volunteer: volunteer.user_id != user.pk)


def person_chosen(people, request):
    wanted = request.GET.get("for", "")
    return next((person for person in people if str(person.pk) == wanted), people[0] if people else None)


def held_by(user, activity):
    """The places the person and their children hold or wait for here."""
    if not user.is_authenticated:
        return []
    signups = Signup.objects.live().cared_for_by(user).filter(shift__position__activity=activity)
    return list(signups.select_related("shift", "volunteer").order_by("shift__starts_at"))
