"""Spot checks (67号令 §21): of what was confirmed in a month, one in a hundred or more is looked at, drawn by a word so
that anybody can draw the same again."""

import datetime

from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from apps.core.models import PolicyRow
from apps.hours.models import HourRecord


def drawn(code: str, first_day: datetime.date, seed: str):
    """The records of a region and month that the word draws: at least the share of the policy, one at the least."""
    month = _month(code, first_day)
    share = PolicyRow.objects.value("hours", "spot_share", first_day)
    count = -(-month.count() * share // 100)  # rounded up
    lot = MD5(Concat(Value(seed), Value("/"), Cast(F("pk"), CharField()), output_field=TextField()))
    return month.annotate(lot=lot).order_by("lot", "pk")[:count]


def _month(code, first_day):
    following = (first_day + datetime.timedelta(days=32)).replace(day=1)
    return HourRecord.objects.confirmed().filter(
        organization_region__code__startswith=code, served_on__gte=first_day, served_on__lt=following
    )
