"""Opening accounts, and agreements given and taken back."""

from collections.abc import Iterable
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Consent, ConsentQuerySet, ConsentText, Session, User, phone_hash
from apps.accounts.outside import is_for, sealed, user_of
from apps.accounts.signals import consents_withdrawn
from apps.accounts.tokens import revoke_tokens
from apps.core import audit, outbox
from apps.core.display import mask_phone
from apps.core.errors import Refused


@transaction.atomic
def open_account(*, phone: str, password: str, name: str = "") -> User:
    """Make an account whose phone is still to be confirmed by a code, with the agreement to the terms.

    An account whose code was never entered holds nobody's number: it makes room. So whoever signs up with a
    stranger's number gets nothing, and the password that counts is the one typed by the holder of the phone.
    """
    _make_room(phone)
    try:
        with transaction.atomic():
            user = User.objects.create_user(phone, password, name=name)
    except IntegrityError:
        raise Refused(_("刚有人用这个手机号提交过，等半分钟再试。"), code="try_again") from None
    give_consents(user, [Consent.Purpose.TERMS], by=user)
    return user


def _make_room(phone):
    unconfirmed = User.objects.filter(phone_hash=phone_hash(phone), phone_verified_at=None)
    Consent.objects.filter(user__in=unconfirmed).delete()
    unconfirmed.delete()


@transaction.atomic
def change_phone(user: User, *, phone: str, by: User, keep: str = "") -> User:
    """Give an account another phone, which its person has shown to hold. Everywhere but in the session to `keep` they
    are signed out, programs too; the phone before is told."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    before = user.phone
    _make_room(phone)
    user.set_phone(phone)
    user.phone_verified_at = timezone.now()
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "phone_hash", "phone_verified_at"])
    except IntegrityError:
        raise Refused(_("这个手机号已经有账号了。"), code="phone_taken") from None
    audit.note("account.phone_changed", [user], by=by, before=mask_phone(before), after=mask_phone(phone))
    end_sessions(user, but=keep, by=by)
    revoke_tokens(user)
    if before:
        _tell_phone_before(before, phone)
    return user


def _tell_phone_before(before, phone):
    text = _("你的账号换成了尾号%(tail)s的手机号。不是你本人换的，马上联系旗县的文明办或团委。")
    payload = {"phone": sealed(before), "text": text % {"tail": phone[-4:]}}
    outbox.put("phone_changed", {f"phone:{uuid4()}": payload})


@transaction.atomic
def release_phone(user: User) -> None:
    """Whoever holds the number now says it was somebody else's before. The account loses it and keeps everything else,
    for its person to claim by their identity; the number is free for a new account."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    audit.note("account.phone_released", [user], by=None, before=user.masked_phone)
    user.phone, user.phone_verified_at = "", None
    user.phone_hash = phone_hash(f"released {user.pk}")
    user.save(update_fields=["phone", "phone_hash", "phone_verified_at"])
    end_sessions(user)
    revoke_tokens(user)


@transaction.atomic
def set_email(user: User, *, email: str, by: User) -> User:
    """Take an address for messages, or none. Nothing is sent there but the link by which its holder confirms it."""
    if email == user.email:
        return user
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.email, user.email_confirmed_at = email, None
    user.save(update_fields=["email", "email_confirmed_at"])
    audit.note("account.email_set", [user], by=by, email=user.masked_email)
    if email:
        outbox.put("confirm_email", {f"confirm:{uuid4()}": {"user": user.pk}})
    return user


@transaction.atomic
def confirm_email(token: str) -> User:
    """The holder of the address opened the link: from now on messages may go there."""
    user = user_of(token)
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk) if user else None
    if user is None or not is_for(token, user):
        raise Refused(_("这个链接过期了，或者邮箱又改过。到“账号与安全”里再发一次。"), code="link_too_old")
    if not user.email_confirmed_at:
        user.email_confirmed_at = timezone.now()
        user.save(update_fields=["email_confirmed_at"])
        audit.note("account.email_confirmed", [user], by=user, email=user.masked_email)
    return user


@transaction.atomic
def forget_second_factor(user: User) -> bool:
    """Take it off for a person who lost phone and recovery codes, on the server, once somebody has looked at who they
    are. Everywhere they are signed out. True when there was one."""
    removed = bool(Authenticator.objects.filter(user=user).delete()[0])
    if removed:
        audit.note("factor.forgotten", [user], by=None)
        end_sessions(user)
        revoke_tokens(user)
    return removed


@transaction.atomic
def end_sessions(user: User, *, but: str = "", only: str = "", by: User | None = None) -> int:
    """End where the person is signed in: everywhere but in this session, or only in that one."""
    sessions = Session.objects.filter(user=user)
    sessions = sessions.filter(session_key=only) if only else sessions.exclude(session_key=but)
    ended = sessions.delete()[0]
    if ended:
        audit.note("sessions.ended", [user], by=by or user, count=ended)
    return ended


@transaction.atomic
def give_consents(user: User, purposes: Iterable[str], *, by: User) -> None:
    """Record agreements, one row a purpose, in the wording now in force. What already stands stays as it is."""
    versions = ConsentText.objects.versions()
    stands = set(Consent.objects.standing().filter(user=user).values_list("purpose", flat=True))
    missing = [purpose for purpose in purposes if purpose not in stands]
    if not missing:
        return
    Consent.objects.bulk_create(
        (Consent(user=user, purpose=purpose, version=versions[purpose], given_by=by) for purpose in missing),
        ignore_conflicts=True,
    )
    audit.note("consent.given", [user], by=by, purposes=missing)


@transaction.atomic
def withdraw_consents(consents: ConsentQuerySet, *, by: User) -> list[Consent]:
    """Take agreements back, to whatever wording they were given; what was done while they stood remains lawful
    (Personal Information Protection Law §15). What only they allowed is ended by whoever relied on them."""
    taken = list(consents.not_withdrawn().order_by("pk").select_for_update(of=("self",)))
    Consent.objects.filter(pk__in=[consent.pk for consent in taken]).update(withdrawn_at=timezone.now())
    audit.note("consent.withdrawn", taken, by=by)
    if taken:
        consents_withdrawn.send(sender=Consent, consents=taken, by=by)
    return taken
