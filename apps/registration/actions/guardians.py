"""Adults who answer for children under 18: they agree from their own account, and may take it back."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
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
BY_GUARDIANS = [*OF_MINORS, Consent.Purpose.INSURER]  # what lapses when one answers for the child no longer
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
    others = Guardianship.objects.objecting().filter(child=child).exclude(pk=guardianship.pk)
    if others.exists():
        words = _(
            "孩子的另一位监护人撤回了同意，要他先在自己的账号里重新同意。说不到一起，找旗县的志愿服务部门。"
        )
        raise Refused(words, code="other_guardian_objects")
    Guardianship.objects.filter(pk=guardianship.pk).update(objected_at=None)
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
    """Take the agreement back: the child's places are given up with it. Where two guardians disagree the stricter
    holds: either may take back what the other has agreed to, and it stands again when both agree.

    The child gets a new code, by which another guardian may come in once nobody objects.
    """
    child = Volunteer.objects.select_for_update(of=("self",)).get(pk=guardianship.child_id)
    given = Consent.objects.filter(user=child.user_id, purpose__in=OF_MINORS)
    if not withdraw_consents(given, by=by):
        raise Refused(_("这里没有还有效的同意。"), code="nothing_to_withdraw")
    Guardianship.objects.filter(pk=guardianship.pk).update(objected_at=timezone.now())
    _stop([child], by=by)
    words = _("在监护人重新同意以前，不能报名，也不能签到。")
    _tell_child(guardianship, "withdrawn", _("监护人撤回了同意"), words)
    _tell_others(guardianship)


def _tell_others(guardianship):
    """The other guardians of the child."""
    others = Guardianship.objects.standing().filter(child=guardianship.child_id).exclude(pk=guardianship.pk)
    name = guardianship.child.masked_name
    body = _("两位监护人意见不一样的时候，按不同意的算。要他重新同意，孩子才能报名。")
    key = f"guardianship:{guardianship.pk}:other:{timezone.now().timestamp():.0f}"
    title = _("%(name)s的另一位监护人撤回了同意") % {"name": name}
    tell(
        "guardian",
        [
            News(one.guardian.user_id, key, title, body, "/me/children/")
            for one in others.select_related("guardian")
        ],
    )


@transaction.atomic
def end_guardianship(guardianship: Guardianship, *, by: User, reason: str = "") -> None:
    """Answer for the child no longer: by the guardian, or by a reviewer of the child's region who says why. What this
    guardian agreed to lapses; an objection of theirs ends with it. Without another guardian who has agreed, the child's
    places are given up and a new code is shown."""
    child = Volunteer.objects.select_for_update(of=("self",)).get(pk=guardianship.child_id)
    guardianship = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship.pk)
    if guardianship.ended_at:
        raise Refused(_("这个监护关系已经结束了。"), code="already_ended")
    guardian = guardianship.guardian
    if guardian.user_id != by.pk:
        _refuse_unless_reviewer(guardianship, by)
        if not reason:
            raise Refused(_("请写明原因。"), code="no_reason")
    guardianship.ended_at, guardianship.ended_by, guardianship.end_reason = timezone.now(), by, reason
    guardianship.save(update_fields=["ended_at", "ended_by", "end_reason"])
    given = Consent.objects.filter(user=child.user_id, given_by=guardian.user_id, purpose__in=BY_GUARDIANS)
    withdraw_consents(given, by=by)
    _stop([child], by=by)
    audit.note("guardian.ended", [guardianship], by=by, reason=reason)
    key = f"guardianship:{guardianship.pk}:ended"
    body = reason or _("没有别的监护人同意的话，不能报名，也不能签到。")
    people = {child.user_id: "/me/file/", guardian.user_id: "/me/children/"}
    tell("guardian", [News(user, key, _("监护关系结束了"), body, url) for user, url in people.items()])


def _refuse_unless_reviewer(guardianship, by):
    if not Guardianship.objects.endable_by(by).filter(pk=guardianship.pk).exists():
        raise Refused(_("只有监护人自己，或者孩子所在地的核验人员能结束。"), code="not_yours")


def end_all_guardianships(volunteer: Volunteer, *, by: User | None) -> None:
    """Nobody answers for a child under somebody else's name, or after having left: what was agreed to lapses, and
    another guardian may agree. Who is no longer here as a child is answered for by nobody."""
    standing = Guardianship.objects.standing().filter(guardian=volunteer)
    held = Volunteer.objects.filter(pk__in=standing.values("child")).order_by("pk")
    children = list(held.select_for_update(of=("self",)))
    ended = {"ended_at": timezone.now(), "ended_by": by}
    standing.update(**ended)
    Guardianship.objects.standing().filter(child=volunteer).update(**ended)
    users = [child.user_id for child in children]
    given = Consent.objects.filter(user__in=users, given_by=volunteer.user, purpose__in=BY_GUARDIANS)
    withdraw_consents(given, by=by)
    _stop(children, by=by)


def _stop(children, *, by):
    """Of these children, those for whom no agreement stands any more: their places are given up, a new code is shown."""
    alone = [child for child in children if child.is_minor and not child.has_guardian_consent()]
    for child in alone:
        child.guardian_code = new_guardian_code()
    Volunteer.objects.bulk_update(alone, ["guardian_code"])
    if alone:
        consent_withdrawn.send(sender=Consent, user_ids=[child.user_id for child in alone], by=by)
