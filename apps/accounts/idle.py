"""A number may have got a new holder since its account was last used. The phone alone does not open such an account."""

import datetime
import unicodedata

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.stages import LoginStage
from allauth.core import ratelimit
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.accounts.signals import asking_for_document
from apps.core.models import PolicyRow


def document_tail_of(user):
    """The last six characters of the person's document, as the register knows it, or nothing."""
    answers = asking_for_document.send(sender=type(user), user=user)
    return next((tail for _receiver, tail in answers if tail), "")


def needs_proof(user):
    """Whether the phone alone is not enough: nobody has signed in for longer than policy says, and there is a person
    in the register behind the account. An account without one holds nothing that a new holder could take."""
    limit = datetime.timedelta(days=PolicyRow.objects.value("accounts", "idle_days"))
    last = user.last_login or user.joined_at
    return last < timezone.now() - limit and bool(document_tail_of(user))


def proof_of(request, user, typed):
    """How the person showed it: their password, or the last six characters of their document. Five tries a day."""
    adapter = get_adapter()
    if not ratelimit.consume(request, action="proof", key=str(user.pk)):
        raise adapter.validation_error("too_many_login_attempts")
    read = unicodedata.normalize("NFKC", typed).strip().upper()
    if constant_time_compare(read, document_tail_of(user)):
        return "document"
    if user.check_password(typed):
        return "password"
    raise adapter.validation_error("incorrect_proof")


class ProveStage(LoginStage):
    """Asked after the code of a text message, before the door opens."""

    key = "prove"
    urlname = "account_prove"

    def handle(self):
        records = get_authentication_records(self.request, self.login.user)
        only_phone = {record["method"] for record in records} <= {"code"}
        asks = not self.login.signup and only_phone and needs_proof(self.login.user)
        return (redirect(self.urlname) if asks else None), True
