"""Adults who answer for children under 18: they agree from their own account, and may take it back."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actions import give_consents, withdraw_consents
from apps.accounts.models import Consent, User
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.registration.models import Guardianship, Volunteer
from apps.registration.numbers import CODE_LENGTH, new_guardian_code, read_guardian_code
from apps.registration.signals import consent_withdrawn

OF_MINORS = [Consent.Purpose.MINOR, Consent.Purpose.MINOR_DATA]
TWICE = {"registration_guardianship_linked_once": "already_linked"}


def find_child(text: str, *, by: User) -> Volunteer:
    """The child who was shown this code. Guesses are counted, and every wrong one gets the same answer."""
    _count_guess(by)
    code = read_guardian_code(text)
    child = Volunteer.objects.filter(guardian_code=code).first() if len(code) == CODE_LENGTH else None
    if child is None or not child.is_minor:
        raise Refused(_("没有找到这个码，请和孩子再对一遍。"), code="unknown_code")
    return child


def _count_guess(user):
    limits = PolicyRow.objects.values_of("guardian")
    key = f"guardian-code:{user.pk}"
    try:
        guesses = cache.incr(key)
    except ValueError:
        guesses = 1
        cache.set(key, guesses, timeout=limits["pause_minutes"] * 60)
    if guesses > limits["codes"]:
        words = _("试得太多了，%(minutes)s分钟后再来。") % {"minutes": limits["pause_minutes"]}
        raise Refused(words, code="too_many_guesses")


@transaction.atomic
def link_child(code: str, *, relation: str, purposes: Iterable[str], by: User) -> Guardianship:
    """A passed adult answers for the child who was shown the code, and agrees to what the child needs.

    Under 18 the guardian's consent comes first, under 14 a separate one for keeping a child's data (Personal
    Information Protection Law §31). The code works once.
    """
    child = Volunteer.objects.select_for_update(of=("self",)).filter(guardian_code=code).first()
    guardian = Volunteer.objects.filter(user=by).first()
    if child is None or not child.is_minor:
        raise Refused(_("这个码已经用过了，请孩子看看有没有新的。"), code="unknown_code")
    refuse_unless_fit_to_guard(guardian)
    if guardian.pk == child.pk:
        raise Refused(_("不能做自己的监护人。"), code="own_code")
    with refusing(Guardianship, TWICE):
        guardianship = Guardianship.objects.create(guardian=guardian, child=child, relation=relation)
    audit.note("guardian.linked", [guardianship], by=by)
    _consent(guardianship, child, purposes, by=by)
    return guardianship


def refuse_unless_fit_to_guard(guardian: Volunteer | None) -> None:
    if guardian is None or not guardian.is_passed:
        raise Refused(_("你自己的身份核验通过后，才能替孩子同意。"), code="guardian_not_passed")
    if guardian.is_minor:
        raise Refused(_("监护人要年满18岁。"), code="guardian_too_young")


@transaction.atomic
def give_guardian_consent(guardianship: Guardianship, *, purposes: Iterable[str], by: User) -> None:
    """Agree for a child one already answers for: once more after taking it back."""
    child = Volunteer.objects.select_for_update(of=("self",)).get(pk=guardianship.child_id)
    _consent(guardianship, child, purposes, by=by)


def _consent(guardianship, child, purposes, *, by):
    needed = child.consents_needed()
    if not set(needed) <= set(purposes):
        raise Refused(_("这几项都同意，孩子才能参加。"), code="consent_missing")
    give_consents(child.user, needed, by=by)
    child.guardian_code = None
    child.save(update_fields=["guardian_code"])
    _tell_child(guardianship, "given", _("监护人同意你参加志愿服务了"), _("身份核验通过以后就能报名。"))


def _tell_child(guardianship, what, title, body):
    child = guardianship.child
    times = Consent.objects.filter(user=child.user_id, purpose__in=OF_MINORS).count()
    tell(
        "guardian",
        [News(child.user_id, f"guardianship:{guardianship.pk}:{what}:{times}", title, body, "/me/file/")],
    )


@transaction.atomic
def withdraw_guardian_consent(guardianship: Guardianship, *, by: User) -> None:
    """Take the agreement back: the child's places are given up with it. The child gets a new code, so that this or
    another guardian can agree again."""
    child = Volunteer.objects.select_for_update(of=("self",)).get(pk=guardianship.child_id)
    own = Consent.objects.filter(user=child.user_id, given_by=by, purpose__in=OF_MINORS)
    if not withdraw_consents(own, by=by):
        raise Refused(_("这里没有你同意过、还有效的事。"), code="nothing_to_withdraw")
    if child.is_minor and not child.has_guardian_consent():
        child.guardian_code = new_guardian_code()
        child.save(update_fields=["guardian_code"])
        consent_withdrawn.send(sender=Consent, user_ids=[child.user_id], by=by)
    words = _("在监护人重新同意以前，不能报名，也不能签到。")
    _tell_child(guardianship, "withdrawn", _("监护人撤回了同意"), words)
