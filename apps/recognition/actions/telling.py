"""After a shift both sides hear that they may say how it was, and until when. Told once, however often it runs; killed, the
next run tells the rest."""

import datetime

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Shift
from apps.activities.signup_news import tell_about, when
from apps.core import days
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words
from apps.hours.addressed import staff_of
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.recognition.evaluable import days_to_record, not_evaluated, record_by
from apps.recognition.models import Evaluation

LOOK_BACK = datetime.timedelta(days=7)  # a day that was missed, and a roll that was called late, lose nobody
LONGEST = datetime.timedelta(days=40)  # no shift is as long: the index of beginnings finds those that ended
AT_ONCE = 1000  # organisations
SHIFTS_AT_ONCE = 50
STOPPED = [Organization.State.SUSPENDED, Organization.State.CLOSED]


def tell_people(now: datetime.datetime | None = None) -> int:
    """Whoever was there, and for a child everybody who answers for it: how was it? Says how many were told, or told
    before."""
    now, count = now or timezone.now(), 0
    came = not_evaluated(Evaluation.Side.PERSON, now).order_by("pk")
    came = came.select_related("volunteer", "shift__position__activity").defer("volunteer__document_number")
    open_for = datetime.timedelta(days=PolicyRow.objects.value("recognition", "evaluate_days"))
    words = _("%(when)s这一班结束了。%(day)s以前可以评一次，审核以后公开，不带你的名字。")

    def body(signup):
        until = days.day_of(signup.shift.ends_at + open_for)
        return words % {"when": when(signup.shift), "day": day_words(until)}

    title, url = _("这次怎么样：%(title)s"), reverse("recognition:mine")
    ended = list(Shift.objects.filter(_lately(now)).order_by("pk").values_list("pk", flat=True))
    # By shift: whoever looked for places by their number would read those of all years first.
    for first in range(0, len(ended), SHIFTS_AT_ONCE):
        signups = list(came.filter(shift__in=ended[first : first + SHIFTS_AT_ONCE]))
        tell_about("evaluation.open", signups, title=title, body=body, url=url)
        count += len(signups)
    return count


def tell_organizations(now: datetime.datetime | None = None) -> int:
    """Those who manage an organisation, once for each day on which shifts of theirs ended: how many people came of whom
    nothing is on record, and by when it should be (67号令 §11). Says of how many such days they were told, or told before."""
    now, last, count = now or timezone.now(), 0, 0
    ended = not_evaluated(Evaluation.Side.ORGANIZATION, now).filter(_lately(now, "shift__"))
    ended = ended.exclude(shift__position__activity__organization__state__in=STOPPED)
    ended = ended.annotate(host=F("shift__position__activity__organization"))
    while hosts := list(
        ended.filter(host__gt=last).order_by("host").values_list("host", flat=True).distinct()[:AT_ONCE]
    ):
        rows = ended.filter(host__in=hosts).order_by().annotate(ended_on=TruncDate("shift__ends_at"))
        rows = list(rows.values("host", "ended_on").annotate(people=Count("pk")).order_by("host", "ended_on"))
        tell("evaluation.due", _to_staff(rows, staff_of(hosts)))
        last, count = hosts[-1], count + len(rows)
    return count


def _lately(now, to_shift=""):
    """A condition on shifts: over, and not for long."""
    since = now - LOOK_BACK
    ended = {"ends_at__lte": now, "ends_at__gt": since, "starts_at__gt": since - LONGEST}
    return Q(**{f"{to_shift}{name}": value for name, value in ended.items()})


def _to_staff(rows, staff):
    words = _("%(day)s结束的班次，有%(people)d人等你们评价。%(until)s以前记录好（民政部令第67号第十一条）。")
    count = days_to_record()
    for row in rows:
        until = record_by(days.start_of(row["ended_on"]), count)
        values = {"day": day_words(row["ended_on"]), "people": row["people"], "until": day_words(until)}
        url = reverse("recognition:organization_evaluations", args=[row["host"]])
        for user in staff[row["host"]]:
            key = f"organization:{row['host']}:{row['ended_on']}"
            yield News(user, key, _("有人等你们评价"), words % values, url)
