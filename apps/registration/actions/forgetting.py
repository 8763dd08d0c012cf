"""Documents that did not pass are not kept for ever: the agreement to the check says for how long."""

import datetime
from functools import cache

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.accounts.models import Consent
from apps.core import audit, days, keyring, personal, uploads
from apps.core.models import KeptFile, PolicyRow
from apps.registration.models import Affiliation, Guardianship, IdentityCase, Qualification, Volunteer
from apps.registration.signals import affiliations_changed

CHUNK = 500  # people a transaction
OF_THE_CHECK = [Consent.Purpose.IDENTITY, Consent.Purpose.MINOR, Consent.Purpose.MINOR_DATA]


def forget_refused() -> int:
    """Take away who somebody said they were, when it was refused so many days ago (policy) and they have not come back
    since. The account stays; its person may register again. Safe to run as often as one likes. Returns how many."""
    forgotten = 0
    while done := _forget_some():
        forgotten += done
    return forgotten


@transaction.atomic
def _forget_some():
    kept = PolicyRow.objects.value("identity", "refused_days")
    since = days.start_of(days.today() - datetime.timedelta(days=kept))
    cases = IdentityCase.objects.filter(volunteer=OuterRef("pk"))
    chosen = Volunteer.objects.filter(identity_state=Volunteer.IdentityState.REFUSED, number=None)
    chosen = chosen.exclude(name="").filter(Exists(cases.filter(decided_at__lt=since)))
    chosen = chosen.exclude(Exists(cases.filter(decided_at__gte=since) | cases.open()))
    people = list(chosen.order_by("pk").select_for_update(of=("self",))[:CHUNK])
    if people:
        _forget(people)
    return len(people)


def _forget(people):
    ids, users = [one.pk for one in people], [one.user_id for one in people]
    Guardianship.objects.standing().filter(child__in=ids).update(ended_at=timezone.now())
    given = Consent.objects.not_withdrawn().filter(user__in=users, purpose__in=OF_THE_CHECK)
    given.update(withdrawn_at=timezone.now())
    certificates = Qualification.objects.filter(volunteer__in=ids)
    proofs = list(KeptFile.objects.filter(pk__in=certificates.values("proof")))
    certificates.delete()
    uploads.remove(proofs)
    Affiliation.objects.filter(volunteer__in=ids).delete()
    IdentityCase.objects.filter(volunteer__in=ids).update(story="")
    for one in people:
        one.document_hash = keyring.lookup_hash("left", str(one.pk))
    Volunteer.objects.bulk_update(people, ["document_hash"])
    Volunteer.objects.filter(pk__in=ids).update(**_nothing())
    audit.note_ids("identity.forgotten", Volunteer, ids, by=None)
    affiliations_changed.send(sender=Affiliation, volunteer_ids=ids)


@cache
def _nothing():
    """What stands in the register of whoever has left, but for the state: this person may hand in again."""
    table = next(one for one in personal.tables() if one.model is Volunteer)
    return {name: empty for name, empty in table.stripped.items() if name != "identity_state"}
