"""Getting back the file one has under another account."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from apps.accounts.codes import PhoneCode
from apps.accounts.phones import PhoneField
from apps.core.errors import Refused
from apps.registration.actions import claim_by_phone, claim_file, file_with_phone
from apps.registration.models import IdentityCase, Volunteer
from apps.registration.person_forms import typed_of
from apps.registration.profile_forms import ClaimForm

PURPOSE = "claim"


class OldPhoneForm(forms.Form):
    phone = PhoneField(
        label=gettext_lazy("原来的手机号"), help_text=gettext_lazy("还收得到短信的话，填验证码马上办好。")
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("6位验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "input-id", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )


@never_cache
@login_required
def claim(request):
    """Who one is and how the file came about. The answer is the same whether or not there is such a file."""
    volunteer = Volunteer.objects.filter(user=request.user).first()
    if volunteer and not volunteer.may_hand_in:
        return redirect("registration:file")
    form = ClaimForm(request.POST or None, initial=_said_before(volunteer) if volunteer else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        claim_file(identity=said["identity"], region=said["region"], story=said["story"], by=request.user)
        messages.success(request, _("交上去了。还收得到旧手机的短信，可以自己认领，不用等。"))
        return redirect("registration:claim_code")
    return render(request, "registration/claim.html", {"form": form})


def _said_before(volunteer):
    typed = {name: values[-1] for name, values in typed_of(volunteer).items()}
    return {**typed, "league": volunteer.region_id[:4], "banner": volunteer.region_id[:6]}


@never_cache
@login_required
def claim_code(request):
    """Prove by a code to the phone of the file that it is one's own. What the page says does not depend on whether the
    number has a file, nor whether a code was sent."""
    waits = IdentityCase.objects.pending().exclude(kind=IdentityCase.Kind.CHANGE)
    if not waits.filter(beneficiary=request.user).exists():
        return redirect("registration:file")
    code = PhoneCode(request, PURPOSE)
    phone_form, code_form = OldPhoneForm(), CodeForm()
    if "again" in request.POST:
        code.forget()
    elif "code" in request.POST and code.phone:
        code_form = CodeForm(request.POST)
        if code_form.is_valid() and (answer := _use(request, code, code_form)):
            return answer
    elif request.method == "POST":
        phone_form = OldPhoneForm(request.POST)
        if phone_form.is_valid():
            _send(request, code, phone_form)
    page = {"phone_form": phone_form, "code_form": code_form, "sent_to": code.phone}
    return render(request, "registration/claim_code.html", page)


def _send(request, code, form):
    phone = form.cleaned_data["phone"]
    is_theirs = file_with_phone(request.user, phone) is not None
    try:
        code.send(phone, text=None if is_theirs else _send_nothing)
    except ValidationError as problem:
        form.add_error("phone", problem)


def _send_nothing(phone):
    """A stranger's phone gets no text because of this page."""


def _use(request, code, form):
    try:
        phone = code.check(form.cleaned_data["code"])
        claim_by_phone(phone, by=request.user)
    except ValidationError as problem:
        form.add_error("code", problem)
        return None
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return None
    request.session.flush()
    messages.success(request, _("档案认领好了，时长都在。用现在的手机号和密码再登录一次。"))
    return redirect("account_login")
