"""Settling claims to be a certain person."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.registration.models import Affiliation, IdentityCase, IdentityCaseQuerySet, Volunteer
from apps.registration.numbers import volunteer_number
from apps.registration.signals import affiliations_changed

State = IdentityCase.State


@dataclass(frozen=True)
class Outcome:
    """Case ids: those that passed, and those whose number somebody else has or claims in the same breath."""

    passed: list[int]
    set_aside: list[int]


@transaction.atomic
def pass_identity(cases: IdentityCaseQuerySet, *, by: User | None) -> Outcome:
    """These people are who they say they are: each gets a volunteer number. `by` is empty for an automatic check.

    A document belongs to one person. Where it already has a passed file, or two of the chosen cases claim it, the
    case is set aside for the reviewer to look into and the others go through.
    """
    chosen = list(cases.pending().order_by("pk").select_for_update(of=("self",), no_key=True))
    if not chosen:
        raise Refused(_("这些都已经核验过了。"), code="already_decided")
    for case in chosen:
        case.refuse_own(by)
    sound, files = _sort_out(chosen)
    if not sound:
        raise Refused(_already_there(chosen, files), code="document_already_passed")
    _number([case.volunteer for case in sound])
    passed = [case.pk for case in sound]
    IdentityCase.objects.filter(pk__in=passed).update(
        state=State.PASSED, decided_by=by, decided_at=timezone.now()
    )
    audit.note_ids("identity.passed", IdentityCase, passed, by=by)
    _tell_passed(sound)
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[case.volunteer_id for case in sound])
    return Outcome(passed, [case.pk for case in chosen if case.pk not in set(passed)])


def _sort_out(chosen):
    """The cases that may pass, and the passed files of others by document.

    Everyone who claims one of the documents is locked, in one order: of two reviewers who pass two claims to the
    same number at once, the second waits and then finds a passed file.
    """
    hashes = list(
        Volunteer.objects.filter(pk__in=[case.volunteer_id for case in chosen]).values_list(
            "document_hash", flat=True
        )
    )
    claimants = Volunteer.objects.filter(document_hash__in=hashes)
    claimants = {
        volunteer.pk: volunteer for volunteer in claimants.order_by("pk").select_for_update(of=("self",))
    }
    files = {volunteer.document_hash: volunteer for volunteer in claimants.values() if volunteer.is_passed}
    for case in chosen:
        case.volunteer = claimants[case.volunteer_id]
    claims = Counter(case.volunteer.document_hash for case in chosen)
    sound = [
        case
        for case in chosen
        if claims[case.volunteer.document_hash] == 1 and case.volunteer.document_hash not in files
    ]
    return sound, files


def _already_there(chosen, files):
    if len(chosen) == 1 and (other := files.get(chosen[0].volunteer.document_hash)):
        return _("这个证件号码已有通过核验的档案（编号%(number)s），请先弄清是不是同一个人。") % {
            "number": other.number
        }
    return _("选中的这几份证件号码重复或已有通过核验的档案，请一份一份看。")


def _number(volunteers):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('registration_volunteer_number') FROM generate_series(1, %s)", [len(volunteers)]
        )
        serials = [serial for (serial,) in cursor.fetchall()]
    now = timezone.now()
    for volunteer, serial in zip(volunteers, serials, strict=True):
        volunteer.number = volunteer_number(volunteer.region_id[:4], serial)
        volunteer.identity_state, volunteer.passed_at = Volunteer.IdentityState.PASSED, now
    Volunteer.objects.bulk_update(volunteers, ["number", "identity_state", "passed_at"], batch_size=1000)


def _tell_passed(cases):
    tell(
        "identity",
        (
            News(
                case.volunteer.user_id,
                f"case:{case.pk}",
                _("身份核验通过了"),
                _("你的志愿者编号是%(number)s，现在可以报名了。") % {"number": case.volunteer.number},
                "/me/file/",
            )
            for case in cases
        ),
    )


@transaction.atomic
def refuse_identity(case: IdentityCase, *, by: User | None, reason: str) -> IdentityCase:
    """Send a case back with the reason; the person may correct it and hand it in again."""
    cases = IdentityCase.objects.select_for_update(of=("self",), no_key=True)
    case = cases.select_related("volunteer").get(pk=case.pk)
    case.decide(State.REFUSED, by=by, at=timezone.now(), reason=reason)
    case.save()
    Volunteer.objects.filter(pk=case.volunteer_id).update(identity_state=Volunteer.IdentityState.REFUSED)
    audit.note("identity.refused", [case], by=by, reason=reason)
    words = _("%(reason)s 改好再交一次就行。") % {"reason": reason}
    news = News(case.volunteer.user_id, f"case:{case.pk}", _("身份核验没通过"), words, "/me/file/")
    tell("identity", [news])
    return case


@transaction.atomic
def show_document(case: IdentityCase, *, by: User, reason: str) -> str:
    """The full document number, for a reviewer who says what for. Leaves a record that nobody can take away."""
    audit.note("identity.document_shown", [case], by=by, reason=reason)
    return case.volunteer.document_number
