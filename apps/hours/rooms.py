"""Where hours are decided: the desk of an organisation, and that of an office for the organisations of its region."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import days, keyset
from apps.core.errors import Refused
from apps.core.numbers import picked_keys
from apps.hours.daily import reach_of
from apps.hours.deadlines import deadline_of, working_days_to_confirm
from apps.hours.models import HourRecord, Referral
from apps.hours.models.records import SEEN
from apps.organizations.desk import Desk, organization_desk, region_desk
from apps.organizations.models import Organization

TABS = ["pending", "papers", "held", "appeals", "confirmed", "returned"]
PAGES = [*TABS, "confirm", "reject", "record", "appeal", "settle_held", "spot"]
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
    organizations: tuple[int, ...] = ()  # whose records these are; of an office those of its region

    @property
    def is_office(self):
        return bool(self.prefix)

    @property
    def names(self):
        """The names of its addresses, for {% url room.names.record room.key row.pk %}."""
        return {name: f"hours:{self.prefix}{name}" for name in PAGES}

    @property
    def tabs(self):
        """The lists of this desk; what is odd is looked at by offices alone."""
        return {name: self.url(name) for name in TABS if self.is_office or name != "held"}

    @property
    def seen(self):
        """Records of people whom somebody saw; the others stand on papers and have a list of their own."""
        return self.records.filter(source__in=SEEN)

    @property
    def papers(self):
        return self.records.exclude(source__in=SEEN)

    def waiting(self):
        """How many records wait, as the tab says it; a long queue is not counted to its end."""
        return keyset.count_in_words(self.seen.pending())

    def url(self, name, *args):
        return reverse(self.names[name], args=[self.key, *args])


def room_of(user, pk=None, code=None):
    """The room of an organisation (`pk`) or of the offices of a region that decide hours (`code`).

    Those of the organisations below are there once these cannot decide them alone: papers, and what was referred.
    """
    if code is None:
        desk = organization_desk(user, pk)
        below = list(Organization.objects.filter(parent=desk.place).values_list("pk", flat=True))
        return Room(desk, _records_of(desk.place.pk, below), pk, "", (desk.place.pk, *below))
    desk = region_desk(user, code, "decides_hours")
    return Room(desk, HourRecord.objects.filter(organization_region__code__startswith=code), code, "region_")


def _records_of(own, below):
    """Most organisations have none below them: then their records lie next to each other in the order of their days."""
    if not below:
        return HourRecord.objects.filter(organization=own)
    referred = Exists(Referral.objects.filter(record=OuterRef("pk")))
    all_of_them = HourRecord.objects.filter(organization__in=[own, *below])
    return all_of_them.filter(Q(organization=own) | ~Q(source__in=SEEN) | referred)


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
            "volunteer__user",
            "organization",
            "signup__shift__position__activity",
            "basis",
            "decided_by",
            "voided_by",
        )
        .defer(*UNREAD)
        .annotate(
            taken_by=Subquery(same_time.exclude(pk=OuterRef("pk")).values("organization__name")[:1]),
            day_minutes=Coalesce(Subquery(same_day.annotate(total=Sum("counted")).values("total")), 0),
            is_decidable=Exists(decidable),
            held_because=Subquery(
                Referral.objects.holding().filter(record=OuterRef("pk")).values("words")[:1]
            ),
        )
    )


def obstacle_of(record, user):
    """Why this person cannot confirm this pending record now; empty when they can."""
    on_paper = record.source not in SEEN
    found = {
        "own": record.beneficiary_id == user.pk,
        "held": record.held_because,
        "outside": on_paper and not record.is_decidable,
        "noted": user.pk in {record.came_noted_by_id, record.left_noted_by_id},
        "other": not record.is_decidable,
        "overlap": record.taken_by,
        "running": record.during.upper > timezone.now(),
    }
    return next((name for name, is_so in found.items() if is_so), "")


def passed_on(record, reach):
    """Who confirms this record because it makes the day too long for this person; empty when they can."""
    total = record.day_minutes + record.minutes
    parent = record.organization.parent_id if record.organization_id else None
    level = reach.passed_on(record.organization_region_id, record.served_on, total, parent)
    return reach.words(level, record.served_on) if level else ""


def by_shift(rows, user):
    """Rows of a page gathered by shift, in the order in which the shifts first appear, with their deadline."""
    working_days, reach, today = working_days_to_confirm(), reach_of(user), days.today()
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
                "deadline": deadline_of(activity.ends_at, working_days, today),
                "rows": [],
            },
        )
        group["rows"].append(row)
    return list(groups.values())
