"""Showing once more who one is, by a code on one's phone. By password or authenticator is the library's."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from apps.accounts.codes import PhoneCode
from apps.accounts.forms import OwnCodeForm


@login_required
def reauthenticate_by_code(request):
    """A code goes to the person's own phone, and back to what they were doing once it is typed."""
    sent, back = PhoneCode(request, "reauthenticate"), get_next_redirect_url(request) or ""
    here = f"{reverse('account_reauthenticate_code')}?{urlencode({REDIRECT_FIELD_NAME: back})}"
    if request.method == "POST" and "send" in request.POST:
        try:
            sent.send(request.user.phone)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect(here)
    form = OwnCodeForm(request.POST or None, sent=sent)
    if form.is_bound and form.is_valid():
        sent.forget()
        record_authentication(request, request.user, method="code", reauthenticated=True)
        return resume_request(request) or redirect(settings.LOGIN_REDIRECT_URL)
    query = here.partition("?")[2]
    methods = [
        {**method, "url": f"{method['url']}?{query}"}
        for method in get_adapter().get_reauthentication_methods(request.user)
        if method["id"] != "code"
    ]
    context = {"form": form, "sent": sent.phone, "next": back, "methods": methods}
    return render(request, "account/reauthenticate_code.html", context)
