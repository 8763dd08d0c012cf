"""What is asked of people without their wishing for a position: of everybody who is registered the basic course (通知: 所有
注册志愿者定期参加培训), of the backbone its own training besides (通知: 骨干培训). How somebody stands, and who lacks it."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import User
from apps.organizations.models import Member
from apps.registration.models import Volunteer
from apps.training.models import Completion, Enrolment, Session, TrainingKind
from apps.training.nearest import NextSessions


@dataclass(frozen=True)
class Demand:
    """How a volunteer stands with a kind of training that is asked of them. `last` is what reaches furthest of what they
    completed; `session` is where they could take it next, looked for where they lack it: the one they have a place in
    (`is_booked`), else the nearest."""

    volunteer: Volunteer
    kind: TrainingKind
    last: Completion | None
    holds: bool
    session: Session | None
    is_booked: bool = False

    @property
    def look(self) -> str:
        if self.last is None:
            return "never"
        return "holds" if self.holds else "ran_out"


def acted_for_by(user: User) -> list[Volunteer]:
    """The person and the children they answer for, as far as they are known by their real name; oneself first."""
    people = Volunteer.objects.acted_for_by(user).passed().defer("document_number").order_by("pk")
    return sorted(people, key=lambda one: one.user_id != user.pk)


def demands_on(volunteers: Iterable[Volunteer], now: datetime.datetime, day: datetime.date) -> list[Demand]:
    """What is asked of these people, in their order: a person and the children they answer for. The basic course comes
    first."""
    people = list(volunteers)
    asked = list(_asked(people))
    known = _furthest(people, {kind.pk for _person, kind in asked}, day)
    rows = [(person, kind, known.get((person.pk, kind.pk))) for person, kind in asked]
    lacking = [(person, kind) for person, kind, last in rows if not _holds(last, day)]
    ways = {
        home: NextSessions(
            {kind.pk for person, kind in lacking if person.region_id == home}, region=home, now=now
        )
        for home in {person.region_id for person, _kind in lacking}
    }
    booked = _booked(lacking, now)
    found = []
    for person, kind, last in rows:
        holds, own = _holds(last, day), booked.get((person.pk, kind.pk))
        session = None if holds else own or ways[person.region_id].of(kind.pk)
        found.append(Demand(person, kind, last, holds, session, is_booked=not holds and own is not None))
    return found


def _booked(lacking, now):
    """{(person, kind): the first session to come in which they have a place}. One query."""
    places = Enrolment.objects.active().filter(
        volunteer__in={person.pk for person, _kind in lacking},
        session__kind__in={kind.pk for _person, kind in lacking},
        session__ends_at__gt=now,
    )
    rows = places.select_related("session__course").order_by("-session__ends_at", "-pk")
    return {(one.volunteer_id, one.session.kind_id): one.session for one in rows}


def _asked(people):
    """(person, kind) of everything that is asked of them."""
    everybody = [TrainingKind.objects.get(pk=TrainingKind.BASIC)] if people else []
    marked = set(backbone_of(people))
    kinds = list(TrainingKind.objects.of_the_backbone()) if marked else []
    for person in people:
        yield from ((person, kind) for kind in everybody)
        if person.user_id in marked:
            yield from ((person, kind) for kind in kinds if kind.is_met_in(person.region_id))


def backbone_of(people: Iterable[Volunteer]) -> QuerySet:
    """The ids of the users among these people who belong to the backbone of some organisation."""
    users = [person.user_id for person in people]
    return Member.objects.backbone().filter(user__in=users).values_list("user", flat=True)


def _holds(last, day):
    return last is not None and last.holds_on(day)


def _furthest(people, kinds: Collection[str], day):
    """{(person, kind): what reaches furthest of what they completed by a day}. One query."""
    known = {}
    done = Completion.objects.standing().of_everybody([one.pk for one in people])
    for one in done.filter(kind__in=kinds, passed_on__lte=day).order_by("passed_on", "pk"):
        last = known.get((one.volunteer_id, one.kind_id))
        if last is None or _reaches(one) >= _reaches(last):
            known[one.volunteer_id, one.kind_id] = one
    return known


def _reaches(completion):
    return completion.expires_on or datetime.date.max


def last_held(
    volunteers: Iterable[Volunteer], kind: str, day: datetime.date
) -> list[tuple[Volunteer, Completion | None]]:
    """These people, each with what reaches furthest of what they completed of a kind by a day. One query."""
    people = list(volunteers)
    known = _furthest(people, [kind], day)
    return [(person, known.get((person.pk, kind))) for person in people]


def asked_of(volunteers: QuerySet[Volunteer], kind: TrainingKind) -> QuerySet[Volunteer]:
    """Of these, those known by their real name of whom a kind is asked: the backbone's kinds of the backbone."""
    known = volunteers.passed()
    if not kind.is_of_the_backbone:
        return known
    return known.filter(user__in=Member.objects.backbone().values("user"))


def lacking(volunteers: QuerySet[Volunteer], kind: TrainingKind, day: datetime.date) -> QuerySet[Volunteer]:
    """Of these, those of whom a kind is asked and who do not hold it on a day."""
    held = Completion.objects.holding(day).filter(volunteer=OuterRef("pk"), kind=kind)
    return asked_of(volunteers, kind).exclude(Exists(held))
