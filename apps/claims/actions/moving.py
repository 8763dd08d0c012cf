"""A claim moves on: the office hands it to the insurer, who settles it; each step is told to the person."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.claims.evidence import evidence_of
from apps.claims.models import Claim, ClaimMove, HandedEvidence
from apps.core import audit, uploads
from apps.core.errors import Refused
from apps.insurance.models import PolicyContact
from apps.insurance.offices import nearest_officers
from apps.messaging.actions import News, tell
from apps.organizations.models import Post
from apps.registration.models import Guardianship

State = Claim.State


def step(claim: Claim, state: str, by: User, **said) -> Claim:
    was = claim.state
    claim.move(state, at=timezone.now(), **said)
    claim.save(update_fields=Claim.MOVED)
    ClaimMove.objects.create(claim=claim, was=was, became=state, by=by, reason=claim.reason)
    audit.note(f"claim.{state}", [claim], by=by)
    tell_person(claim, by)
    if state != State.REPORTED and was != State.DRAFTED:
        title = _("跟进的报案有进展：%(state)s") % {"state": claim.get_state_display()}
        tell_followers(claim, "claim.moved", title, by=by)
    return claim


@transaction.atomic
def hand_to_insurer(claim: Claim, *, insurer_number: str = "", by: User) -> Claim:
    """The office gave it to the insurer, who gave it a number; its contacts see it from now on. The evidence is kept as it
    is at this moment: what was handed over can be shown later, whatever changes behind it."""
    claim = step(hold_at_office(claim, by), State.WITH_INSURER, by, insurer_number=insurer_number.strip())
    keep_evidence(claim, by)
    title, key = _("有一份报案交给你们了"), f"claim:{claim.pk}:{timezone.now().isoformat()}"
    tell("claim.reported", [News(user, key, title, "", url) for user, url in contacts_of(claim).items()])
    return claim


def keep_evidence(claim, by):
    name = _("出险证明材料-报案%(number)d号.pdf") % {"number": claim.pk}
    (file,) = uploads.put_away([(evidence_of(claim), name, claim.volunteer.user_id)])
    HandedEvidence.objects.create(claim=claim, file=file, handed_by=by)


@transaction.atomic
def ask_for_more(claim: Claim, *, reason: str, by: User) -> Claim:
    """Papers are missing: the person hears which."""
    return step(hold(claim, by), State.ASKED, by, reason=needed(reason))


@transaction.atomic
def settle_claim(claim: Claim, *, paid: int, by: User) -> Claim:
    """The insurer paid so much, in fen."""
    if paid <= 0:
        raise Refused(_("写明赔了多少钱。"), code="bad_amount")
    return step(hold(claim, by), State.SETTLED, by, paid=paid)


@transaction.atomic
def refuse_claim(claim: Claim, *, reason: str, by: User) -> Claim:
    """The insurer does not pay, and says why."""
    return step(hold(claim, by), State.REFUSED, by, reason=needed(reason))


@transaction.atomic
def state_what_is_known(claim: Claim, *, statement: str, by: User) -> Claim:
    """The organisation says what it knows of it, once it was handed in and until it is closed."""
    held = Claim.objects.managed_by(by).filter(pk=claim.pk).exists()
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if not held or claim.is_closed:
        raise Refused(_("已经办完了，或者不是你们的活动。"), code="closed")
    claim.statement, claim.statement_by = statement.strip(), by
    claim.save(update_fields=["statement", "statement_by"])
    audit.note("claim.stated", [claim], by=by)
    return claim


def needed(reason):
    if not reason.strip():
        raise Refused(_("写明原因，本人看得到。"), code="no_reason")
    return reason.strip()


def hold(claim, by):
    """For the office, and for the insurer's contact once it is theirs."""
    theirs = Claim.objects.governed_by(by) | Claim.objects.at_insurers_of(by)
    return locked(claim, theirs)


def hold_at_office(claim, by):
    return locked(claim, Claim.objects.governed_by(by))


def locked(claim, rows):
    if not rows.filter(pk=claim.pk).exists():
        raise Refused(_("这份报案不归你办。"), code="not_yours")
    held = Claim.objects.select_for_update(of=("self",)).select_related("volunteer", "cover__policy")
    return held.get(pk=claim.pk)


def tell_person(claim, by):
    """The person, and the guardians of a child: where it stands now. Nothing of what happened."""
    title = _("报案有进展：%(state)s") % {"state": claim.get_state_display()}
    key = f"claim:{claim.pk}:{timezone.now().isoformat()}"
    url = reverse("claims:claim", args=[claim.pk])
    people = own_people(claim) - {by.pk}
    tell("claim.moved", [News(user, key, title, claim.reason, url) for user in people])


def own_people(claim):
    guardians = Guardianship.objects.standing().filter(child=claim.volunteer_id)
    return {claim.volunteer.user_id, *guardians.values_list("guardian__user_id", flat=True)}


def tell_offices(claim, *, again):
    """The officers for insurance of the nearest office, and those who manage the organisation where it happened."""
    title = _("补了材料的报案") if again else _("有人报案了")
    tell_followers(claim, "claim.reported", title, by=None)


def tell_followers(claim, kind, title, *, by):
    """Office, organisation and, once it is theirs, the people at the insurer: never the reason, never what happened."""
    key = f"claim:{claim.pk}:{claim.moves.count()}"
    kept_out = own_people(claim) | ({by.pk} if by else set())
    contacts = {} if claim.state == State.WITH_INSURER else contacts_of(claim)
    places = {**contacts, **staff_of(claim), **officers_of(claim)}
    tell(kind, [News(user, key, title, "", url) for user, url in places.items() if user not in kept_out])


def officers_of(claim):
    """{user: where they see it} of the nearest office that has any."""
    code, users = nearest_officers(claim.volunteer.region_id)
    return dict.fromkeys(users, reverse("claims:region_claim", args=[code, claim.pk])) if users else {}


def staff_of(claim):
    organization = claim.organization_id
    if organization is None:
        return {}
    staff = Post.objects.in_force().filter(organization=organization, role__in=Post.MANAGES)
    url = reverse("claims:organization_claim", args=[organization, claim.pk])
    return dict.fromkeys(staff.values_list("user_id", flat=True), url)


def contacts_of(claim):
    if not claim.handed_over_at:
        return {}
    contacts = PolicyContact.objects.standing().filter(policy=claim.cover.policy_id)
    return dict.fromkeys(
        contacts.values_list("user_id", flat=True), reverse("claims:at_insurer", args=[claim.pk])
    )
