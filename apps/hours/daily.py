"""How much may be confirmed, and by whom. One person's day: up to 8 hours by the organisation, up to 12 by the one above
it or an office of the banner, more by an office of the region. An organisation's month: up to the limit it is trusted
with. How many hours that is stands in policy rows."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.display import hours_minutes
from apps.core.models import PolicyRow
from apps.organizations.models import Organization, governed_codes
from apps.regions.models import Region

Level = Region.Level
ITEMS = {
    Level.BANNER: "day_organization",
    Level.REGION: "day_banner",
}  # more than this takes an office of the level


@dataclass(frozen=True)
class Reach:
    """What one person may confirm, everywhere and on every day; three queries, however many records are asked about."""

    user: User
    offices: list[str]  # codes of the regions whose offices the person serves and which decide hours
    rows: list[tuple[str, datetime.date, int]]  # of the policy, the latest first
    managed: frozenset[int]  # organisations the person manages

    def limit(self, item: str, day: datetime.date) -> int:
        return next(value for name, since, value in self.rows if name == item and since <= day)

    def is_office_of(self, region: str) -> bool:
        return any(region.startswith(code) for code in self.offices)

    def level(self, region: str, parent: int | None) -> int:
        """How high this person stands above an organisation of a region, by the organisation above it."""
        own = min((len(code) for code in self.offices if region.startswith(code)), default=Level.VILLAGE)
        return min(own, Level.BANNER) if parent in self.managed else own

    def passed_on(
        self, region: str, day: datetime.date, minutes: int, parent: int | None = None
    ) -> int | None:
        """The level whose office confirms so many minutes of one day, if that is beyond this person; None when it
        is not. `region` is that of the organisation, `parent` the organisation above it."""
        own = self.level(region, parent)
        for level in (Level.REGION, Level.BANNER):
            if minutes > self.limit(ITEMS[level], day):
                return None if own <= level else level
        return None

    def words(self, level: int, day: datetime.date) -> str:
        """Who confirms, to be said of a record that is passed on."""
        return _("这一天超过%(hours)s，要由%(level)s部门确认") % {
            "hours": hours_minutes(self.limit(ITEMS[level], day)),
            "level": Level(level).label,
        }


def reach_of(user: User) -> Reach:
    rows = PolicyRow.objects.filter(topic="hours", item__in=ITEMS.values()).order_by("-valid_from")
    return Reach(
        user,
        governed_codes(user, "decides_hours"),
        list(rows.values_list("item", "valid_from", "value")),
        frozenset(Organization.objects.managed_by(user).values_list("pk", flat=True)),
    )
