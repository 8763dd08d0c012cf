"""The second factor: a code that changes every half minute, from an authenticator app, or a recovery code.

Whoever set one up is asked for it at each sign-in. Which posts demand it is known to `organizations`; here is only
whether this session, or this token, has shown it.
"""

import time

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from apps.accounts.devices import source_of
from apps.core import keyring

SEALED = "mfa_authenticator.data"


class HouseMFAAdapter(DefaultMFAAdapter):
    """Secrets are sealed like every other secret here; the code for the camera is drawn by our own component."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("动态验证码不对，或者刚用过了。看一眼手机上现在的数字。"),
        "cannot_delete_authenticator": _("演示账号的动态验证码不能停用。"),
    }

    def encrypt(self, text):
        return keyring.seal(text, SEALED)

    def decrypt(self, encrypted_text):
        return keyring.unseal(encrypted_text, SEALED)

    def get_totp_label(self, user):
        return user.masked_phone

    def build_totp_svg(self, url):
        return ""

    def can_delete_authenticator(self, authenticator):
        return not authenticator.data.get("demo")


def has_second_factor(user):
    return get_adapter().is_mfa_enabled(user, [Authenticator.Type.TOTP])


def was_shown(request):
    """Whether the person of this session has shown their second factor in it."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def forget_it_was_shown(request):
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record["method"] != "mfa"
    ]


def checked(user, code):
    """The authenticator of the person that this code is right for; each code is good once.

    Wrong ones are counted for where they come from, and all unknown places of an account together as well: six digits
    are few.
    """
    request, adapter = context.request, get_account_adapter()
    source, is_known = source_of(request, user)
    limits = {"second_factor": f"{user.pk}:{source}"}
    if not is_known:
        limits["second_factor_elsewhere"] = str(user.pk)
    used = []
    for action, key in limits.items():
        usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if not usage:
            raise adapter.validation_error("too_many_login_attempts")
        used.append(usage)
    found = next(
        (one for one in _of(user) if one.wrap().validate_code(code) and _is_first_use(one, code)), None
    )
    if found is None:
        raise get_adapter().validation_error("incorrect_code")
    for usage in used:
        usage.rollback()
    return found


def _of(user):
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    return Authenticator.objects.filter(user=user, type__in=kinds).order_by("-type")


def _is_first_use(authenticator, code):
    """The library remembers a used code for one period; it stays right for as many as the clock may be wrong."""
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return cache.add(_used_key(authenticator, code), True, timeout=seconds)


def _used_key(authenticator, code):
    return f"second-factor-used:{authenticator.pk}:{code}"


# --- the demo region: a visitor has no authenticator app of ours ----------------------------------------------


def give_to_demo_accounts(users):
    """An authenticator for each of these accounts, marked: the page that asks for its code shows it, in the demo."""
    Authenticator.objects.bulk_create(
        Authenticator(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": get_adapter().encrypt(generate_totp_secret()), "demo": True},
        )
        for user in users
    )


def shown_in_demo(user):
    """The code to type now, for accounts that the demo made, and in the demo only; nothing for anybody else."""
    if settings.DEPLOYMENT != "demo":
        return ""
    authenticator = _of(user).filter(type=Authenticator.Type.TOTP, data__demo=True).first()
    if authenticator is None:
        return ""
    secret = get_adapter().decrypt(authenticator.data["secret"])
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    codes = [format_hotp_value(hotp_value(secret, counter + step)) for step in (0, 1, -1)]
    return next((code for code in codes if not cache.get(_used_key(authenticator, code))), codes[0])


class SecondFactorCode:
    """Of a form that asks for the code: ours is read like the code of a text message and checked here."""

    def clean_code(self):
        code = self.cleaned_data["code"]
        self.authenticator = checked(self.user, code)
        return code
