"""Which identity decides the goal of a year with several, in the words of whoever reads what follows from it."""

import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.models import PolicyRow
from apps.quotas.course import RULES, Rule

OF_SCHOOL_YEARS = _("学年总按最后一天（没过完的按今天）的身份算。")


def rule_on(day: datetime.date) -> str:
    """The rule for calendar years that is in force on a day: a year goes by that of its last day, or of today."""
    return str(RULES[Rule(PolicyRow.objects.value("goal_rule", "identity", day))])
