"""Activities as rows of a list: the day, the place, how many are still needed. A fixed number of queries a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity, Shift
from apps.core.display import hours_minutes
from apps.core.templatetags.ui import clock
from apps.registration.models import ServiceField

FEW = 5


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
    missing: int = 0
    state: str = ""


def cards(activities: Iterable[Activity]) -> list[Card]:
    """The rows of a list, in its order. The one red of the page goes to the first that needs just a few more."""
    activities = list(activities)
    shifts, fields = shifts_ahead(activities), ServiceField.objects.in_bulk()
    rows, red = [], False
    for activity in activities:
        ahead = shifts.get(activity.pk, {"times": 0, "left": 0, "next": None})
        card = Card(
            url=reverse("activities:detail", args=[activity.pk]),
            title=activity.title,
            day=ahead["next"] or activity.starts_at,
            place=where(activity),
            time=when(activity, ahead["times"]),
            organizer=activity.organization.name,
            category=fields[activity.service_fields[0]].name,
            category_icon=fields[activity.service_fields[0]].icon,
        )
        show_places(card, activity, ahead, red=red)
        red = red or bool(card.missing)
        rows.append(card)
    return rows


def shifts_ahead(activities):
    """{activity: how many shifts there are, places left in those to come, when the next begins}."""
    now = timezone.now()
    ahead = Q(starts_at__gt=now)
    rows = (
        Shift.objects.standing()
        .filter(position__activity__in=activities)
        .order_by()
        .values("position__activity")
        .annotate(
            times=Count("starts_at", distinct=True),
            left=Sum(F("capacity") - F("taken"), filter=ahead, default=0),
            next=Min("starts_at", filter=ahead),
        )
    )
    return {row["position__activity"]: row for row in rows}


def show_places(card, activity, ahead, *, red):
    if activity.state == Activity.State.CANCELLED:
        card.state = "cancelled"
    elif activity.is_over:
        card.state = "ended"
    elif ahead["next"] is None:
        card.state = "under_way"
    elif ahead["left"] == 0:
        card.state = "full"
    elif ahead["left"] <= FEW and not red:
        card.missing = ahead["left"]
    else:
        card.left = _("还有%(count)d个名额") % {"count": ahead["left"]}


def where(activity):
    """The banner with its league, and the place: 赤峰市敖汉旗 · 晨光社区."""
    region = activity.region
    league = region.parent.name if region.parent_id and len(region.parent_id) == 4 else ""
    return f"{league}{region.name} · {activity.place}"


def when(activity, times):
    """8:30–11:30，3小时; or how many shifts there are to choose from."""
    if times > 1:
        return _("可选%(count)d班") % {"count": times}
    minutes = int((activity.ends_at - activity.starts_at).total_seconds() // 60)
    return f"{clock(activity.starts_at)}–{clock(activity.ends_at)}，{hours_minutes(minutes)}"


def shown(activities):
    """A queryset with what a card reads beside the activity."""
    return activities.select_related("organization", "region__parent")
