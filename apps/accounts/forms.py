"""The library's forms in our words: a phone, a password of at most 128 characters, a code of six digits."""

import datetime
import unicodedata

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.accounts.actions import open_account
from apps.accounts.codes import may_guess
from apps.accounts.idle import proof_of
from apps.accounts.phones import PhoneField
from apps.accounts.second_factor import SecondFactorCode

FRESH_CODE = datetime.timedelta(minutes=10)


class Password(forms.CharField):
    """A password; the limit keeps hashing cheap whatever is sent."""

    def __init__(self, *, autocomplete, **kwargs):
        kwargs.setdefault("label", _("密码"))
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=128, widget=widget, **kwargs)


class NewPassword(Password):
    """A password being chosen; the house's rules for passwords are asked."""

    user = None

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("至少8位，别全用数字，也别用太常见的。"))
        super().__init__(autocomplete="new-password", **kwargs)

    def clean(self, value):
        return get_adapter().clean_password(super().clean(value), user=self.user)


class Code(forms.CharField):
    """The six digits of a text message, full-width or with a space in between."""

    def __init__(self):
        attrs = {"class": "input-code", "inputmode": "numeric", "autocomplete": "one-time-code"}
        super().__init__(label=_("验证码"), max_length=20, widget=forms.TextInput(attrs=attrs))

    def to_python(self, value):
        return unicodedata.normalize("NFKC", super().to_python(value)).replace(" ", "")


class LoginForm(allauth.LoginForm):
    password = Password(autocomplete="current-password")

    def clean(self):
        try:
            return super().clean()
        except forms.ValidationError as refusal:
            self.add_error("password", refusal)
            return self.cleaned_data


class SignupForm(allauth.SignupForm):
    name = forms.CharField(
        label=_("怎么称呼你"),
        required=False,
        max_length=40,
        help_text=_("页面上这样叫你，不必是真名。"),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    terms = forms.BooleanField(label=_("我同意志愿者须知"))
    field_order = ["phone", "password1", "name", "terms"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _("用来登录。我们会发一条短信验证码。")
        # The library checks the password itself, in the form's clean(), so this field does not do it again.
        self.fields["password1"] = Password(
            autocomplete="new-password", help_text=_("至少8位，别全用数字，也别用太常见的。")
        )
        self.fields["terms"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("account_terms"), _("看须知和个人信息怎么用")
        )
        self.order_fields(self.field_order)

    def clean(self):
        cleaned = super().clean()
        phone = self.cleaned_data.get("phone")
        # The library raises an error nobody handles when the last code is less than half a minute old.
        if phone and not ratelimit.consume(context.request, action="verify_phone", key=phone, dry_run=True):
            self.add_error("phone", _("给这个号码发短信太勤了，等半分钟再试。"))
        return cleaned

    def try_save(self, request):
        if self.account_already_exists:
            # The same work as for a new account, so that the time of the answer does not tell them apart.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def save(self, request):
        data = self.cleaned_data
        return open_account(phone=data["phone"], password=data["password1"], name=data["name"])


class ConfirmLoginCodeForm(allauth.ConfirmLoginCodeForm):
    code = Code()

    def clean_code(self):
        state = context.request.session["account_login"]["state"]["stages"]["login_by_code"]["data"]
        if not may_guess(context.request, state["at"]):
            raise get_adapter().validation_error("incorrect_code")
        return super().clean_code()


class ReauthenticateForm(allauth.ReauthenticateForm):
    password = Password(autocomplete="current-password")


class OwnCodeForm(forms.Form):
    """The code sent to the person's own phone."""

    code = Code()

    def __init__(self, *args, sent, **kwargs):
        super().__init__(*args, **kwargs)
        self.sent = sent

    def clean_code(self):
        self.sent.check(self.cleaned_data["code"])
        return self.cleaned_data["code"]


class VerifyPhoneForm(allauth.VerifyPhoneForm):
    code = Code()

    def clean_code(self):
        if self.user is None:  # the number is taken, or someone else has begun to sign up with it since
            raise get_adapter().validation_error("incorrect_code")
        return super().clean_code()


class SecondFactorField(Code):
    def __init__(self):
        super().__init__()
        self.label = _("动态验证码")


class AuthenticateForm(SecondFactorCode, mfa.AuthenticateForm):
    code = SecondFactorField()


class ReauthenticateBySecondFactorForm(SecondFactorCode, mfa.ReauthenticateForm):
    code = SecondFactorField()


class ActivateTOTPForm(totp.ActivateTOTPForm):
    code = SecondFactorField()


class ChangePasswordForm(allauth.ChangePasswordForm):
    """Whoever has just signed in by a code on their phone need not know the old password: this is how a forgotten
    one is replaced."""

    oldpassword = Password(label=_("现在的密码"), autocomplete="current-password")
    password1 = NewPassword(label=_("新密码"))
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if signed_in_by_code(context.request):
            del self.fields["oldpassword"]


class SetPasswordForm(allauth.SetPasswordForm):
    password1 = NewPassword(label=_("新密码"))
    password2 = None


def signed_in_by_code(request):
    """Whether the person's phone was at hand within the last ten minutes."""
    oldest = (timezone.now() - FRESH_CODE).timestamp()
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "code" and record["at"] >= oldest for record in records)


class NewPhoneForm(forms.Form):
    """The number somebody wants instead of their own."""

    phone = PhoneField(label=_("新手机号"), help_text=_("以后用它登录、收短信。"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_phone(self):
        if self.cleaned_data["phone"] == self.user.phone:
            raise forms.ValidationError(_("这就是现在的手机号。"))
        return self.cleaned_data["phone"]


class BothCodesForm(forms.Form):
    """The codes of both phones: who has only one of them changes nothing."""

    old = Code()
    new = Code()

    def __init__(self, *args, sent, **kwargs):
        super().__init__(*args, **kwargs)
        self.sent = sent
        self.fields["old"].label, self.fields["new"].label = _("现在的手机收到的"), _("新手机收到的")

    def clean_old(self):
        self.sent["old"].check(self.cleaned_data["old"])
        return self.cleaned_data["old"]

    def clean_new(self):
        self.phone = self.sent["new"].check(self.cleaned_data["new"])
        return self.cleaned_data["new"]


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("邮箱"),
        required=False,
        max_length=254,
        help_text=_("可以不填。填了并确认以后，要紧的消息会多发一份到邮箱。清空再保存就不再发。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class ProofForm(forms.Form):
    """What the holder of a number knows that its next holder does not."""

    proof = forms.CharField(
        label=_("登录密码，或证件号码的后6位"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_proof(self):
        self.method = proof_of(context.request, self.user, self.cleaned_data["proof"])
        return ""
