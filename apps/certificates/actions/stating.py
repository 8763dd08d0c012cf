"""What a school or unit states of one of its people, for the League or the Party."""

import datetime
import json

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.certificates import drafts
from apps.certificates.actions.issuing import hold, issue, refuse_too_many, refuse_unless_known
from apps.certificates.models import Batch, Certificate
from apps.core import days
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.registration.models import Volunteer

JUST_NOW = datetime.timedelta(minutes=1)


@transaction.atomic
def issue_statement(
    volunteer: Volunteer,
    *,
    organization: Organization,
    by: User,
    since: datetime.date,
    until: datetime.date,
    purpose: str,
) -> Certificate:
    """A signed page with number and code about what somebody served while they were there (推优入团、入党). The person
    has it too, among their own certificates. The caller has found the person among the people of the place. A second tap
    gives back what the first one made."""
    volunteer = hold([volunteer.pk])[0]
    refuse_unless_known(volunteer)
    if until < since:
        raise Refused(_("结束的日子要在开始以后。"), code="period_reversed")
    if since > days.today():
        raise Refused(_("这段时间还没有开始。"), code="period_not_begun")
    until, purpose = min(until, days.today()), Batch.Purpose(purpose)
    try:
        found = drafts.statements([volunteer], organization, since, until, purpose)
    except Refused:  # more records than a page holds: then by activity
        found = drafts.statements([volunteer], organization, since, until, purpose, detail=drafts.SUMMARY)
    if volunteer.pk not in found:
        raise Refused(_("在这里的这段时间，还没有确认的服务时长，开不了。"), code="no_hours")
    if same := _stated_just_now(found[volunteer.pk], by):
        return same
    refuse_too_many(volunteer, stated=True)
    made = issue(found.values(), by=by)
    tell_of_statements(made)
    return made[0]


def _stated_just_now(draft, by):
    """What the same person has stated of the same, if it says what would be said now."""
    rows = Certificate.objects.valid().filter(volunteer=draft.volunteer, kind=draft.kind, scope=draft.scope)
    row = rows.filter(issued_by=by, issued_at__gte=timezone.now() - JUST_NOW).first()
    if row is None:
        return None
    said = json.loads(row.claims)
    now = {**draft.contents, "name": draft.volunteer.name}
    return row if all(said[name] == words for name, words in now.items()) else None


def tell_of_statements(made: list[Certificate]) -> None:
    """Whoever something is stated of reads it too."""
    tell(
        "paper.stated",
        [
            News(
                recipient_id=row.volunteer.user_id,
                key=f"certificate:{row.pk}",
                title=_("“%(name)s”给你开了志愿服务情况说明") % {"name": row.issuer.name},
                url=reverse("certificates:mine_one", args=[row.pk]),
            )
            for row in made
        ],
    )
