"""Where hours are decided: the desk of an organisation, and that of an office for the organisations of its region."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import keyset
from apps.core.errors import Refused
from apps.core.numbers import picked_keys
from apps.hours.daily import reach_of
from apps.hours.deadlines import confirm_by, working_days_to_confirm
from apps.hours.models import HourRecord
from apps.organizations.desk import Desk, organization_desk, region_desk

TABS = ["pending", "confirmed", "returned"]
MOST_AT_ONCE = 1000
UNREAD = [  # personal data and long texts that no list of hours shows
    "volunteer__document_number",
    "organization__contact_phone",
    "organization__introduction",
    "signup__shift__position__activity__contact_phone",
    "signup__shift__position__activity__description",
]


@dataclass(frozen=True)
class Room:
    """A desk, and the records one sees from it. Whoever has no post at the desk got 404 on the way in."""

    desk: Desk
    records: "QuerySet[HourRecord]"
    key: object
    prefix: str  # of the names of its addresses

    @property
    def is_office(self):
        return bool(self.prefix)

    @property
    def names(self):
        """The names of its addresses, for {% url room.names.record room.key row.pk %}."""
        return {name: f"hours:{self.prefix}{name}" for name in [*TABS, "confirm", "reject", "record"]}

    @property
    def tabs(self):
        return {name: self.url(name) for name in TABS}

    def waiting(self):
        """How many records wait, as the tab says it; a long queue is not counted to its end."""
        return keyset.count_in_words(self.records.pending())

    def url(self, name):
        return reverse(self.names[name], args=[self.key])


def room_of(user, pk=None, code=None):
    """The room of an organisation (`pk`) or of the offices of a region that decide hours (`code`)."""
    if code is None:
        desk = organization_desk(user, pk)
        return Room(desk, HourRecord.objects.filter(organization=desk.place), pk, "")
    desk = region_desk(user, code, "decides_hours")
    return Room(desk, HourRecord.objects.filter(organization_region__code__startswith=code), code, "region_")


def chosen(records: "QuerySet[HourRecord]", ids: Iterable[str]) -> "QuerySet[HourRecord]":
    """Exactly these records. One among them that is not there for the caller spoils the whole choice: 404."""
    ids = picked_keys(ids)
    if len(ids) > MOST_AT_ONCE:
        raise Refused(_("一次最多%(count)d条，分几次来。") % {"count": MOST_AT_ONCE}, code="too_many")
    found = records.filter(pk__in=ids)
    if found.count() != len(ids):
        raise Http404
    return found


def for_showing(records, user):
    """The records with all that a row shows, and whether this person may decide them."""
    confirmed = HourRecord.objects.confirmed().filter(volunteer=OuterRef("volunteer"))
    same_time = confirmed.filter(during__overlap=OuterRef("during"))
    same_day = confirmed.filter(served_on=OuterRef("served_on")).values("volunteer")
    decidable = HourRecord.objects.decidable_by(user).filter(pk=OuterRef("pk"))
    return (
        records.select_related(
            "volunteer__user", "organization", "signup__shift__position__activity", "decided_by", "voided_by"
        )
        .defer(*UNREAD)
        .annotate(
            taken_by=Subquery(same_time.exclude(pk=OuterRef("pk")).values("organization__name")[:1]),
            day_minutes=Coalesce(Subquery(same_day.annotate(total=Sum("counted")).values("total")), 0),
            is_decidable=Exists(decidable),
        )
    )


def obstacle_of(record, user):
    """Why this person cannot confirm this pending record now; empty when they can."""
    if record.beneficiary_id == user.pk:
        return "own"
    if user.pk in {record.came_noted_by_id, record.left_noted_by_id}:
        return "noted"
    if not record.is_decidable:
        return "other"
    if record.taken_by:
        return "overlap"
    return "running" if record.during.upper > timezone.now() else ""


def passed_on(record, reach):
    """Who confirms this record because it makes the day too long for this person; empty when they can."""
    total = record.day_minutes + record.minutes
    level = reach.passed_on(record.organization_region_id, record.served_on, total)
    return reach.words(level, record.served_on) if level else ""


def by_shift(rows, user):
    """Rows of a page gathered by shift, in the order in which the shifts first appear, with their deadline."""
    working_days, reach = working_days_to_confirm(), reach_of(user)
    groups = {}
    for row in rows:
        row.obstacle = obstacle_of(row, user)
        row.passed_on = passed_on(row, reach)
        shift = row.signup.shift
        activity = shift.position.activity
        group = groups.setdefault(
            shift.pk,
            {
                "shift": shift,
                "activity": activity,
                "organization": row.organization,
                "confirm_by": confirm_by(activity.ends_at, working_days),
                "rows": [],
            },
        )
        group["rows"].append(row)
    return list(groups.values())
