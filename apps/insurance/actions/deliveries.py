"""The lists for insurers: made each day, handed over by the outbox, each person on them once."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core import audit, days, outbox
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.tables import write_csv
from apps.insurance import ending
from apps.insurance.actions.policies import hold, writable_by
from apps.insurance.agreeing import agreed
from apps.insurance.handing_over import adapter
from apps.insurance.models import Cover, Delivery, DeliveryLine, Policy
from apps.insurance.signals import making_lists

HAND_OVER = "insurer_list"
Kind, State = Delivery.Kind, Delivery.State
HEADINGS = {
    Kind.ADDED: [
        *[
            gettext_lazy("名单行号"),
            gettext_lazy("志愿者编号"),
            gettext_lazy("姓名"),
            gettext_lazy("证件类型"),
            gettext_lazy("证件号码"),
            gettext_lazy("手机号"),
        ],
        *[gettext_lazy("保险从"), gettext_lazy("保险到")],
    ],
    Kind.ENDED: [
        gettext_lazy("名单行号"),
        gettext_lazy("志愿者编号"),
        gettext_lazy("凭证号"),
        gettext_lazy("保险到"),
        gettext_lazy("原因"),
    ],
}


def make_deliveries(today: datetime.date | None = None) -> int:
    """Each day: who is to be insured and agreed to be named, and whose cover ended that the insurer knows of; while the
    organisation of a policy is stopped only the latter. Twice on a day makes nothing twice. How many lists were made."""
    making_lists.send(sender=Delivery)
    today, made = today or days.today(), 0
    most = PolicyRow.objects.value("insurance", "list_rows")
    for policy in Policy.objects.to_report_on().order_by("pk"):
        for kind in Kind:
            while make_delivery(policy, kind, today, most):
                made += 1
    return made


@transaction.atomic
def make_delivery(policy: Policy, kind: str, day: datetime.date, most: int) -> Delivery | None:
    """The next list of a policy, None when there is nobody for it. One at a time, so that its number is its own."""
    held = Policy.objects.select_for_update(of=("self",)).select_related("organization")
    policy = held.get(pk=policy.pk)
    if kind == Kind.ADDED and not policy.takes_people:
        return None
    waiting = Cover.objects.to_send() if kind == Kind.ADDED else Cover.objects.ends_to_send()
    covers = list(
        waiting.filter(policy=policy)
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk", flat=True)[:most]
    )
    if not covers:
        return None
    number = Delivery.objects.filter(policy=policy, day=day, kind=kind).count() + 1
    key = f"{policy.pk}-{day:%Y%m%d}-{kind}-{number}"
    delivery = Delivery.objects.create(policy=policy, day=day, kind=kind, key=key, rows=len(covers))
    DeliveryLine.objects.bulk_create(
        (DeliveryLine(delivery=delivery, cover_id=cover, kind=kind) for cover in covers), batch_size=5000
    )
    chosen, now = Cover.objects.filter(pk__in=covers), timezone.now()
    if kind == Kind.ADDED:
        chosen.update(state=Cover.State.SENT, sent_at=now)
    else:
        chosen.update(end_sent_at=now)
    audit.note("insurance.list_made", [delivery], by=None, rows=len(covers))
    outbox.put(HAND_OVER, {key: {"delivery": delivery.pk}})
    return delivery


def hand_over(delivery: Delivery) -> None:
    """Give a list to the insurer. Who took the agreement back since it was made is not on it."""
    if delivery.kind == Kind.ADDED and delivery.state == State.MADE:
        drop_without_consent(delivery)
    adapter().hand_over(delivery.policy, rows_of(delivery), key=delivery.key)
    Delivery.objects.filter(pk=delivery.pk, state=State.MADE).update(
        state=State.HANDED_OVER, handed_over_at=timezone.now()
    )


@transaction.atomic
def drop_without_consent(delivery):
    covers = Cover.objects.filter(
        pk__in=delivery.lines.values("cover"), state__in=[Cover.State.SENT, Cover.State.ENDED]
    )
    gone = covers.exclude(volunteer__user__in=agreed().values("user")) | covers.filter(
        state=Cover.State.ENDED
    )
    ids = list(gone.values_list("pk", flat=True))
    ending.end_chosen(ids, _("没有同意把名单交给保险公司"))
    Cover.objects.filter(pk__in=ids).update(end_sent_at=timezone.now())


@transaction.atomic
def hand_over_again(delivery: Delivery, *, by: User) -> None:
    """The insurer did not get a list, or lost it: it goes out once more, under its key, so that nobody is added twice."""
    hold(delivery.policy, by)
    held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if held.state == State.MADE:
        raise Refused(_("这份名单正在交出去，等一会儿再看。"), code="not_handed_over")
    audit.note("insurance.list_again", [held], by=by)
    outbox.put(HAND_OVER, {f"{held.key}:{timezone.now().isoformat()}": {"delivery": held.pk}})


def file_of(delivery: Delivery, *, by: User):
    """The lines of the list as a file, for who keeps the policy; that it was taken out stays on record."""
    if not writable_by(by).filter(pk=delivery.policy_id).exists():
        raise Refused(_("这份保单不归你管。"), code="not_yours")
    audit.note("insurance.list_taken", [delivery], by=by, rows=delivery.rows)
    return write_csv(rows_of(delivery))


def rows_of(delivery: Delivery):
    """The list as the insurer reads it, headings first, the same lines each time it goes out. Who has gone since then,
    or does not agree any more, is named by number only."""
    yield [str(heading) for heading in HEADINGS[delivery.kind]]
    lines = delivery.lines.select_related("cover__volunteer__user").order_by("pk")
    if delivery.kind == Kind.ADDED:
        dropped = Q(cover__state=Cover.State.ENDED)
        if delivery.handed_over_at:
            dropped &= Q(cover__end_sent_at__lte=delivery.handed_over_at)
        lines = lines.exclude(dropped).annotate(
            is_agreed=Exists(agreed().filter(user=OuterRef("cover__volunteer__user")))
        )
    for line in lines.iterator(chunk_size=1000):
        yield _added(line, delivery) if delivery.kind == Kind.ADDED else _ended(line)


def _added(line, delivery):
    """Asked for from the day of the list, until the end of the policy."""
    policy, person = delivery.policy, line.cover.volunteer
    is_named = line.is_agreed and line.cover.state != Cover.State.ENDED
    who = [person.name, person.get_document_type_display(), person.document_number, person.user.phone]
    period = [max(delivery.day, policy.starts_on), policy.ends_on]
    return [
        *[line.pk, person.number],
        *(who if is_named else [""] * len(who)),
        *(day.isoformat() for day in period),
    ]


def _ended(line):
    cover = line.cover
    last = cover.last_day or days.day_of(cover.ended_at)
    return [line.pk, cover.volunteer.number, cover.insurer_number, last.isoformat(), cover.reason]
