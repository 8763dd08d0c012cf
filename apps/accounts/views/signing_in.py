"""The library's pages of signing up and in, where ours differ."""

from allauth.account import views as allauth
from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.shortcuts import redirect, render

from apps.accounts.models import Consent, ConsentText


def signup(request):
    try:
        return allauth.signup(request)
    except RateLimited:  # two requests at once: the form's own check saw room for both
        return respond_429(request)


def verify_phone(request):
    """The code that ends a sign-up. Someone already signed in has no business here."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return allauth.verify_phone(request)


def terms(request):
    """What people agree to, in the wording now in force."""
    return render(
        request, "account/terms.html", {"version": ConsentText.objects.versions().get(Consent.Purpose.TERMS)}
    )
