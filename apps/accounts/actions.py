"""Opening accounts, and agreements given and taken back."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Consent, ConsentQuerySet, User, phone_hash
from apps.core import audit
from apps.core.errors import Refused


@transaction.atomic
def open_account(*, phone: str, password: str, name: str = "") -> User:
    """Make an account whose phone is still to be confirmed by a code, with the agreement to the terms.

    An account whose code was never entered holds nobody's number: it makes room. So whoever signs up with a
    stranger's number gets nothing, and the password that counts is the one typed by the holder of the phone.
    """
    unconfirmed = User.objects.filter(phone_hash=phone_hash(phone), phone_verified_at=None)
    Consent.objects.filter(user__in=unconfirmed).delete()
    unconfirmed.delete()
    try:
        with transaction.atomic():
            user = User.objects.create_user(phone, password, name=name)
    except IntegrityError:
        raise Refused(_("刚有人用这个手机号提交过，等半分钟再试。"), code="try_again") from None
    give_consents(user, [Consent.Purpose.TERMS], by=user)
    return user


@transaction.atomic
def give_consents(user: User, purposes: Iterable[str], *, by: User) -> None:
    """Record agreements, one row a purpose, in the wording now in force. What already stands stays as it is."""
    given = Consent.objects.bulk_create(
        (Consent(user=user, purpose=purpose, version=Consent.VERSION, given_by=by) for purpose in purposes),
        ignore_conflicts=True,
    )
    audit.note("consent.given", [user], by=by, purposes=[consent.purpose for consent in given])


@transaction.atomic
def withdraw_consents(consents: ConsentQuerySet, *, by: User) -> list[Consent]:
    """Take agreements back; what was done while they stood remains lawful (Personal Information Protection Law §15)."""
    standing = list(consents.standing().order_by("pk").select_for_update(of=("self",)))
    Consent.objects.filter(pk__in=[consent.pk for consent in standing]).update(withdrawn_at=timezone.now())
    audit.note("consent.withdrawn", standing, by=by)
    return standing
