"""Who of an organisation's members is trained in what."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.organizations.models import Member
from apps.registration.models import Volunteer
from apps.training.models import Completion, TrainingKind


@dataclass(frozen=True)
class Trained:
    """A member who is known by their real name, and what they hold: of each kind what reaches furthest."""

    member: Member
    volunteer: Volunteer
    held: list[Completion]


def narrowed(
    members: QuerySet[Member], kind: TrainingKind | None, *, lack: bool, day: datetime.date
) -> QuerySet[Member]:
    """Of these members, those who hold a kind on a day; with `lack` those of whom it is asked and who do not: the
    backbone's kinds are asked of the backbone. All where no kind was chosen."""
    if kind is None:
        return members
    holders = Completion.objects.holding(day).filter(kind=kind).values("volunteer__user")
    if not lack:
        return members.filter(user__in=holders)
    asked = members.backbone() if kind.is_of_the_backbone else members
    return asked.exclude(user__in=holders)


def with_what_they_hold(members: Iterable[Member], day: datetime.date) -> list[Trained]:
    """These members, in their order, as far as they are known by their real name. Two queries however many they are."""
    rows = list(members)
    known = Volunteer.objects.passed().filter(user__in=[row.user_id for row in rows])
    people = {person.user_id: person for person in known.defer("document_number")}
    held = {}
    found = Completion.objects.holding(day).of_everybody([person.pk for person in people.values()])
    for completion in found.select_related("kind").order_by("kind__order", "-expires_on", "pk"):
        held.setdefault(completion.volunteer_id, {}).setdefault(completion.kind_id, completion)
    return [
        Trained(row, person, list(held.get(person.pk, {}).values()))
        for row in rows
        if (person := people.get(row.user_id))
    ]
