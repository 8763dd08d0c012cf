"""An account goes on with the phone of a second one that its person has opened meanwhile."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from apps.accounts.actions import change_phone, release_phone
from apps.accounts.models import User
from apps.core import audit


@transaction.atomic
def take_account_over(
    account: User, *, from_account: User, by: User, keeps_second_factor: bool = True
) -> User:
    """The account gets phone and password of the second one, which is closed. Every session and program of both ends,
    and the phone before is told."""
    ids = [account.pk, from_account.pk]
    users = User.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    held = {user.pk: user for user in users}
    account, second = held[account.pk], held[from_account.pk]
    phone, account.password = second.phone, second.password
    account.save(update_fields=["password"])
    release_phone(second)
    User.objects.filter(pk=second.pk).update(is_active=False, password="!")  # noqa: S106
    if not keeps_second_factor:
        Authenticator.objects.filter(user=account).delete()
    audit.note("account.taken_over", [account], by=by, second=second.pk)
    return change_phone(account, phone=phone, by=by)
