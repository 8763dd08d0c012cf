"""One's own account: where one is signed in, the phone, the address for messages."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.authtoken.models import Token

from apps.accounts import actions
from apps.accounts.adapter import PhoneAccountAdapter
from apps.accounts.codes import PhoneCode
from apps.accounts.forms import BothCodesForm, EmailForm, NewPhoneForm
from apps.accounts.models import Session, User
from apps.accounts.recent import needs_recent_sign_in
from apps.accounts.second_factor import has_second_factor
from apps.accounts.tokens import revoke_tokens
from apps.core.errors import Refused

SHOWN = 50


@login_required
@require_safe
def account(request):
    return render(request, "accounts/account.html", {"has_second_factor": has_second_factor(request.user)})


# --- where one is signed in -----------------------------------------------------------------------------------


@login_required
@require_safe
def sessions(request):
    """Where the person is signed in, this one first, and the key of their programs."""
    found = list(Session.objects.of(request.user)[:SHOWN])
    found.sort(key=lambda session: session.session_key != request.session.session_key)
    token = Token.objects.filter(user=request.user).first()
    context = {"sessions": found, "current": request.session.session_key, "token": token}
    return render(request, "accounts/sessions.html", context)


@login_required
@require_POST
def end_session(request, name):
    """End one of one's own sessions, which the page knows by a name that opens nothing."""
    mine = Session.objects.of(request.user)[:SHOWN]
    session = next((session for session in mine if session.name == name), None)
    if session is None:
        raise Refused(_("那里已经退出了。"), code="already_ended")
    actions.end_sessions(request.user, only=session.session_key)
    messages.success(request, _("那里退出登录了。"))
    return redirect("accounts:sessions")


@login_required
@require_POST
def end_others(request):
    actions.end_sessions(request.user, but=request.session.session_key)
    messages.success(request, _("别的地方都退出登录了。"))
    return redirect("accounts:sessions")


@login_required
@require_POST
def end_token(request):
    revoke_tokens(request.user)
    messages.success(request, _("程序用的钥匙作废了。"))
    return redirect("accounts:sessions")


# --- the phone ------------------------------------------------------------------------------------------------


@login_required
@needs_recent_sign_in
def phone(request):
    """First the new number; a code goes to it and to the one before."""
    form = NewPhoneForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            send_both(request, form.cleaned_data["phone"])
            return redirect("accounts:confirm_phone")
        except ValidationError as refusal:
            form.add_error("phone", refusal)
    return render(request, "accounts/phone.html", {"form": form})


def send_both(request, new):
    """A number that has an account gets no code but word of it; the screen does not tell the two apart."""
    is_taken = User.objects.with_phone(new) is not None
    taken = PhoneAccountAdapter(request).send_account_already_exists_sms if is_taken else None
    PhoneCode(request, "new_phone").send(new, text=taken)
    PhoneCode(request, "old_phone").send(request.user.phone)


@login_required
@needs_recent_sign_in
def confirm_phone(request):
    """Then both codes, at once."""
    sent = {"old": PhoneCode(request, "old_phone"), "new": PhoneCode(request, "new_phone")}
    if not all(code.phone for code in sent.values()):
        return redirect("accounts:phone")
    form = BothCodesForm(request.POST or None, sent=sent)
    if form.is_bound and form.is_valid():
        try:
            key = request.session.session_key
            user = actions.change_phone(request.user, phone=form.phone, by=request.user, keep=key)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            for code in sent.values():
                code.forget()
            update_session_auth_hash(request, user)
            messages.success(request, _("手机号换好了。别的地方都退出登录了。"))
            return redirect("accounts:account")
    context = {"form": form, "old": sent["old"].phone, "new": sent["new"].phone}
    return render(request, "accounts/confirm_phone.html", context)


# --- the address for messages ---------------------------------------------------------------------------------


@login_required
def email(request):
    form = EmailForm(request.POST or None, initial={"email": request.user.email})
    if form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="set_email"):
            form.add_error("email", _("改得太频繁了，过一会儿再来。"))
        else:
            user = actions.set_email(request.user, email=form.cleaned_data["email"], by=request.user)
            messages.success(request, _("确认的链接发到邮箱了。") if user.email else _("以后不再发邮件。"))
            return redirect("accounts:email")
    return render(request, "accounts/email.html", {"form": form})


def confirm_email(request, token):
    """Opened from the mail, on whatever device. A button confirms: programs that look at mail open links too."""
    if request.method == "POST":
        actions.confirm_email(token)
        messages.success(request, _("邮箱确认好了，要紧的消息会发到那里。"))
        return redirect("accounts:account" if request.user.is_authenticated else "/")
    return render(request, "accounts/confirm_email.html")
