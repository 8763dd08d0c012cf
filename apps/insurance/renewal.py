"""Policies that run out: warned of in time, with how many people would be left without cover."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.utils import timezone

from apps.core import days
from apps.core.models import PolicyRow
from apps.insurance.models import Cover, Policy

FEW, KEPT_SECONDS = 5000, 2 * 24 * 3600


def warning_days() -> list[int]:
    """How many days before the end it is warned: 60 and 30 unless policy says otherwise."""
    limits = PolicyRow.objects.values_of("insurance")
    return sorted((limits["first_warning_days"], limits["last_warning_days"]), reverse=True)


def claims_since() -> datetime.datetime:
    """How far back something may lie that is claimed today."""
    return timezone.now() - datetime.timedelta(days=PolicyRow.objects.value("insurance", "claim_days"))


@dataclass(frozen=True)
class Left:
    """How many people it insures on its last day whom nothing insures on the day after, and how many of them wait in
    another policy: what is on its way insures nobody yet."""

    people: int = 0
    waiting: int = 0


def left_uncovered(*policies: Policy) -> dict[int, Left]:
    """{policy: whom it would leave uncovered}."""
    day_after = ExpressionWrapper(OuterRef("policy__ends_on") + Value(1), output_field=DateField())
    after = Cover.objects.filter(volunteer=OuterRef("volunteer"), during__contains=day_after)
    on_their_way = after.filter(state__in=[Cover.State.ELIGIBLE, Cover.State.SENT])
    insured = Cover.objects.filter(
        policy__in=policies, state=Cover.State.ACCEPTED, during__contains=F("policy__ends_on")
    )
    rows = insured.filter(~Exists(after.filter(state=Cover.State.ACCEPTED))).values_list("policy").order_by()
    counted = rows.annotate(
        people=Count("volunteer", distinct=True),
        waiting=Count("volunteer", distinct=True, filter=Exists(on_their_way)),
    )
    found = {policy: Left(people, waiting) for policy, people, waiting in counted}
    return {policy.pk: found.get(policy.pk, Left()) for policy in policies}


def kept_left(policies: Iterable[Policy]) -> dict[int, Left | None]:
    """{policy: whom it would leave uncovered}. Of those that serve everybody, with many people in them, as it was counted in
    the night; None where it was not counted yet, for that takes minutes."""
    policies = list(policies)
    kept = cache.get_many([_key(policy) for policy in policies])
    missing = [policy for policy in policies if _key(policy) not in kept]
    people = Cover.objects.filter(policy__in=missing, state=Cover.State.ACCEPTED)
    if missing and people[: FEW + 1].count() > FEW:
        missing = [policy for policy in missing if policy.serves != Policy.Serves.EVERYONE]
    counted = left_uncovered(*missing) if missing else {}
    return {policy.pk: kept.get(_key(policy), counted.get(policy.pk)) for policy in policies}


@transaction.atomic
def count_left(today: datetime.date) -> None:
    """By night: count whom those that serve everybody and run out would leave uncovered, and keep it until the next."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '30min'")  # nobody waits for an answer, as at a page
    for policy in Policy.objects.for_everyone().running_out(today, warning_days()[0]).order_by("pk"):
        cache.set(_key(policy), left_uncovered(policy)[policy.pk], KEPT_SECONDS)


def _key(policy):
    return f"insurance:{policy.pk}:{policy.ends_on}:left"


def running_out(policies: Iterable[Policy], today: datetime.date | None = None) -> list[Policy]:
    """Those of them whose successor it is time for, each with `left`: whom it would leave uncovered, None if not counted
    yet."""
    first, today = warning_days()[0], today or days.today()
    ending = [one for one in policies if one.is_in_force and (one.ends_on - today).days <= first]
    left = kept_left(ending)
    for one in ending:
        one.left = left[one.pk]
    return ending


def people_of(policy: Policy) -> dict[str, int]:
    """{state: how many people} of a policy today."""
    rows = Cover.objects.filter(policy=policy).values_list("state").annotate(n=Count("pk")).order_by()
    return {str(state): n for state, n in rows}
