"""What if: an office writes other thresholds or goals down and sees whom they would touch before anything is in force."""

import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, bell, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.quotas import effects
from apps.quotas.models import DraftRow, PolicyDraft
from apps.regions.models import Region

Topic, State = DraftRow.Topic, PolicyDraft.State
STARS = ["1", "2", "3", "4", "5"]
JUST_NOW = datetime.timedelta(minutes=1)
TASK = "apps.quotas.tasks.count_drafts"


def numbers_in_force(day: datetime.date | None = None) -> dict[tuple[str, str], int]:
    """Every number a draft can change, as it stands on a day."""
    stars, goals = (PolicyRow.objects.values_of(topic, day) for topic in (Topic.STARS, Topic.GOALS))
    return {
        **{(Topic.STARS.value, item): stars[item] for item in STARS},
        **{(Topic.GOALS.value, item): goals[item] for item in ("employee", "university", "pupil")},
    }


def refuse_unless_ascending(numbers: dict[tuple[str, str], int]) -> None:
    line = [numbers[(Topic.STARS.value, item)] for item in STARS]
    if sorted(set(line)) != line or line[0] < 1:
        raise Refused(_("星级要一星比一星高。"), code="stars_not_ascending")


@transaction.atomic
def draft_policy(region: Region, *, name: str, numbers: dict[tuple[str, str], int], by: User) -> PolicyDraft:
    """Keep what is not as it is now, and have a worker count whom it would touch in the region."""
    now = numbers_in_force()
    changed = {key: value for key, value in numbers.items() if value != now[key]}
    if not changed:
        raise Refused(_("和现在的规定一样，改一项再算。"), code="nothing_changed")
    refuse_unless_ascending(now | changed)
    if same := _written_just_now(region, name.strip(), changed, by):
        return same
    draft = PolicyDraft.objects.create(region=region, name=name.strip(), made_by=by)
    DraftRow.objects.bulk_create(
        DraftRow(draft=draft, topic=topic, item=item, value=value)
        for (topic, item), value in sorted(changed.items())
    )
    audit.note("draft.made", [draft], by=by, name=draft.name)
    _ring()
    return draft


def _written_just_now(region, name, changed, by):
    """The same draft of the same person, so that a second tap makes no second one. What a region writes is written one
    after the other."""
    Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    like = PolicyDraft.objects.of(region).filter(made_by=by, name=name, state=State.DRAFT)
    for one in like.filter(made_at__gte=timezone.now() - JUST_NOW).prefetch_related("rows"):
        if {(row.topic, row.item): row.value for row in one.rows.all()} == changed:
            return one
    return None


def _ring():
    transaction.on_commit(lambda: bell.ring(TASK), robust=True)


def count_drafts() -> int:
    """Count for each draft that is not counted yet whom it would touch. Returns how many were counted."""
    return sum(
        _count(pk) for pk in PolicyDraft.objects.to_count().order_by("pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _count(pk):
    """One of them, unless another worker is at it. It goes through everybody of the region, and may be withdrawn
    meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('quotas.draft', %s))", [pk])
        is_ours = cursor.fetchone()[0]
    draft = PolicyDraft.objects.to_count().filter(pk=pk).first() if is_ours else None
    if draft is None:
        return False
    numbers = numbers_in_force() | {(row.topic, row.item): row.value for row in draft.rows.all()}
    effects.write(
        draft,
        thresholds=[numbers[(Topic.STARS.value, item)] for item in STARS],
        goals={item: value for (topic, item), value in numbers.items() if topic == Topic.GOALS},
        today=days.today(),
    )
    if PolicyDraft.objects.to_count().filter(pk=pk).update(counted_at=timezone.now()):
        return True
    transaction.set_rollback(True)  # withdrawn meanwhile
    return False


def _hold(draft):
    # Not for its key: a worker that notes the draft's effects need not end first.
    held = PolicyDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if held.state != State.DRAFT:
        raise Refused(_("这份草案已经定了或者不用了。"), code="draft_is_decided")
    return held


@transaction.atomic
def count_again(draft: PolicyDraft, *, by: User) -> PolicyDraft:
    """Hours have changed since; the same draft against the totals of now."""
    held = _hold(draft)
    held.counted_at = None
    held.save(update_fields=["counted_at"])
    held.effects.all().delete()
    _ring()
    audit.note("draft.counted", [held], by=by)
    return held


@transaction.atomic
def put_in_force(draft: PolicyDraft, *, valid_from: datetime.date, source: str, by: User) -> PolicyDraft:
    """The draft becomes policy from a day to come on, by a document. Only the region's own offices decide about it: the
    goals and the stars are the same everywhere (内团联发〔2020〕17号)."""
    held = _hold(draft)
    if len(held.region_id) != Region.Level.REGION:
        raise Refused(_("只有自治区的部门能定；盟市、旗县可以先算给上级看。"), code="not_the_region")
    if valid_from <= days.today():
        raise Refused(_("最早从明天起。"), code="policy_from_the_past")
    if held.counted_at is None:
        raise Refused(_("还在数会变的人，数好了再定。"), code="draft_not_counted")
    if not source.strip():
        raise Refused(_("写上按哪个文件。"), code="source_missing")
    rows = list(held.rows.all())
    refuse_unless_ascending(numbers_in_force(valid_from) | {(row.topic, row.item): row.value for row in rows})
    with refusing(PolicyRow, {"core_policyrow_one_value_a_day": "day_is_taken"}):
        PolicyRow.objects.bulk_create(
            PolicyRow(
                topic=row.topic,
                item=row.item,
                value=row.value,
                unit="minutes",
                valid_from=valid_from,
                source=source.strip(),
            )
            for row in rows
        )
    held.state, held.valid_from, held.source = State.IN_FORCE, valid_from, source.strip()
    _decided(held, by)
    audit.note("draft.put_in_force", [held], by=by, valid_from=str(valid_from), source=held.source)
    return held


@transaction.atomic
def withdraw_draft(draft: PolicyDraft, *, by: User) -> PolicyDraft:
    """It is not pursued any further; what it said stays readable."""
    held = _hold(draft)
    held.state = State.WITHDRAWN
    _decided(held, by)
    audit.note("draft.withdrawn", [held], by=by)
    return held


def _decided(draft, by):
    draft.decided_by, draft.decided_at = by, timezone.now()
    draft.save(update_fields=["state", "valid_from", "source", "decided_by", "decided_at"])
