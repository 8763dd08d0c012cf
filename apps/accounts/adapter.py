import secrets

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.phones import PhoneField, clean_phone
from apps.messaging.sms import sms


class PhoneAccountAdapter(DefaultAccountAdapter):
    """Accounts are found by phone. Whether a number has one is told to that phone only, never on the screen."""

    def clean_phone(self, phone):
        return clean_phone(phone)

    def phone_form_field(self, **kwargs):
        return PhoneField(**kwargs)

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
        return self._six_digits()

    def generate_login_code(self):
        return self._six_digits()

    @staticmethod
    def _six_digits():
        return f"{secrets.randbelow(1_000_000):06d}"

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        sms().send(phone, f"验证码 {code}，10分钟内有效。谁问都别告诉。")

    def send_unknown_account_sms(self, phone, **kwargs):
        sms().send(phone, "这个手机号还没有注册。如果不是你在操作，不用理会。")

    def send_account_already_exists_sms(self, phone):
        sms().send(phone, "这个手机号已经注册过，直接登录就行。如果不是你在操作，不用理会。")
