"""Policies come into force, and go out of it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, chunks, days, outbox, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from apps.insurance.models import Benefit, Cover, Policy
from apps.insurance.signals import policy_stopped
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.registration.models import Guardianship, Volunteer

ENROL, STOP = "insurance_enrol", "insurance_stop"
State = Policy.State
BROKEN = {
    "insurance_policy_each_number_once": "number_taken",
    "insurance_policy_ends_after_it_begins": "bad_days",
    "insurance_policy_ages_stand_in_order": "bad_ages",
    "insurance_policy_for_everyone_is_of_a_region": "not_an_office",
    "insurance_policy_of_an_organization_is_checked_by_others": "own_policy",
}
ONE_NAME = {
    "insurance_benefit_named_once": "benefit_there",
    "insurance_benefit_pays_something": "bad_amount",
}


def writable_by(user: User) -> Any:
    """Policies the person may write: of their offices' regions, or of an organisation they manage."""
    return Policy.objects.kept_by(user) | Policy.objects.managed_by(user)


def hold(policy: Policy, by: User) -> Policy:
    """The policy as it stands, for one of those who keep it."""
    held = writable_by(by).filter(pk=policy.pk).order_by("pk").values_list("pk", flat=True).first()
    if held is None:
        raise Refused(_("这份保单不归你管。"), code="not_yours")
    return Policy.objects.select_for_update(of=("self",)).get(pk=held)


def hold_as_office(policy: Policy, by: User) -> Policy:
    """The policy as it stands, for the office that keeps it, or the one above the organisation that took it out."""
    held = {"pk": policy.pk}
    kept, overseen = Policy.objects.kept_by(by).filter(**held), Policy.objects.overseen_by(by).filter(**held)
    if not (kept.exists() or overseen.exists()):
        raise Refused(_("这份保单不归你管。"), code="not_yours")
    return Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)


@transaction.atomic
def save_policy(policy: Policy, *, proof: KeptFile | None = None, by: User) -> Policy:
    """Keep what was typed about a policy, as long as it is a draft. The caller asked whose it is."""
    if policy.pk:
        held = hold(policy, by)
        refuse_unless_draft(held)
        proof = proof or held.proof
        had = [held.proof_id]
    else:
        policy.created_by, had = by, []
    uploads.attach([proof], by=by, had=had)
    policy.proof = proof
    with refusing(Policy, BROKEN):
        policy.save()
    audit.note("policy.written", [policy], by=by)
    return policy


def refuse_unless_draft(policy):
    if not policy.is_editable:
        raise Refused(_("交出去或者生效的保单不能再改。"), code="not_a_draft")


@transaction.atomic
def add_benefit(policy: Policy, *, name: str, amount: int, words: str = "", by: User) -> Benefit:
    """One more line of what it pays; the amount in fen."""
    held = hold(policy, by)
    refuse_unless_draft(held)
    benefit = Benefit(policy=held, name=name, amount=amount, words=words)
    with refusing(Benefit, ONE_NAME):
        benefit.save()
    audit.note("policy.written", [held], by=by)
    return benefit


@transaction.atomic
def remove_benefit(benefit: Benefit, *, by: User) -> None:
    held = hold(benefit.policy, by)
    refuse_unless_draft(held)
    benefit.delete()
    audit.note("policy.written", [held], by=by)


@transaction.atomic
def hand_in_policy(policy: Policy, *, by: User) -> Policy:
    """An organisation lets the office look at its policy; with the paper, or nobody could."""
    held = hold(policy, by)
    refuse_unless_complete(held)
    if held.proof_id is None:
        raise Refused(_("先传保单的扫描件，部门要对着看。"), code="no_proof")
    return step(held, State.CHECKING, by)


@transaction.atomic
def start_policy(policy: Policy, *, by: User) -> Policy:
    """An office brings its own policy into force. The free one has its people from now on: the register is gone through
    in pieces."""
    held = hold(policy, by)
    if held.organization_id:
        raise Refused(_("组织的保单要部门核对过才生效。"), code="needs_checking")
    refuse_unless_complete(held)
    return begin(held, by)


@transaction.atomic
def pass_policy(policy: Policy, *, by: User) -> Policy:
    """An office found an organisation's policy as its paper says."""
    held = hold_to_check(policy, by)
    refuse_unless_complete(held)
    begin(held, by)
    tell_author(held, _("保单核对过了：%(name)s"), _("从现在起可以选给有危险的活动。"))
    return held


@transaction.atomic
def return_policy(policy: Policy, *, reason: str, by: User) -> Policy:
    """An office sends an organisation's policy back with what is to be changed."""
    if not reason.strip():
        raise Refused(_("写明要改什么，对方才改得了。"), code="no_reason")
    held = step(hold_to_check(policy, by), State.DRAFT, by, reason.strip())
    tell_author(held, _("保单退回来了：%(name)s"), held.reason)
    return held


