"""Which people of a school or unit a report is about: page, file and API choose them alike."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache

from apps.organizations.models import Organization, OrganizationKind
from apps.reports.lines import Line, lines
from apps.reports.periods import Period
from apps.reports.roster import Words, classes_of, groups_of, people_of
from apps.reports.sums import Summary, by_class, narrowed, summary_of

FEW, KEPT_SECONDS = 5000, 600
GROUPS = [OrganizationKind.Group.SCHOOL, OrganizationKind.Group.UNIT]


@dataclass(frozen=True)
class Selection:
    """The people of a period, all of them or of a grade or class (`group`, a key), or as they stand with the goal."""

    organization: Organization
    period: Period
    group: str = ""
    goal: str = ""

    @cached_property
    def words(self) -> Words:
        return Words.of(self.organization)

    @cached_property
    def ids(self) -> list[int]:
        """Affiliations in the order of a list of classes, as they are now. Held in memory: some bytes for each person."""
        ids = self._everybody
        return narrowed(self.organization, self.period, ids, self.goal) if self.goal else ids

    @cached_property
    def _everybody(self):
        """However they stand with the goal: to know that, each of them is looked at."""
        people = people_of(self.organization, self.period, self.group).order_by("place", "pk")
        return list(people.values_list("pk", flat=True))

    @property
    def people(self):
        """The same as a queryset that can be paged by `place`. Who stands how with the goal is asked once for all pages."""
        people = people_of(self.organization, self.period, self.group)
        return people.filter(pk__in=self._kept("ids", lambda: self.ids)) if self.goal else people

    def lines_of(self, affiliations) -> list[Line]:
        return lines(self.organization, self.period, [one.pk for one in affiliations])

    @cached_property
    def summary(self) -> Summary:
        """The sums of these people; of very many at most ten minutes old, since they take seconds."""
        rows = self._kept("sums", lambda: by_class(self.organization, self.period, self.ids))
        return summary_of(rows, self.words.none)

    @property
    def is_large(self) -> bool:
        """Whether they are so many that sums are kept; where those are kept already nobody is counted for it."""
        return self._key("sums") in cache or len(self._everybody) > FEW

    def _kept(self, what, ask):
        """What is asked of everybody: of very many people once in ten minutes, and only then who they are."""
        if (known := cache.get(self._key(what))) is None:
            known = ask()
            if len(self._everybody) > FEW:
                cache.set(self._key(what), known, KEPT_SECONDS)
        return known

    def _key(self, what):
        group = hashlib.sha256(self.group.encode()).hexdigest()[:16]
        return f"report:{what}:{self.organization.pk}:{self.period.key}:{group}:{self.goal}"


def kept_groups(organization: Organization, period: Period) -> tuple[dict[str, str], dict[str, str]]:
    """The grades and classes to choose from; where very many people are, as they were at most ten minutes ago."""
    key = f"report:groups:{organization.pk}:{period.key}"
    if (rows := cache.get(key)) is None:
        rows = classes_of(organization, period)
        if sum(people for *_class, people in rows) > FEW:
            cache.set(key, rows, KEPT_SECONDS)
    return groups_of(organization, period, rows)


def kinds_reporting() -> dict[str, str]:
    """The kinds of organisations that have reports, by their codes."""
    return dict(OrganizationKind.objects.filter(group__in=GROUPS).values_list("code", "name"))


def reporting():
    """Organisations that have reports: schools and units."""
    return Organization.objects.filter(kind__group__in=GROUPS).select_related("kind", "region")
