"""What the insurer said about a list, recorded by those who keep the policy."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.booking.people import whom_to_tell
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.templatetags.ui import day_words
from apps.insurance.actions.policies import hold
from apps.insurance.models import Cover, Delivery
from apps.messaging.actions import News, tell

State = Cover.State


@dataclass(frozen=True)
class Verdict:
    """Of one person on the list: insured from a day, or not and why."""

    number: str  # the volunteer's
    from_day: datetime.date | None = None
    insurer_number: str = ""
    reason: str = ""


@transaction.atomic
def accept_all(delivery: Delivery, *, from_day: datetime.date, by: User) -> int:
    """The insurer took everybody on the list, from a day on. How many."""
    held = hold_answerable(delivery, by)
    verdicts = {cover.pk: Verdict("", from_day) for cover in waiting_on(held)}
    return write(held, verdicts, by)


@transaction.atomic
def record_answers(delivery: Delivery, verdicts: Iterable[Verdict], *, by: User) -> int:
    """The insurer answered person by person. Whom the answer does not name goes on waiting; a name that is not on the
    list, or was answered already, spoils the whole answer, so that nothing is recorded by half. Whose cover ended while the
    insurer thought about it is passed over: the end is on a list of its own."""
    held = hold_answerable(delivery, by)
    covers = {cover.volunteer.number: cover.pk for cover in waiting_on(held)}
    gone = set(
        Cover.objects.filter(pk__in=held.lines.values("cover"), state=State.ENDED, accepted_at=None)
        .exclude(volunteer__number__in=covers)
        .values_list("volunteer__number", flat=True)
    )
    verdicts = [verdict for verdict in verdicts if verdict.number not in gone]
    unknown = [verdict.number for verdict in verdicts if verdict.number not in covers]
    if unknown:
        words = _("这些编号不在名单里，或者已经有答复了：%(numbers)s。")
        raise Refused(words % {"numbers": "、".join(unknown[:5])}, code="not_on_the_list")
    return write(held, {covers[verdict.number]: verdict for verdict in verdicts}, by)


def hold_answerable(delivery, by):
    hold(delivery.policy, by)
    held = Delivery.objects.select_for_update(of=("self",)).select_related("policy").get(pk=delivery.pk)
    if held.kind != Delivery.Kind.ADDED or held.state == Delivery.State.MADE:
        raise Refused(_("这份名单还没交出去，不能记答复。"), code="not_handed_over")
    return held


def waiting_on(delivery):
    """Whom the insurer has not answered for, held."""
    lines = delivery.lines.values("cover")
    covers = Cover.objects.filter(pk__in=lines, state=State.SENT).select_related("volunteer")
    return list(covers.defer("volunteer__document_number").order_by("pk").select_for_update(of=("self",)))


def write(delivery, verdicts, by):
    if not verdicts:
        raise Refused(_("没有要记的答复。"), code="nothing_to_answer")
    now = timezone.now()
    covers = list(Cover.objects.filter(pk__in=verdicts).select_related("volunteer").order_by("pk"))
    for cover in covers:
        settle(cover, verdicts[cover.pk], delivery, now)
    fields = ["state", "during", "insurer_number", "accepted_at", "ended_at", "reason"]
    Cover.objects.bulk_update(covers, fields, batch_size=2000)
    if not Cover.objects.filter(pk__in=delivery.lines.values("cover"), state=State.SENT).exists():
        delivery.state, delivery.answered_at = Delivery.State.ANSWERED, now
        delivery.save(update_fields=["state", "answered_at"])
    accepted = sum(cover.state == State.ACCEPTED for cover in covers)
    audit.note("insurance.answered", [delivery], by=by, accepted=accepted, refused=len(covers) - accepted)
    tell_verdicts(covers, delivery.policy)
    return len(covers)


def settle(cover, verdict, delivery, now):
    """Insured from the day the insurer says, never from before it was asked."""
    if verdict.from_day is None:
        if not verdict.reason:
            raise Refused(_("不承保的要写原因，本人看得到。"), code="no_reason")
        cover.state, cover.reason, cover.ended_at = State.REFUSED, verdict.reason, now
        cover.during = DateRange(empty=True)
        return
    if not delivery.day <= verdict.from_day <= delivery.policy.ends_on:
        words = _("生效日期要在交名单那天（%(first)s）到保单到期（%(last)s）之间。")
        values = {"first": day_words(delivery.day), "last": day_words(delivery.policy.ends_on)}
        raise Refused(words % values, code="bad_day")
    first = max(verdict.from_day, cover.first_day)
    cover.state, cover.accepted_at, cover.insurer_number = State.ACCEPTED, now, verdict.insurer_number
    cover.during = DateRange(first, cover.during.upper, "[)")


def tell_verdicts(covers, policy):
    yes, no = _("你的保险生效了"), _("保险公司没有承保")
    told = whom_to_tell(covers)
    tell(
        "insurance.answered",
        (
            News(
                user,
                f"cover:{cover.pk}",
                yes if cover.state == State.ACCEPTED else no,
                said_to(cover.volunteer, user, words_of(cover, policy)),
                "/me/insurance/",
            )
            for cover in covers
            for user in sorted(told[cover.pk])
        ),
    )


def words_of(cover, policy):
    if cover.state != State.ACCEPTED:
        return cover.reason
    words = _("%(name)s，%(first)s起，到%(last)s为止。")
    days = {"first": day_words(cover.first_day), "last": day_words(cover.last_day)}
    return words % {"name": policy.name, **days}


def said_to(volunteer, user, words):
    """To a guardian with the name of the child."""
    return words if user == volunteer.user_id else f"{volunteer.name}：{words}"


@transaction.atomic
def ask_again(cover: Cover, *, by: User) -> Cover:
    """Put somebody the insurer refused on the next list: something was mended."""
    policy = hold(cover.policy, by)
    held = Cover.objects.select_for_update(of=("self",)).get(pk=cover.pk)
    live = Cover.objects.live().filter(policy=policy, volunteer=held.volunteer_id)
    if held.state != State.REFUSED or live.exists():
        raise Refused(_("这个人已经重新排上了。"), code="already_asked")
    first = max(days.today(), policy.starts_on)
    if not policy.is_in_force or first > policy.ends_on:
        raise Refused(_("保单已经不在生效中。"), code="not_in_force")
    again = Cover.objects.create(
        policy=policy,
        volunteer_id=held.volunteer_id,
        during=DateRange(first, policy.ends_on + days.ONE, "[)"),
    )
    audit.note("insurance.asked_again", [again], by=by)
    return again
