"""Leaving: what says who somebody is goes, the ledger of service stays without it (Personal Information Protection Law
§47; 67号令 on keeping service records)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actions import end_sessions
from apps.accounts.models import Consent, User, phone_hash
from apps.accounts.tokens import revoke_tokens
from apps.core import audit, days, keyring, personal, uploads
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from apps.organizations.models import Post
from apps.registration.actions.guardians import end_all_guardianships
from apps.registration.models import Affiliation, Leaving, Qualification, RosterEntry, Volunteer
from apps.registration.signals import affiliations_changed, asking_to_leave, leaving


@dataclass(frozen=True)
class Obstacle:
    """What has to be done first, and where."""

    words: str
    url: str


def obstacles_to_leaving(user: User) -> list[Obstacle]:
    answers = [answer for _receiver, answer in asking_to_leave.send(sender=User, user=user)]
    return [Obstacle(words, url) for answer in answers for words, url in answer or []]


@transaction.atomic
def leave(user: User, *, by: User) -> Leaving:
    """Close an account for good. Shifts to come are called off first; it is refused while something else has to be done
    first, and says what. For a child under 14 the guardian does it. The same person may register again later, as new.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    volunteer = Volunteer.objects.select_for_update(of=("self",)).filter(user=user).first()
    if Leaving.objects.filter(account=user).exists():
        raise Refused(_("这个账号已经注销了。"), code="already_left")
    _refuse_unless_theirs(user, volunteer, by)
    if first := obstacles_to_leaving(user):
        raise Refused(first[0].words, code="something_first")
    leaving.send(sender=User, user_ids=[user.pk], by=by)
    number = (volunteer.number or "") if volunteer else ""
    done = Leaving.objects.create(account=user, number=number, left_at=timezone.now(), asked_by=by)
    remove_identity(user, volunteer, by=by)
    audit.note("account.left", [user], by=by)
    transaction.on_commit(lambda: note_outside(done))
    return done


def _refuse_unless_theirs(user, volunteer, by):
    is_small = volunteer is not None and volunteer.age < PolicyRow.objects.value("age", "child")
    guards = Volunteer.objects.in_care_of(by).filter(user=user).exists()
    if user.pk == by.pk and is_small:
        raise Refused(_("未满14岁，请监护人在自己的账号里办。"), code="guardian_needed")
    if user.pk != by.pk and not guards:
        raise Refused(_("只能注销自己的账号，或者孩子的。"), code="not_yours")


def remove_identity(user: User, volunteer: Volunteer | None, *, by: User | None) -> None:
    """Take away everything by which the person is known, here and in every table that was declared."""
    ids = [user.pk]
    Post.objects.of(user).update(until=days.today())
    Consent.objects.not_withdrawn().filter(user=user).update(withdrawn_at=timezone.now())
    if volunteer:
        end_all_guardianships(volunteer, by=by)
        RosterEntry.objects.filter(
            document_hash=volunteer.document_hash, state=RosterEntry.State.ACCEPTED
        ).delete()
        _end_affiliations(volunteer)
    proofs = list(
        KeptFile.objects.filter(pk__in=Qualification.objects.filter(beneficiary=user).values("proof"))
    )
    proofs += list(KeptFile.objects.offered_by(user))
    end_sessions(user, by=by)
    revoke_tokens(user)
    for table in reversed(personal.tables()):
        table.forget(ids)
    uploads.remove(proofs)
    User.objects.filter(pk=user.pk).update(phone_hash=phone_hash(f"left {user.pk}"))
    if volunteer:
        nobody = keyring.lookup_hash("left", str(volunteer.pk))
        Volunteer.objects.filter(pk=volunteer.pk).update(document_hash=nobody)


def _end_affiliations(volunteer):
    """The days until today stay where they counted; what began today has not lasted a day."""
    there = Affiliation.objects.filter(volunteer=volunteer).open()
    there.filter(since__gte=days.today()).delete()
    there.update(until=days.today())
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[volunteer.pk])


def log_of_leavings() -> Path:
    """Beside the database, so that a restored backup learns who has left since it was made. It holds numbers only."""
    return Path(settings.STATE_DIR) / "leavings.jsonl"


def note_outside(done: Leaving) -> None:
    line = json.dumps(
        {"account": done.account_id, "number": done.number, "left_at": done.left_at.isoformat()}
    )
    path = log_of_leavings()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as log:
        log.write(line + "\n")


def reapply_leavings(lines: Iterable[str]) -> int:
    """After a backup was restored: who had left since then leaves again, without being asked anything. An account that
    was opened after the restore and happens to have the same number is somebody else."""
    again = 0
    for line in filter(str.strip, lines):
        told = json.loads(line)
        again += _leave_again(
            told["account"], told["number"], timezone.datetime.fromisoformat(told["left_at"])
        )
    return again


@transaction.atomic
def _leave_again(account, number, left_at):
    user = User.objects.select_for_update(of=("self",)).filter(pk=account, joined_at__lt=left_at).first()
    if user is None or Leaving.objects.filter(account=user).exists():
        return False
    volunteer = Volunteer.objects.select_for_update(of=("self",)).filter(user=user).first()
    leaving.send(sender=User, user_ids=[user.pk], by=None)
    Leaving.objects.create(account=user, number=number, left_at=left_at)
    remove_identity(user, volunteer, by=None)
    audit.note("account.left_again", [user], by=None)
    return True
