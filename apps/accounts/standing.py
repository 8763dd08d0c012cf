"""What a person agreed to, purpose by purpose, beside the wording of today."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from apps.accounts import actions
from apps.accounts.models import Consent, ConsentText
from apps.accounts.signals import left_to_guardians
from apps.core.errors import Refused


@dataclass(frozen=True)
class Agreement:
    """One purpose: its wording, the consent that was given, and what its person can do about it now."""

    text: ConsentText
    consent: Consent | None
    is_standing: bool
    is_left_to_guardian: bool = False

    @property
    def is_outdated(self):
        """Given to an earlier wording: it counts no more, and is asked for again."""
        return self.consent is not None and not self.is_standing

    @property
    def may_be_given(self):
        return self.text.purpose in Consent.FREE and not self.is_standing and not self.is_left_to_guardian

    @property
    def may_be_withdrawn(self):
        """Not those to the terms, which end with the account, nor a guardian's, who takes it back."""
        return (
            self.consent is not None
            and self.consent.given_by_id == self.consent.user_id
            and self.text.purpose != Consent.Purpose.TERMS
        )


def agreements_of(user):
    """Every purpose that concerns the person: what was given, and what they may give."""
    standing = set(Consent.objects.standing().filter(user=user).values_list("pk", flat=True))
    given = {}
    for consent in Consent.objects.not_withdrawn().filter(user=user).order_by("given_at"):
        given[consent.purpose] = consent
    others = left_to_guardians_of(user)
    found = [
        Agreement(
            text,
            consent := given.get(text.purpose),
            consent is not None and consent.pk in standing,
            text.purpose in others,
        )
        for text in ConsentText.objects.in_force()
    ]
    order = {purpose: place for place, purpose in enumerate(Consent.Purpose.values)}
    concerning = [one for one in found if one.consent or one.may_be_given or one.is_left_to_guardian]
    return sorted(concerning, key=lambda one: order[one.text.purpose])


def agreement_of(user, purpose):
    """One of these, as the person has it now; for what does not concern them there is none."""
    standing = Consent.objects.standing().filter(user=user, purpose=purpose).first()
    given = Consent.objects.not_withdrawn().filter(user=user, purpose=purpose).order_by("-given_at").first()
    text = ConsentText.objects.in_force().get(purpose=purpose)
    return Agreement(text, standing or given, standing is not None, purpose in left_to_guardians_of(user))


def left_to_guardians_of(user):
    """The purposes that this person does not decide by themselves."""
    answers = left_to_guardians.send(sender=Consent, user=user)
    return {purpose for _receiver, purposes in answers for purpose in purposes}


def give_freely(user, purpose):
    """Agree to what anybody may agree to at any time; the others belong to signing up, registering, or a guardian."""
    if purpose not in Consent.FREE:
        raise Http404
    if purpose in left_to_guardians_of(user):
        raise Refused(_("未满18岁，这一项由监护人在自己的账号里决定。"), code="guardian_decides")
    actions.give_consents(user, [purpose], by=user)


def withdraw_own(user, purpose):
    """Only one's own, and not the one to the terms: that one ends with the account."""
    own = Consent.objects.not_withdrawn().filter(user=user, given_by=user, purpose=purpose)
    if not own.exclude(purpose=Consent.Purpose.TERMS).exists():
        raise Http404
    actions.withdraw_consents(own, by=user)
