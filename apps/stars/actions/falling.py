"""The way back: hours were voided, and are not enough any more for a star that was recognised. People decide."""

import datetime
from collections import defaultdict

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.stars.actions.noticing import close_to, refuse_unless_association
from apps.stars.models import NAMES, Recognition, StarStanding, StarStandingQuerySet, StarStay
from apps.stars.signals import stars_withdrawn
from apps.stars.standing import asked_of


@transaction.atomic
def keep_stars(
    standings: StarStandingQuerySet,
    *,
    by: User,
    organization: Organization,
    reason: str,
    until: datetime.date,
) -> list[int]:
    """Let people keep their star until a day, by which the hours are to be there again. Returns whose."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("写明为什么保留。"), code="reason_missing")
    most = PolicyRow.objects.value("stars", "stay_days")
    latest = days.today() + datetime.timedelta(days=most)
    if not days.today() < until <= latest:
        raise Refused(_("保留到今天以后、%(most)d天以内的一天。") % {"most": most}, code="stay_length")
    chosen = _locked(standings, by, organization)
    made = StarStay.objects.bulk_create(
        StarStay(
            volunteer_id=one.pk,
            beneficiary_id=one.volunteer.user_id,
            organization=organization,
            until=until,
            reason=reason,
            decided_by=by,
        )
        for one in chosen
    )
    audit.note("star.kept", made, by=by, until=until.isoformat())
    body = _("%(organization)s决定：星先保留到%(day)s。%(reason)s") % {
        "organization": organization.name,
        "day": f"{until:%Y-%m-%d}",
        "reason": reason,
    }
    tell("star_held", [_news(one, one.recognized, _("%(star)s先保留着"), body) for one in chosen])
    return [one.pk for one in chosen]


def _locked(standings, by, organization):
    """Locked first and read by the next statement, which sees what the one who went before has decided."""
    refuse_unless_association(organization)
    fallen = standings.fallen_at(organization).order_by("pk").select_for_update(of=("self",), no_key=True)
    rows = StarStanding.objects.fallen_at(organization).filter(
        pk__in=list(fallen.values_list("pk", flat=True))
    )
    locked = list(rows.select_related("volunteer").defer("volunteer__document_number").order_by("pk"))
    close = close_to(by)
    if any(one.pk in close for one in locked):
        raise Refused(_("自己和自己孩子的星级，请同事来定。"), code="own_star")
    if not locked:
        raise Refused(_("这些人的时长又够了，或者不归这个协会定。"), code="nothing_fallen")
    return locked


def _news(one, level, title, body):
    return News(
        recipient_id=one.volunteer.user_id,
        key=f"star:{level}:{timezone.now():%Y%m%d%H%M%S%f}",
        title=title % {"star": NAMES[level]},
        body=body,
        url=reverse("stars:mine"),
    )


@transaction.atomic
def withdraw_stars(
    standings: StarStandingQuerySet,
    *,
    by: User,
    organization: Organization,
    reason: str,
    document_number: str,
) -> list[int]:
    """Withdraw the stars for which the hours are not enough any more, from the highest down as far as this association
    may decide. The recognition stays on record with who withdrew it, when, why and by which document. Returns whose."""
    reason, document_number = reason.strip(), document_number.strip()
    if not reason:
        raise Refused(_("写明为什么取消。"), code="reason_missing")
    if not document_number:
        raise Refused(_("请写上取消的文号。"), code="document_number_missing")
    chosen = _locked(standings, by, organization)
    standing = Recognition.objects.standing().filter(volunteer__in=[one.pk for one in chosen])
    decidable = set(standing.decidable_at(organization).values_list("pk", flat=True))
    highest_first = list(standing.order_by("volunteer", "-level"))
    asked = asked_of(highest_first)
    gone = _to_withdraw(chosen, highest_first, decidable, asked)
    rows = Recognition.objects.filter(pk__in=[row.pk for rows in gone.values() for row in rows])
    ids = list(rows.values_list("pk", flat=True))
    rows.update(
        withdrawn_by=by, withdrawn_at=timezone.now(), withdrawn_why=reason, withdrawal_number=document_number
    )
    was = {one.pk: one.recognized for one in chosen}
    _fall(chosen, gone, highest_first, asked)
    audit.note_ids("star.withdrawn", Recognition, ids, by=by, document_number=document_number)
    body = _(
        "%(organization)s取消了认定，文号：%(number)s。原因：%(reason)s 觉得不对，可以投诉这个协会。"
    ) % {
        "organization": organization.name,
        "number": document_number,
        "reason": reason,
    }
    tell("star_withdrawn", [_news(one, was[one.pk], _("%(star)s取消了"), body) for one in chosen])
    stars_withdrawn.send(sender=Recognition, volunteer_ids=list(was))
    return list(was)


def _to_withdraw(chosen, highest_first, decidable, asked):
    """{volunteer: recognitions}: those for which the hours are not enough, from the highest down to the first one that
    is not for this association to decide about."""
    found, stopped = defaultdict(list), set()
    standings = {one.pk: one for one in chosen}
    for row in highest_first:
        standing = standings[row.volunteer_id]
        is_enough = row.level <= standing.reached or asked[row.pk] <= standing.minutes
        if is_enough or row.pk not in decidable:
            stopped.add(row.volunteer_id)
        elif row.volunteer_id not in stopped:
            found[row.volunteer_id].append(row)
    return found


def _fall(chosen, gone, recognitions, asked):
    """Each stands on the highest recognition that is left, and on what that one asked for."""
    by_star = {(row.volunteer_id, row.level): row.pk for row in recognitions}
    for one in chosen:
        one.recognized -= len(gone[one.pk])
        one.asked = asked.get(by_star.get((one.pk, one.recognized)), 0)
    StarStanding.objects.bulk_update(chosen, ["recognized", "asked"])
