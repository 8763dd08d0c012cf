"""Who of a team is trained: counted team by team, for the few that a page shows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from apps.core import days
from apps.core.models import PolicyRow
from apps.organizations.models import Member, Organization, TeamTag
from apps.training.models import Completion, TrainingKind


@dataclass(frozen=True)
class Team:
    """A team, how many members it has, how many of them hold the training today and whose runs out soon."""

    organization: Organization
    members: int
    trained: int
    ending: int

    @property
    def share(self) -> float | None:
        """In percent, to one place; None where nobody is a member, never 0 %."""
        return round(100 * self.trained / self.members, 1) if self.members else None


def tagged(organizations: QuerySet[Organization], tag: TeamTag | None) -> QuerySet[Organization]:
    """Of these, the teams of a tag (“8+N”); all where none was chosen."""
    return organizations.filter(tags=tag) if tag else organizations


def members_of(organizations: QuerySet[Organization]) -> QuerySet[Member]:
    return Member.objects.belonging().filter(organization__in=organizations)


def teams_of(organizations: Sequence[Organization], kind: TrainingKind | None) -> list[Team]:
    """These organisations with their figures, in their order: three queries however many they are."""
    today = days.today()
    last = today + datetime.timedelta(days=PolicyRow.objects.value("training", "ending_days"))
    held = Completion.objects.holding(today).filter(volunteer__user=OuterRef("user"))
    held = held.filter(kind=kind) if kind else held
    there = Member.objects.belonging().filter(organization__in=[one.pk for one in organizations])
    members = _counted(there)
    trained = _counted(there.filter(Exists(held)))
    ending = _counted(there.filter(Exists(held.filter(expires_on__lte=last))))
    return [
        Team(one, members.get(one.pk, 0), trained.get(one.pk, 0), ending.get(one.pk, 0))
        for one in organizations
    ]


def _counted(members):
    return dict(members.order_by().values_list("organization").annotate(Count("pk")))