def hold_to_check(policy, by):
    held = Policy.objects.checkable_by(by).filter(pk=policy.pk, state=State.CHECKING).first()
    if held is None:
        raise Refused(_("这份保单已经核对过了，或者不归你核对。"), code="already_decided")
    return Policy.objects.select_for_update(of=("self",)).get(pk=held.pk)


def begin(policy, by):
    with refusing(Policy, BROKEN):
        step(policy, State.IN_FORCE, by)
    if policy.serves == Policy.Serves.EVERYONE:
        outbox.put(ENROL, pieces_of(Volunteer, policy.pk, policy.started_at))
    return policy


@transaction.atomic
def withdraw_policy(policy: Policy, *, reason: str, by: User) -> Policy:
    """Take a policy out of use; an office also one of an organisation in its region. Whom it covers is told, and covered
    to the end of this day."""
    is_own = writable_by(by).filter(pk=policy.pk).exists()
    held = hold(policy, by) if is_own else hold_as_office(policy, by)
    if not reason.strip():
        raise Refused(_("写明为什么停用。"), code="no_reason")
    stop(held, by, reason.strip())
    if not is_own:
        tell_author(held, _("保单被部门停用了：%(name)s"), held.reason)
    return held


def stop(policy, by, reason):
    was_in_force = policy.is_in_force
    step(policy, State.WITHDRAWN, by, reason)
    stop_covers(policy, _("保单停用了"))
    if was_in_force:
        policy_stopped.send(sender=Policy, policy=policy)


@transaction.atomic
def pass_on_policies(organization: Organization, successor: Organization | None, *, by: User) -> None:
    """An organisation closes: who goes on in its place keeps its policies, without one they are stopped."""
    live = [State.DRAFT, State.CHECKING, State.IN_FORCE]
    policies = Policy.objects.filter(organization=organization, state__in=live).order_by("pk")
    if successor:
        policies.update(organization=successor)
        return
    for policy in policies.select_for_update(of=("self",)):
        stop(policy, by, _("组织注销了"))


@transaction.atomic
def end_policy(policy: Policy) -> None:
    """A policy whose last day is over."""
    held = Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if held.is_in_force and held.ends_on < days.today():
        step(held, State.ENDED, None)
        stop_covers(held, _("保单到期了"))


def stop_covers(policy, reason):
    items = pieces_of(Cover, policy.pk, policy.ended_at)
    for payload in items.values():
        payload["reason"] = reason
    outbox.put(STOP, items)


def pieces_of(model, policy_id, at):
    """{key: payload} of the outbox for every piece of a table."""
    return {
        f"{policy_id}:{at.isoformat()}:{after}": {"policy": policy_id, "after": after, "upto": upto}
        for after, upto in chunks.ranges(model)
    }


def step(policy, state, by, reason=""):
    policy.move(state, by=by, at=timezone.now(), reason=reason)
    policy.save(update_fields=Policy.MOVED)
    audit.note(f"policy.{state}", [policy], by=by, reason=reason)
    return policy


def refuse_unless_complete(policy):
    if policy.ends_on < days.today():
        raise Refused(_("这份保单已经过期了。"), code="past")
    if not policy.benefits.exists():
        raise Refused(_("先写上至少一项保障和金额。"), code="no_benefits")


def tell_author(policy, title, body):
    key = f"policy:{policy.pk}:{timezone.now().isoformat()}"
    url = f"/org/{policy.organization_id}/insurance/{policy.pk}/"
    tell("insurance.policy", [News(policy.created_by_id, key, title % {"name": policy.name}, body, url)])


def tell_ended(volunteer_ids: Iterable[int], policy: Policy, reason: str) -> None:
    """Whose cover ended hears of it, and why, and the guardians of a child; not who has left."""
    passed = Volunteer.objects.passed().filter(pk__in=list(volunteer_ids)).order_by("pk")
    people = list(passed.defer("document_number"))
    body = _("%(reason)s。%(name)s从今天以后不再管你。") % {"reason": reason, "name": policy.name}
    tell(
        "insurance.ended",
        (
            News(user, f"policy:{policy.pk}{child}", _("一份保险终止了"), f"{name}{body}", "/me/insurance/")
            for user, child, name in themselves_and_guardians(people)
        ),
    )


def themselves_and_guardians(people):
    """(user, what tells children apart, whose it is): the person, and for a child everybody who answers for it."""
    adult = PolicyRow.objects.value("age", "adult")
    children = {person.pk: person.name for person in people if person.age < adult}
    links = Guardianship.objects.standing().filter(child__in=children).values_list("guardian__user", "child")
    return [
        *((person.user_id, "", "") for person in people),
        *((user, f":{child}", f"{children[child]}：") for user, child in links.order_by("pk")),
    ]
