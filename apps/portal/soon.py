"""The activities of the next days that still need people, as the front page shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.activities.models import Activity, Shift
from apps.core.display import hours_minutes
from apps.core.templatetags.ui import clock
from apps.registration.models import ServiceField

FEW = 5


@dataclass(frozen=True)
class Soon:
    """One activity and those of its shifts that can still be signed up to, the next one first."""

    activity: Activity
    shifts: list[Shift]
    field: ServiceField | None

    @property
    def left(self):
        return sum(shift.left for shift in self.shifts)

    @property
    def missing(self):
        """How many are still needed, where it is only a few."""
        return self.left if self.left <= FEW else None

    @property
    def seats(self):
        return ngettext("还有%(left)d个名额", "还有%(left)d个名额", self.left) % {"left": self.left}

    @property
    def day(self):
        return self.shifts[0].starts_at

    @property
    def time(self):
        first = self.shifts[0]
        span = f"{clock(first.starts_at)}–{clock(first.ends_at)}"
        if len(self.shifts) > 1:
            return _("%(span)s，可选%(count)d班") % {"span": span, "count": len(self.shifts)}
        return _("%(span)s，%(length)s") % {"span": span, "length": hours_minutes(first.minutes)}


def soonest_with_places(limit=4):
    """The published activities that begin soonest and have a place left."""
    activities = list(
        Activity.objects.open()
        .with_places()
        .select_related("organization", "region")
        .order_by("starts_at", "pk")[:limit]
    )
    bookable = Shift.objects.bookable().filter(position__activity__in=activities).select_related("position")
    shifts = {}
    for shift in bookable.order_by("starts_at", "pk"):
        shifts.setdefault(shift.position.activity_id, []).append(shift)
    fields = ServiceField.objects.in_bulk({activity.service_fields[0] for activity in activities})
    return [
        Soon(activity, shifts[activity.pk], fields.get(activity.service_fields[0]))
        for activity in activities
        if activity.pk in shifts
    ]
