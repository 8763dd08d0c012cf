"""A code of six digits sent to a phone and asked for on the same screen: good for ten minutes, three tries, one use."""

import secrets
import time

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.utils.crypto import constant_time_compare

TRIES = 3


class PhoneCode:
    """The code of one purpose in one session. The session knows code and phone; its row in the table is sealed."""

    def __init__(self, request, purpose):
        self.request, self.key = request, f"phone_code_{purpose}"

    @property
    def kept(self):
        kept = self.request.session.get(self.key)
        alive = (
            kept
            and kept["tries"] < TRIES
            and time.time() - kept["at"] <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        )
        return kept if alive else None

    @property
    def phone(self):
        """The phone a code is under way to, or nothing."""
        return self.kept["phone"] if self.kept else ""

    def send(self, phone, *, text=None):
        """Send a code, or another text in its place when the phone shall get none; the screen does not tell which.

        Texts to one number are half a minute apart, whoever asks for them.
        """
        adapter = get_adapter()
        if not ratelimit.consume(self.request, action="verify_phone", key=phone):
            raise adapter.validation_error("rate_limited")
        code = adapter.generate_phone_verification_code(user=None, phone=phone)
        if text is None:
            adapter.send_verification_code_sms(user=None, phone=phone, code=code)
        else:
            code = secrets.token_hex(8)  # which nobody is sent, and nobody guesses
            text(phone)
        self.request.session[self.key] = {"phone": phone, "code": code, "at": time.time(), "tries": 0}

    def check(self, typed):
        """The phone whose code this is. A wrong one is counted and refused."""
        kept = self.kept
        if kept and may_guess(self.request, kept["at"]) and constant_time_compare(typed, kept["code"]):
            return kept["phone"]
        if kept:
            self.request.session[self.key] = {**kept, "tries": kept["tries"] + 1}
        raise get_adapter().validation_error("incorrect_code")

    def forget(self):
        """A code that did its work, or is no longer wanted, opens nothing."""
        self.request.session.pop(self.key, None)


def may_guess(request, at):
    """Whether one more try at the code that was made at this moment is left. Counted beside the session as well: of
    twenty requests at once each would find the session as it was before the others."""
    return ratelimit.consume(request, action="code_guess", key=f"{request.session.session_key}:{at}")
