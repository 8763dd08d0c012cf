"""Hours are put up for confirmation from coming and leaving: time really given (67号令 §7)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.models import Presence, Signup
from apps.core import days
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words
from apps.hours import screening
from apps.hours.models import HourRecord
from apps.hours.pieces import Stretch, break_due, pieces, worth
from apps.messaging.actions import News, tell

Source = HourRecord.Source


@transaction.atomic
def propose_hours(signups: "QuerySet[Signup]") -> int:
    """Put what these sign-ups came and left for up for confirmation, each pair once. Returns how many records.

    A check-in without a check-out gives nothing until the roll says when the person left. What was turned down
    or voided stays so; only what was noted since then is proposed again. Breaks of the shift and what lies beyond
    the last whole step are taken off; what looks odd is held for an office.
    """
    records, too_short = [], []
    for served in _served(signups):
        if served.is_too_short():
            too_short.append(served)
        else:
            records += served.proposals()
    made = HourRecord.objects.bulk_create(records, ignore_conflicts=True, batch_size=2000)
    _tell_too_short(too_short)
    if made:
        screening.look_at(HourRecord.objects.filter(signup__in=signups))
    return len(made)


@dataclass
class Served:
    """What one sign-up came to: its pairs of coming and leaving, and what answers them already."""

    pairs: list[dict]
    answers: list[HourRecord]
    policy: dict[str, int]

    @property
    def shift(self):
        first = self.pairs[0]
        return Stretch(first["shift_starts"], first["shift_ends"])

    def pieces_of(self, pair):
        return pieces(pair["came_at"], pair["left_at"], *self.shift)

    def is_too_short(self):
        """Whether all of it together is less than the share of the shift that counts at all (by policy, off at
        first)."""
        share = self.policy["least_share"]
        there = sum(stretch.minutes for pair in self.pairs for stretch in self.pieces_of(pair))
        whole = self.shift.minutes - self.pairs[0]["shift_break"]
        return share > 0 and there * 100 < share * whole

    def proposals(self):
        """The pieces that no record answers yet: none that is alive, none made since the pair was noted. The part of
        a night after midnight is asked about apart from the part before."""
        fresh = [
            (pair, piece)
            for pair in self.pairs
            for piece in self.pieces_of(pair)
            if not any(_answers(record, piece, pair["noted_at"]) for record in self.answers)
        ]
        left = break_due(
            [piece for pair in self.pairs for piece in self.pieces_of(pair)],
            self.shift,
            self.pairs[0]["shift_break"],
        )
        left -= sum(record.break_minutes for record in self.answers if record.is_alive)
        for pair, piece in sorted(fresh, key=lambda one: -one[1].minutes):
            rest = min(max(left, 0), piece.minutes)
            left -= rest
            minutes, rounded = worth(piece.minutes - rest, self.policy["step_minutes"])
            if minutes:
                yield _proposal(pair, piece, minutes, rest, rounded)


def _served(signups):
    answers, pairs = defaultdict(list), defaultdict(list)
    for record in HourRecord.objects.filter(signup__in=signups).only(
        "signup_id", "during", "state", "proposed_at", "break_minutes"
    ):
        answers[record.signup_id].append(record)
    for pair in _complete_pairs(signups):
        pairs[pair["signup_id"]].append(pair)
    policies = {}
    for signup, those in pairs.items():
        day = days.day_of(those[0]["shift_starts"])
        if day not in policies:
            policies[day] = PolicyRow.objects.values_of("hours", day)
        yield Served(those, answers[signup], policies[day])


def _answers(record, piece, noted_at):
    return (
        record.during.lower < piece.end
        and record.during.upper > piece.start
        and (record.is_alive or record.proposed_at >= noted_at)
    )


def _complete_pairs(signups):
    activity = "signup__shift__position__activity"
    return (
        Presence.objects.filter(signup__in=signups, left_at__isnull=False)
        .order_by("pk")
        .values(
            "signup_id",
            "came_at",
            "left_at",
            "came_how",
            "left_how",
            "came_noted_by_id",
            "left_noted_by_id",
            "noted_at",
            shift_starts=F("signup__shift__starts_at"),
            shift_ends=F("signup__shift__ends_at"),
            shift_break=F("signup__shift__break_minutes"),
            title=F(f"{activity}__title"),
            volunteer_id=F("signup__volunteer_id"),
            beneficiary_id=F("signup__volunteer__user_id"),
            organization_id=F(f"{activity}__organization_id"),
            volunteer_region_id=F("signup__volunteer__region_id"),
            activity_region_id=F(f"{activity}__region_id"),
            organization_region_id=F(f"{activity}__organization__region_id"),
        )
    )


COPIED = [
    *["signup_id", "volunteer_id", "beneficiary_id", "organization_id", "came_noted_by_id"],
    *["left_noted_by_id", "volunteer_region_id", "activity_region_id", "organization_region_id"],
]


def _proposal(pair, piece, minutes, rest, rounded):
    """The record of one piece. If either end was called from the roll, the roll is its source; who noted which end
    stays with it."""
    by_roll = Presence.How.ROLL in {pair["came_how"], pair["left_how"]}
    return HourRecord(
        **{name: pair[name] for name in COPIED},
        during=DateTimeTZRange(piece.start, piece.end, "[)"),
        served_on=days.day_of(piece.start),
        minutes=minutes,
        break_minutes=rest,
        rounded_minutes=rounded,
        source=Source.ROLL if by_roll else Source.CODE,
    )


def _tell_too_short(served):
    """Whoever gets nothing for having come is told why."""
    tell(
        "hours.too_short",
        [
            News(
                one.pairs[0]["beneficiary_id"],
                f"signup:{one.pairs[0]['signup_id']}",
                _("这一次没有记时长"),
                _("%(day)s，%(activity)s：在场不到这一班的%(share)d%%，没有记。觉得不对，可以申诉。")
                % {
                    "day": day_words(one.shift.start),
                    "activity": one.pairs[0]["title"],
                    "share": one.policy["least_share"],
                },
                reverse("hours:object_missing", args=[one.pairs[0]["signup_id"]]),
            )
            for one in served
        ],
    )
