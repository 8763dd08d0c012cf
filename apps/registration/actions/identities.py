"""Settling claims to be a certain person."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.actions import News, tell
from apps.registration.actions.proposals import tell_of_entries
from apps.registration.models import Affiliation, IdentityCase, IdentityCaseQuerySet, Volunteer
from apps.registration.numbers import volunteer_number
from apps.registration.signals import affiliations_changed

State, Kind = IdentityCase.State, IdentityCase.Kind
DOCUMENT_SHOWN = "identity.document_shown"


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
    first = cases.pending().filter(kind=IdentityCase.Kind.REGISTER)
    chosen = list(first.order_by("pk").select_for_update(of=("self",), no_key=True))
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
    tell_of_entries([case.volunteer for case in sound])
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
    """Send a case back with the reason; the person may correct it and hand it in again. Who had passed and only wanted
    a change stays as they were."""
    case = _held(case)
    case.decide(State.REFUSED, by=by, at=timezone.now(), reason=reason)
    case.save()
    if case.kind == Kind.CHANGE:
        title, words = _("更正没有通过"), _("%(reason)s 档案还是原来的样子。")
    else:
        Volunteer.objects.filter(pk=case.volunteer_id).update(identity_state=Volunteer.IdentityState.REFUSED)
        title, words = _("身份核验没通过"), _("%(reason)s 改好再交一次就行。")
    audit.note("identity.refused", [case], by=by, reason=reason)
    tell_of(case, f"case:{case.pk}", title, words % {"reason": reason})
    return case


@transaction.atomic
def ask_for_correction(case: IdentityCase, *, by: User, reason: str) -> IdentityCase:
    """Say what is to be corrected. The person corrects it, and the case comes back to its place in the queue."""
    case = _held(case)
    case.ask(reason, by=by)
    case.save()
    if case.kind != Kind.CHANGE:
        state = Volunteer.IdentityState.CORRECTION
        Volunteer.objects.filter(pk=case.volunteer_id).update(identity_state=state)
    audit.note("identity.correction_asked", [case], by=by, reason=reason)
    words = _("%(reason)s 改好交回来就接着核验，不用重新排队。") % {"reason": reason}
    tell_of(case, f"case:{case.pk}:ask:{timezone.now().timestamp():.0f}", _("有一处要改"), words)
    return case


def _held(case):
    """The case, locked, with its volunteer."""
    cases = IdentityCase.objects.select_for_update(of=("self",), no_key=True)
    return cases.select_related("volunteer").get(pk=case.pk)


def tell_of(case, key, title, body):
    tell("identity", [News(case.beneficiary_id, key, title, body, "/me/file/")])


@dataclass(frozen=True)
class Shown:
    """The numbers of a case in full, and the ways to reach the person."""

    number: str
    former: str
    phone: str
    contact: str


@transaction.atomic
def show_document(case: IdentityCase, *, by: User, reason: str) -> Shown:
    """The full document number, for a reviewer who says what for. Leaves a record that nobody can take away; after so
    many a day (policy) it is over until tomorrow."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    most = PolicyRow.objects.value("identity", "numbers_a_day")
    shown = AuditRow.objects.filter(actor=by, action=DOCUMENT_SHOWN, at__gte=days.start_of(days.today()))
    if shown.count() >= most:
        words = _("今天已经看了%(count)s次完整号码，明天再看。") % {"count": most}
        raise Refused(words, code="too_many_numbers")
    audit.note(DOCUMENT_SHOWN, [case], by=by, reason=reason)
    volunteer, change = case.volunteer, case.new_identity
    return Shown(
        number=change.number if change else volunteer.document_number,
        former=volunteer.document_number if change else "",
        phone=volunteer.user.phone,
        contact=volunteer.contact,
    )
