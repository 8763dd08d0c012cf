"""The years a report may be about: calendar years, and for schools also school years."""

import datetime
from dataclasses import dataclass

from django.db.models import Min
from django.utils.translation import gettext as _

from apps.core import days
from apps.core.numbers import whole_number
from apps.hours.models import HourRecord
from apps.organizations.models import Organization, OrganizationKind
from apps.quotas.course import Span
from apps.quotas.models import GoalRow
from apps.quotas.rules import OF_SCHOOL_YEARS, rule_on
from apps.quotas.school_years import began_by, counting_by_school_year
from apps.registration.models import Affiliation

Kind = GoalRow.Period


@dataclass(frozen=True)
class Period:
    """A year, by the calendar or from 1 September to 31 August; never a day that is still to come."""

    kind: str
    year: int

    @classmethod
    def of(cls, key: str) -> "Period | None":
        """2025 is the calendar year, 2025-2026 the school year; anything else is none, nor is one that has not begun."""
        first, _dash, second = key.partition("-")
        year, following = whole_number(first, 9000), whole_number(second, 9000)
        if not year or (second and following != year + 1):
            return None
        found = cls(Kind.SCHOOL if second else Kind.CALENDAR, year)
        return found if found.span.first <= days.today() else None

    @property
    def key(self) -> str:
        return f"{self.year}-{self.year + 1}" if self.is_school else str(self.year)

    @property
    def is_school(self) -> bool:
        return self.kind == Kind.SCHOOL

    @property
    def span(self) -> Span:
        return Span.of_school_year(self.year) if self.is_school else Span.of_year(self.year)

    @property
    def last_day(self) -> datetime.date:
        """Its last day, or today while it runs: by that day identities and goals are judged."""
        return min(self.span.last, days.today())

    @property
    def unmet(self) -> str:
        """What is said of a goal that is not met: as long as it runs the year may still be filled."""
        return "missed" if self.span.last < days.today() else "open"

    @property
    def rule(self) -> str:
        """Which identity decides its goals, in words."""
        return str(OF_SCHOOL_YEARS) if self.is_school else rule_on(self.last_day)

    @property
    def words(self) -> str:
        if self.is_school:
            return _("%(first)d—%(second)d学年") % {"first": self.year, "second": self.year + 1}
        return _("%(year)d年") % {"year": self.year}


def periods_of(organization: Organization) -> list[Period]:
    """What a report of this place may be about, the running year first: school years before calendar years where a school
    counts by them."""
    today, first = days.today(), min(first_day_of(organization), days.today())
    found = [Period(Kind.CALENDAR, year) for year in range(today.year, first.year - 1, -1)]
    if organization.kind.group != OrganizationKind.Group.SCHOOL:
        return found
    years = [Period(Kind.SCHOOL, year) for year in range(began_by(today), began_by(first) - 1, -1)]
    return years + found if counting_by_school_year([organization.pk], today) else found + years


def periods_of_offices() -> list[Period]:
    """What an office may compare its schools and units by: calendar years, the running one first."""
    today = days.today()
    first = min(first_day_served() or today, today)
    return [Period(Kind.CALENDAR, year) for year in range(today.year, first.year - 1, -1)]


def first_day_of(organization: Organization) -> datetime.date:
    """Before it a report can say nothing: nobody was there, or nothing anywhere was decided yet."""
    came = Affiliation.objects.filter(organization=organization).aggregate(first=Min("since"))["first"]
    served = first_day_served()
    return max(came, served) if came and served else days.today()


def first_day_served() -> datetime.date | None:
    """The first day anybody anywhere served on that was decided about."""
    decided = HourRecord.objects.exclude(state=HourRecord.State.PENDING)  # as its index has them
    return decided.aggregate(first=Min("served_on"))["first"]
