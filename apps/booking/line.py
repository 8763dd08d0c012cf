"""The line for places that are gone: who is next, and how long a freed place waits for their answer."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from apps.booking.models import Place
from apps.booking.seats import give_back_all, keep_all
from apps.core import audit
from apps.core.models import PolicyRow

AT_ONCE = 200  # rows of seats a sweep holds at a time
WAITING, OFFERED, LAPSED = "waiting", "offered", "lapsed"  # states that every kind of place has


def whose_turn(waiting: models.QuerySet, *, seats: str) -> models.QuerySet:
    """Of those who wait, as many of the first in each line as there are places free; `seats` is the name of the
    foreign key. The caller holds the rows of seats."""
    rank = Window(RowNumber(), partition_by=[F(f"{seats}_id")], order_by="queue_number")
    free = F(f"{seats}__capacity") - F(f"{seats}__taken")
    return waiting.annotate(rank=rank, free=free).filter(rank__lte=F("free")).order_by("queue_number")


def answer_until(starts_at: datetime.datetime, *, at: datetime.datetime) -> datetime.datetime:
    """Until when an offered place is kept: some hours, shorter near the start, never beyond it."""
    policy = PolicyRow.objects.values_of("waiting")
    is_near = starts_at - at < datetime.timedelta(hours=policy["near_hours"])
    minutes = policy["near_minutes"] if is_near else policy["offer_minutes"]
    return min(starts_at, at + datetime.timedelta(minutes=minutes))


def places_in_line(places: Iterable[Place], *, seats: str) -> dict[int, int]:
    """{place: how many stand before it, counting itself}, for those who wait. One query."""
    places = list(places)
    waiting = [place for place in places if place.state == WAITING]
    if not waiting:
        return {}
    wanted = {getattr(place, f"{seats}_id") for place in waiting}
    numbers = type(waiting[0]).objects.waiting().filter(**{f"{seats}__in": wanted})
    lines = {}
    for key, number in numbers.order_by("queue_number").values_list(f"{seats}_id", "queue_number"):
        lines.setdefault(key, []).append(number)
    return {place.pk: lines[getattr(place, f"{seats}_id")].index(place.queue_number) + 1 for place in waiting}


@dataclass(frozen=True)
class Line:
    """The lines for one kind of seats: whose places (`places`), by which foreign key they hang (`seats`), what they are
    called in the audit trail, what is read along with them, and how people are told."""

    places: type[Place]
    seats: str
    noun: str
    along: list[str]
    tell_offered: Callable[[list], None]
    tell_lapsed: Callable[..., None]

    @property
    def rows(self) -> type[models.Model]:
        return self.places._meta.get_field(self.seats).related_model

    @transaction.atomic
    def offer_freed(self, keys: Iterable[int], *, at: datetime.datetime) -> None:
        """Offer the free places of these rows of seats to the first in line. Called by whatever frees a place, in its
        transaction, so that a place is never free while somebody waits for it. What is offered counts as taken."""
        rows = self.rows.objects.ahead(at).filter(pk__in=list(keys)).order_by("pk")
        held = [row.pk for row in rows.select_for_update(of=("self",), no_key=True)]
        if not held:
            return
        waiting = self.places.objects.waiting().filter(**{f"{self.seats}__in": held})
        next_ones = list(self._read(whose_turn(waiting, seats=self.seats)))
        for place in next_ones:
            place.move(OFFERED, by=None, at=at)
            place.offered_until = answer_until(place.during.lower, at=at)
        self.places.objects.bulk_update(next_ones, self.places.MOVED)
        keep_all(self.rows, Counter(self._key(place) for place in next_ones))
        said = f"{self.noun}.offered"
        audit.note(said, next_ones, by=None)
        self.tell_offered(next_ones)

    def lapse(self) -> int:
        """Every minute: offers nobody answered in time end and the next in line is asked; with the beginning of what
        they stand for, lines end. Safe to run twice and at once. Says how many turns ended."""
        count, now = 0, timezone.now()
        while keys := self._with_ended_turns(now):
            count += self._lapse(keys, now)
        return count

    def _with_ended_turns(self, now):
        ended = self.places.objects.filter(_ended(now)).order_by(self.seats)
        return list(ended.values_list(self.seats, flat=True).distinct()[:AT_ONCE])

    @transaction.atomic
    def _lapse(self, keys, now):
        rows = self.rows.objects.filter(pk__in=keys).order_by("pk")
        list(rows.select_for_update(of=("self",), no_key=True))
        ended = self.places.objects.filter(_ended(now), **{f"{self.seats}__in": keys})
        places = list(self._read(ended).order_by("pk"))
        offered = [place for place in places if place.state == OFFERED]
        waiting = [place for place in places if place.state == WAITING]
        for place in places:
            place.move(LAPSED, by=None, at=now)
        self.places.objects.bulk_update(places, self.places.MOVED)
        give_back_all(self.rows, Counter(self._key(place) for place in offered))
        said = f"{self.noun}.lapsed"
        audit.note(said, places, by=None)
        self.tell_lapsed(offered, was_offered=True)
        self.tell_lapsed(waiting, was_offered=False)
        self.offer_freed({self._key(place) for place in offered}, at=now)
        return len(places)

    def _read(self, places):
        return places.select_related("volunteer", *self.along).defer("volunteer__document_number")

    def _key(self, place):
        return getattr(place, f"{self.seats}_id")


def _ended(now):
    return Q(state=OFFERED, offered_until__lte=now) | Q(state=WAITING, during__startswith__lte=now)
