"""What volunteers are told about their hours."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.display import hours_minutes
from apps.core.templatetags.ui import day_words
from apps.messaging.actions import News, tell


def tell_confirmed(rows, counted, reason):
    """`counted` holds the minutes of each record that counts; where they are fewer than served the reason is told."""

    def body(row):
        if counted[row.pk] == row.minutes:
            return what(row)
        return _("%(what)s，实际%(served)s。少记的原因：%(reason)s") % {
            "what": what(row),
            "served": hours_minutes(row.minutes),
            "reason": reason,
        }

    title = _("记上了%(hours)s")
    _tell("confirmed", [(row, title % {"hours": hours_minutes(counted[row.pk])}, body(row)) for row in rows])


def tell_rejected(rows, reason):
    title = _("%(hours)s的时长被退回")
    _tell(
        "rejected",
        [(row, title % {"hours": hours_minutes(row.minutes)}, with_reason(row, reason)) for row in rows],
    )


def tell_voided(row, reason):
    title = _("%(hours)s的时长作废了") % {"hours": hours_minutes(row.counted)}
    _tell("voided", [(row, title, with_reason(row, reason))])


def what(row):
    return _("%(day)s，%(activity)s") % {"day": day_words(row.served_on), "activity": row.activity}


def with_reason(row, reason):
    return _("%(what)s。原因：%(reason)s") % {"what": what(row), "reason": reason}


def _tell(kind, told):
    url = reverse("hours:ledger")
    tell(
        f"hours.{kind}",
        [News(row.beneficiary_id, f"record:{row.pk}", title, body, url) for row, title, body in told],
    )
