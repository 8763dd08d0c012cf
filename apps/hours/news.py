"""What volunteers are told about their hours."""

from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.display import hours_minutes
from apps.core.templatetags.ui import day_words
from apps.messaging.actions import News, tell


def tell_confirmed(rows, counted, reason):
    """`counted` holds the minutes of each record that counts; where they are fewer than served the reason is told."""

    @cache  # a thousand people of one shift are told the same words
    def words(day, activity, served, minutes):
        body = what(day, activity)
        if minutes != served:
            body = _("%(what)s，实际%(served)s。少记的原因：%(reason)s") % {
                "what": body,
                "served": hours_minutes(served),
                "reason": reason,
            }
        return _("记上了%(hours)s") % {"hours": hours_minutes(minutes)}, body

    _tell(
        "confirmed",
        [(row, *words(row.served_on, row.activity, row.minutes, counted[row.pk])) for row in rows],
    )


def tell_rejected(rows, reason):
    title = _("%(hours)s的时长被退回")
    _tell(
        "rejected",
        [(row, title % {"hours": hours_minutes(row.minutes)}, with_reason(row, reason)) for row in rows],
    )


def tell_voided(row, reason):
    title = _("%(hours)s的时长作废了") % {"hours": hours_minutes(row.counted)}
    _tell("voided", [(row, title, with_reason(row, reason))])


def what(day, activity):
    return _("%(day)s，%(activity)s") % {"day": day_words(day), "activity": activity}


def with_reason(row, reason):
    return _("%(what)s。原因：%(reason)s") % {"what": what(row.served_on, row.activity), "reason": reason}


def _tell(kind, told):
    url = reverse("hours:ledger")
    tell(
        f"hours.{kind}",
        [News(row.beneficiary_id, f"record:{row.pk}", title, body, url) for row, title, body in told],
    )
