"""A guardian agrees that a child is named to the insurer, and takes it back."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts.actions import give_consents, withdraw_consents
from apps.accounts.models import Consent, User
from apps.core.errors import Refused
from apps.insurance.agreeing import PURPOSE
from apps.registration.models import Guardianship, Volunteer


@transaction.atomic
def agree_for_child(guardianship: Guardianship, *, by: User) -> None:
    """Let the child be named to the insurer. What the child said by itself does not count, and makes room."""
    child = hold_child(guardianship, by)
    if not child.is_minor:
        raise Refused(_("孩子满18岁了，由本人在自己的账号里决定。"), code="of_age")
    withdraw_consents(given_to(child).filter(given_by=F("user")), by=by)
    give_consents(child.user, [PURPOSE], by=by)


@transaction.atomic
def take_back_for_child(guardianship: Guardianship, *, by: User) -> None:
    """The child is not named any more; what is insured already stays so. Either guardian may, whoever had agreed."""
    if not withdraw_consents(given_to(hold_child(guardianship, by)), by=by):
        raise Refused(_("这里没有还有效的同意。"), code="nothing_to_withdraw")


def hold_child(guardianship, by):
    standing = Guardianship.objects.standing().filter(pk=guardianship.pk, guardian__user=by)
    child = standing.values_list("child", flat=True).first()
    if child is None:
        raise Refused(_("只有监护人能替孩子决定。"), code="not_yours")
    held = Volunteer.objects.select_for_update(of=("self",)).select_related("user")
    return held.defer("document_number").get(pk=child)


def given_to(child):
    return Consent.objects.not_withdrawn().filter(user=child.user_id, purpose=PURPOSE)
