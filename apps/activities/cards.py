"""Activities as rows of a list: the day, the place, how many are still needed. A fixed number of queries a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity, Shift
from apps.core.display import hours_minutes
from apps.core.templatetags.ui import until
from apps.registration.known import fields_of_service

FEW = 5
NOTHING = {"times": 0, "left": 0, "next": None, "until": None}


@dataclass
class Card:
    """What components/act.html shows."""

    url: str
    title: str
    day: datetime
    place: str
    time: str
    organizer: str
    category: str
    category_icon: str
    left: str = ""
    few: int = 0
    missing: int = 0
    state: str = ""
    why: str = ""  # why the person who looks cannot sign up to it


def cards(activities: Iterable[Activity], since: datetime | None = None) -> list[Card]:
    """The rows of a list, in its order; `since` when somebody asked for what begins from a moment on."""
    activities = list(activities)
    shifts, fields = shifts_ahead(activities, since), fields_of_service()
    return one_red([card_of(activity, shifts.get(activity.pk, NOTHING), fields) for activity in activities])


def most_wanted(activities: Iterable[Activity], count: int) -> list[Card]:
    """The first rows of a list, those before the others that need just a few more people."""
    rows = sorted(cards(activities), key=lambda card: not card.few)
    return one_red(rows[:count])


def one_red(rows):
    """The one red of the page goes to the first that needs just a few more; the others say it in plain words."""
    first = next((card for card in rows if card.few), None)
    for card in rows:
        card.missing = card.few if card is first else 0
    return rows


def card_of(activity, ahead, fields):
    field = fields[activity.service_fields[0]]
    card = Card(
        url=reverse("activities:detail", args=[activity.pk]),
        title=activity.title,
        day=ahead["next"] or activity.starts_at,
        place=how_far(activity) + where(activity),
        time=when(activity, ahead),
        organizer=activity.organization.name,
        category=_("应急召集") if activity.is_emergency else field.name,
        category_icon="siren" if activity.is_emergency else field.icon,
    )
    show_places(card, activity, ahead)
    return card


def shifts_ahead(activities, since):
    """{activity: what it still offers: how many times to come, when the next is, places left}."""
    now = timezone.now()
    rows = (
        Shift.objects.standing()
        .filter(position__activity__in=activities, starts_at__gt=max(now, since or now))
        .order_by()
        .values("position__activity")
        .annotate(
            times=Count("starts_at", distinct=True),
            left=Sum(F("capacity") - F("taken")),
            next=Min("starts_at"),
            until=Min("ends_at"),
        )
    )
    return {row["position__activity"]: row for row in rows}


def show_places(card, activity, ahead):
    """The phase, or as long as people are wanted how many."""
    if activity.phase != Activity.Phase.PUBLISHED or ahead["next"] is None:
        card.state = activity.phase
    else:
        card.left = places_left(ahead["left"])
        card.few = ahead["left"] if ahead["left"] <= FEW else 0


def places_left(count):
    """The same words for places on every page: who is missing where it is a few, else how many may come."""
    if count <= FEW:
        return _("还差%(count)d人") % {"count": count}
    return _("还有%(count)s个名额") % {"count": f"{count:,}"}


def where(activity):
    """The banner with its league, and the place: 赤峰市敖汉旗 · 晨光社区."""
    region = activity.region
    league = region.parent.name if region.parent_id and len(region.parent_id) == 4 else ""
    return f"{league}{region.name} · {activity.place}"


def how_far(activity):
    """约3公里 · , where the list was asked for what is near."""
    metres = getattr(activity, "metres", None)
    if metres is None:
        return ""
    return _("约%(km)d公里 · ") % {"km": round(metres / 1000)} if metres >= 1000 else _("不到1公里 · ")


def when(activity, ahead):
    """8:30–11:30，3小时; or how many shifts there are to choose from."""
    if ahead["times"] > 1:
        return _("可选%(count)d班") % {"count": ahead["times"]}
    start, end = ahead["next"] or activity.starts_at, ahead["until"] or activity.ends_at
    minutes = int((end - start).total_seconds() // 60)
    return f"{until(start, end)}，{hours_minutes(minutes)}"


def shown(activities):
    """A queryset with what a card reads beside the activity."""
    return activities.with_phase().select_related("organization", "region__parent")
