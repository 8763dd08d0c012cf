import secrets

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.devices import source_of
from apps.accounts.models import User
from apps.accounts.phones import PhoneField, clean_phone
from apps.accounts.recent import is_recent
from apps.messaging.sms import a_key, sms


class PhoneAccountAdapter(DefaultAccountAdapter):
    """Accounts are found by phone. Whether a number has one is told to that phone only, never on the screen."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("现在的密码不对，再试一次。"),
        "incorrect_code": _("验证码不对，再看一眼短信。"),
        "incorrect_password": _("密码不对，再试一次。"),
        "incorrect_proof": _("对不上，再试一次。"),
        "phone_password_mismatch": _("手机号或密码不对。忘了密码可以用短信验证码登录。"),
        "phone_taken": _("这个手机号刚被别的账号用了，请重新注册或登录。"),
        "rate_limited": _("点得太快了，等一会儿再试。"),
        "too_many_login_attempts": _("试得太多了，过一会儿再来。"),
    }

    def clean_phone(self, phone):
        return clean_phone(phone)

    def clean_password(self, password, user=None):
        """One thing to mend at a time: a short password of digits is also too common."""
        try:
            return super().clean_password(password, user)
        except ValidationError as weak:
            raise ValidationError(weak.messages[0]) from None

    def phone_form_field(self, **kwargs):
        return PhoneField(**{**kwargs, "label": _("手机号")})

    def get_user_by_phone(self, phone):
        return User.objects.with_phone(phone)

    def get_phone(self, user):
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user, phone, verified):
        user.set_phone(phone)
        user.phone_verified_at = timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_hash", "phone_verified_at"])

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, True)

    def generate_phone_verification_code(self, *, user, phone):
        return f"{secrets.randbelow(1_000_000):06d}"

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        words = gettext("验证码 %(code)s，10分钟内有效。谁问都别告诉。")
        sms().send(phone, words % {"code": code}, key=a_key())

    def send_unknown_account_sms(self, phone, **kwargs):
        sms().send(phone, gettext("这个手机号还没有注册。如果不是你在操作，不用理会。"), key=a_key())

    def send_account_already_exists_sms(self, phone):
        sms().send(
            phone, gettext("这个手机号已经注册过，直接登录就行。如果不是你在操作，不用理会。"), key=a_key()
        )

    def get_password_change_redirect_url(self, request):
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_login_stages(self):
        """After the code, before the second factor: a number that may have a new holder is asked for more."""
        code, *others = super().get_login_stages()
        return [code, "apps.accounts.idle.ProveStage", *others]

    def is_reauthentication_required(self, *, app, **kwargs):
        return not is_recent(self.request)

    def get_reauthentication_methods(self, user):
        """A password, a code by text message, or the authenticator: whatever is at hand shows who it is."""
        words = {"reauthenticate": _("用密码"), "mfa_reauthenticate": _("用动态验证码")}
        methods = [
            {**method, "description": words[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]
        if user.is_authenticated:
            url = reverse("account_reauthenticate_code")
            methods.insert(1, {"id": "code", "description": _("用短信验证码"), "url": url})
        return methods

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failed sign-ins are counted for each phone and place they come from: a device this person has signed in on,
        or a network address. The library's key would let anybody lock out anybody with five wrong passwords."""
        phone = credentials.get("phone", "")
        source, _is_known = source_of(request, User.objects.with_phone(phone))
        return f"phone:{phone} {source}"
