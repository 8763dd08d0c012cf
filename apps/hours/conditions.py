"""What hours have to say about a sign-up."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.conditions import About, Facts, Missing, condition
from apps.activities.models import Shift
from apps.core.display import hours_minutes
from apps.hours.models import YearTotal


@condition("minutes", About.ACTIVITY)
def enough_was_served_before(facts: Facts, shift: Shift) -> Missing | None:
    """Some activities are for people who have served a while already: confirmed hours count."""
    asked = shift.position.activity.minutes_before
    if not asked:
        return None
    served = facts.once("minutes", lambda: YearTotal.objects.of(facts.volunteer).minutes())
    if served >= asked:
        return None
    words = _("这个活动要先有%(asked)s的服务时长，你现在有%(served)s。") % {
        "asked": hours_minutes(asked),
        "served": hours_minutes(served),
    }
    return Missing("too_few_hours", words, _("看我的时长"), reverse("hours:ledger"))
