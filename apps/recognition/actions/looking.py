"""An office opens the whole file of a person of its region."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.recognition.models import Look
from apps.registration.models import Volunteer


@transaction.atomic
def look_at_file(volunteer: Volunteer, *, by: User, why: str) -> Look:
    """Say what for, then read (67号令 §16); so many a day and no more. The reason stays on record, and the person can
    read it."""
    why = why.strip()
    if not why:
        raise Refused(_("写明为什么要看，会留记录。"), code="reason_missing")
    if volunteer.user_id == by.pk:
        raise Refused(_("自己的档案在“我的”里看。"), code="own_file")
    most = PolicyRow.objects.value("recognition", "looks_a_day")
    if Look.objects.filter(by=by, at__gte=days.start_of(days.today())).count() >= most:
        raise Refused(_("今天已经看了%(most)d份，明天再看。") % {"most": most}, code="too_many_looks")
    look = Look.objects.create(
        volunteer=volunteer,
        beneficiary_id=volunteer.user_id,
        region_id=volunteer.region_id,
        why=why,
        by=by,
        at=timezone.now(),
    )
    audit.note("file.opened", [volunteer], by=by, why=why)
    return look


def note_file_exported(look: Look, *, by: User) -> None:
    """Somebody of the office took a whole file out as a PDF, under the reason it was opened for. Stays on record."""
    audit.note("file.exported", [look.volunteer], by=by, why=look.why)
