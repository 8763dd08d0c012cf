"""Putting reached stars on public notice, and taking a notice down again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.actions.lapsing import lapse_objections_to
from apps.stars.models import (
    NAMES,
    StarCandidate,
    StarNotice,
    StarStanding,
    StarStandingQuerySet,
    recognizes_stars,
)
from apps.stars.powers import Powers
from apps.stars.reasons import reasons_of

TWICE = {"stars_starcandidate_one_open_a_person": "on_notice_already"}


@dataclass(frozen=True)
class Noticed:
    notice: StarNotice
    noticed: list[int]  # volunteers who are on the notice now
    own: list[int]  # the caller's own and those of the children in their care, left for a colleague
    wait: dict[int, list[str]]  # who has to wait, and why


def refuse_unless_association(organization: Organization) -> None:
    if not recognizes_stars(organization):
        raise Refused(_("旗县级以上的志愿者联合会、青年志愿者协会才能认定星级。"), code="not_an_association")


def close_to(user: User) -> set[int]:
    """About whose stars the person does not decide: their own and those of the children in their care."""
    return set(Volunteer.objects.close_to(user).values_list("pk", flat=True))


@transaction.atomic
def open_notice(
    standings: StarStandingQuerySet, *, by: User, organization: Organization, length: int | None = None
) -> Noticed:
    """Make known whose stars are going to be recognised, for so many days at least as the policy says (公示).

    Every level up to the highest one this association may recognise is meant. Whoever has a reason to wait is left
    out, and so is whoever does it and the children in their care: a colleague puts them on notice.
    """
    refuse_unless_association(organization)
    until = _last_day(length)
    locked = _locked(standings, organization)
    close = close_to(by)
    own = [one.pk for one in locked if one.pk in close]
    wait = reasons_of([one.pk for one in locked if one.pk not in close])
    chosen = [one for one in locked if one.pk not in close and one.pk not in wait]
    if not chosen:
        _refuse_nobody(own, wait)
    notice = StarNotice.objects.create(
        organization=organization, opened_by=by, opened_at=timezone.now(), until=until
    )
    candidates = _written(notice, chosen)
    audit.note("star.noticed", candidates, by=by, notice=notice.pk)
    _tell_noticed(notice, candidates)
    return Noticed(notice, [one.pk for one in chosen], own, wait)


def _last_day(length):
    policy = PolicyRow.objects.values_of("stars")
    least, most = policy["notice_days"], policy["notice_most_days"]
    length = least if length is None else length
    if not least <= length <= most:
        words = _("公示至少%(least)d天，最多%(most)d天。") % {"least": least, "most": most}
        raise Refused(words, code="notice_length")
    return days.today() + timedelta(days=length)


def _locked(standings, organization):
    """Locked first and read by the next statement, which sees what the one who went before has put on notice."""
    pks = list(
        standings.recognizable_by(organization)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .values_list("pk", flat=True)
    )
    most = PolicyRow.objects.value("stars", "notice_people")
    if len(pks) > most:
        raise Refused(_("一次公示最多%(most)d人。") % {"most": most}, code="too_many")
    rows = StarStanding.objects.recognizable_by(organization).filter(pk__in=pks)
    return list(rows.select_related("volunteer").defer("volunteer__document_number").order_by("pk"))


def _refuse_nobody(own, wait):
    if wait:
        words = _("选中的人现在都不能公示：%(why)s。") % {
            "why": _("；").join(sorted({words for said in wait.values() for words in said}))
        }
        raise Refused(words, code="has_to_wait")
    if own:
        raise Refused(_("自己和自己孩子的星级，请同事来认定。"), code="own_star")
    raise Refused(_("这些星级都已认定、已经在公示，或者不归这个协会认定。"), code="nothing_to_recognize")


def _written(notice, chosen: Iterable[StarStanding]) -> list[StarCandidate]:
    powers, place = Powers(), notice.organization.region_id
    with refusing(StarCandidate, TWICE):
        return StarCandidate.objects.bulk_create(
            StarCandidate(
                notice=notice,
                volunteer_id=one.pk,
                beneficiary_id=one.volunteer.user_id,
                level=powers.highest(place, one.volunteer.region_id, one.recognized, one.reached),
            )
            for one in chosen
        )


def _tell_noticed(notice, candidates):
    words = _("%(organization)s在公示，到%(month)d月%(day)d日为止。没有异议就认定，认定了再告诉你。")
    body = words % {
        "organization": notice.organization.name,
        "month": notice.until.month,
        "day": notice.until.day,
    }
    tell(
        "star_noticed",
        [
            News(
                recipient_id=one.beneficiary_id,
                key=f"star:{one.pk}",
                title=_("%(star)s在公示") % {"star": NAMES[one.level]},
                body=body,
                url=reverse("stars:mine"),
            )
            for one in candidates
        ],
    )


@transaction.atomic
def withdraw_notice(notice: StarNotice, *, by: User, reason: str) -> StarNotice:
    """Take a notice down before it is settled, with a reason: nobody's star is recognised by it."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("写明为什么撤下。"), code="reason_missing")
    one = StarNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
    if not one.is_open:
        raise Refused(_("这次公示已经结束了。"), code="not_open")
    one.state, one.reason = StarNotice.State.WITHDRAWN, reason
    one.ended_by, one.ended_at = by, timezone.now()
    one.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    live = StarCandidate.objects.live().filter(notice=one)
    candidates = list(live.order_by("pk").select_for_update(of=("self",), no_key=True))
    _drop_all(candidates, one, by)
    audit.note("star.notice_withdrawn", [one], by=by)
    return one


def _drop_all(candidates, notice, by):
    """Who is on it themselves and takes it down has only put their own off: somebody else decides about it later."""
    if any(one.beneficiary_id == by.pk for one in candidates):
        raise Refused(_("公示里有你自己，请同事来办。"), code="own_star")
    dropped = {"state": StarCandidate.State.DROPPED, "reason": notice.reason}
    StarCandidate.objects.filter(pk__in=[one.pk for one in candidates]).update(
        **dropped, decided_by=by, decided_at=notice.ended_at
    )
    lapse_objections_to([one.pk for one in candidates])
    tell(
        "star_held",
        [
            News(
                recipient_id=one.beneficiary_id,
                key=f"star:{one.pk}:dropped",
                title=_("公示撤下了"),
                body=notice.reason,
                url=reverse("stars:mine"),
            )
            for one in candidates
        ],
    )


def take_off_notice(user_ids: Collection[int]) -> None:
    """Whoever leaves is on no notice any more; who objected to them waits for nothing. In the transaction of leaving."""
    live = StarCandidate.objects.live().filter(beneficiary__in=user_ids).order_by("pk")
    candidates = list(live.select_for_update(of=("self",), no_key=True))
    gone = {"state": StarCandidate.State.LEFT, "reason": "", "decided_by": None, "decided_at": None}
    StarCandidate.objects.filter(pk__in=[one.pk for one in candidates]).update(**gone)
    lapse_objections_to([one.pk for one in candidates])
