"""What happens by itself: who did not come, who is reminded, and what runs out. All of it is safe to run twice and to be
killed."""

import datetime

from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, Value
from django.db.models.functions import Mod
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import audit, days
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words
from apps.messaging.actions import News, tell
from apps.registration.models import Qualification, Volunteer
from apps.training import news
from apps.training.actions.enrolling import hold_with_sessions
from apps.training.demands import lacking
from apps.training.models import Attendance, Completion, Enrolment, Session, TrainingKind

LOOK_BACK = datetime.timedelta(days=40)
AT_ONCE = 1000


def count_no_shows() -> int:
    """Who held a place, was never checked in and stood on no roll some days after the session. Says how many."""
    now, count = timezone.now(), 0
    until = now - datetime.timedelta(days=PolicyRow.objects.value("no_show", "count_days"))
    over = Session.objects.filter(starts_at__gt=until - LOOK_BACK, ends_at__lte=until)
    missed = Enrolment.objects.active().filter(session__in=over)
    missed = missed.exclude(Exists(Attendance.objects.filter(enrolment=OuterRef("pk"))))
    while pks := list(missed.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            # What was noted meanwhile is seen once the rows are held.
            enrolments = hold_with_sessions(missed.filter(pk__in=pks))
            for enrolment in enrolments:
                enrolment.move(Enrolment.State.NO_SHOW, by=None, at=now)
            Enrolment.objects.bulk_update(enrolments, Enrolment.MOVED)
            audit.note("enrolment.no_show", enrolments, by=None)
            news.tell_missed(enrolments)
            count += len(enrolments)
    return count


def remind_tomorrow() -> int:
    """The evening before: everybody who is expected tomorrow hears about it, once; not where its organisation is
    stopped. Says how many."""
    tomorrow = days.start_of(days.today() + days.ONE)
    coming = Session.objects.standing().public()
    sessions = coming.filter(starts_at__gte=tomorrow, starts_at__lt=tomorrow + days.ONE)
    expected = (
        Enrolment.objects.active()
        .filter(session__in=sessions)
        .select_related("volunteer", "session__course")
        .defer("volunteer__document_number")
    )
    return sum(map(_told(news.tell_tomorrow), _chunks(expected)))


def _told(say):
    def tell_them(rows):
        say(rows)
        return len(rows)

    return tell_them


def _chunks(rows):
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


def remind_running_out() -> int:
    """Some weeks and some days before a training or a checked certificate runs out, its holder hears about it, once each
    and never both at once; not where a newer one of the same kind reaches further. Says how many were told, or told before."""
    policy, today, count = PolicyRow.objects.values_of("training"), days.today(), 0
    first = today
    for ahead in sorted({policy["remind_days"], policy["remind_again_days"]}):
        last = today + datetime.timedelta(days=ahead)
        for remind in (_remind_trainings, _remind_certificates):
            count += remind(today, first, last, f":{ahead}")
        first = last + days.ONE
    return count


def _remind_trainings(today, first, last, about):
    newer = Completion.objects.standing().filter(
        volunteer=OuterRef("volunteer"), kind=OuterRef("kind"), passed_on__lte=today
    )
    reaching_further = newer.filter(expires_on=None) | newer.filter(expires_on__gt=OuterRef("expires_on"))
    ending = Completion.objects.running_out(first, last).exclude(Exists(reaching_further))
    ending = ending.select_related("volunteer", "kind").defer("volunteer__document_number")

    def say(rows):
        news.tell_running_out(rows, about=about)

    return sum(map(_told(say), _chunks(ending)))


def _remind_certificates(today, first, last, about):
    ending = Qualification.objects.holding(today).filter(expires_on__gte=first, expires_on__lte=last)
    newer = Qualification.objects.holding(today).filter(
        volunteer=OuterRef("volunteer"), skill=OuterRef("skill")
    )
    reaching_further = newer.filter(expires_on=None) | newer.filter(expires_on__gt=OuterRef("expires_on"))
    ending = ending.exclude(Exists(reaching_further)).select_related("skill").defer("number")
    return sum(
        map(_told(lambda rows: tell("training.certificate", _certificate_news(rows, about))), _chunks(ending))
    )


def _certificate_news(rows, about):
    url = reverse("registration:file")
    for row in rows:
        values = {"skill": row.skill.name, "day": day_words(row.expires_on)}
        yield News(
            row.beneficiary_id,
            f"qualification:{row.pk}{about}",
            _("证书快到期了：%(skill)s") % values,
            _("有效到%(day)s。换了新证就传上来，审核通过后接着有效。") % values,
            url,
        )


SPREAD = 3  # nights on which somebody's turn is looked at, so that a night that was missed loses nobody


def remind_basic(day: datetime.date | None = None) -> int:
    """Whoever lacks the basic course, and has no place in one to come, hears about it, once in so many days. Says how many
    were told, or told before."""
    kind = TrainingKind.objects.get(pk=TrainingKind.BASIC)
    return _remind(kind, Volunteer.objects.all(), "basic_remind_days", day or days.today())


def remind_backbone(day: datetime.date | None = None) -> int:
    """Whoever belongs to the backbone and lacks its training hears about it in the same way, of each kind of theirs."""
    count = 0
    for kind in TrainingKind.objects.of_the_backbone():
        people = Volunteer.objects.filter(region__code__startswith=kind.region_id or "")
        count += _remind(kind, people, "backbone_remind_days", day or days.today())
    return count


def _remind(kind, people, item, today):
    """Each has a night of their own by their number, so that not everybody is written to at once."""
    every = PolicyRow.objects.value("training", item, today)
    if not every:
        return 0
    here = Enrolment.objects.live().filter(
        volunteer=OuterRef("pk"), session__kind=kind, session__starts_at__gt=timezone.now()
    )
    turn = Mod(Value(today.toordinal()) - F("pk"), Value(every), output_field=BigIntegerField())
    chosen = lacking(people, kind, today).exclude(Exists(here)).alias(turn=turn).filter(turn__lt=SPREAD)
    count = 0
    for rows in _chunks(chosen.defer("document_number")):
        for ago in range(SPREAD):
            theirs = [one for one in rows if (today.toordinal() - one.pk) % every == ago]
            news.tell_to_take(kind, theirs, about=f":{today.toordinal() - ago}")
        count += len(rows)
    return count
