import secrets

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.phones import PhoneField, clean_phone
from apps.messaging.sms import sms


class PhoneAccountAdapter(DefaultAccountAdapter):
    """Accounts are found by phone. Whether a number has one is told to that phone only, never on the screen."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("现在的密码不对，再试一次。"),
        "incorrect_code": _("验证码不对，再看一眼短信。"),
        "phone_password_mismatch": _("手机号或密码不对。忘了密码可以用短信验证码登录。"),
        "phone_taken": _("这个手机号刚被别的账号用了，请重新注册或登录。"),
        "rate_limited": _("点得太快了，等一会儿再试。"),
        "too_many_login_attempts": _("试得太多了，过一会儿再来。"),
    }

    def clean_phone(self, phone):
        return clean_phone(phone)

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
        sms().send(phone, gettext("验证码 %(code)s，10分钟内有效。谁问都别告诉。") % {"code": code})

    def send_unknown_account_sms(self, phone, **kwargs):
        sms().send(phone, gettext("这个手机号还没有注册。如果不是你在操作，不用理会。"))

    def send_account_already_exists_sms(self, phone):
        sms().send(phone, gettext("这个手机号已经注册过，直接登录就行。如果不是你在操作，不用理会。"))

    def get_password_change_redirect_url(self, request):
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failed sign-ins are counted for each phone; the library's key knows only e-mail and user name, so that
        five wrong passwords of one person would lock everybody out."""
        return f"phone:{credentials.get('phone', '')}"
