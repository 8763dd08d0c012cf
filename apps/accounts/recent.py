"""What is done only shortly after signing in: taking files out, seeing full numbers, giving and ending posts.

A page leads to a question (password, code by text message, or the authenticator) and back to what was being done; an
operation of the API answers 403 with the code `sign_in_again`, and a program fetches a new token.
"""

import datetime
from functools import wraps
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import PermissionDenied

from apps.core.middleware import page_above
from apps.core.models import PolicyRow


class SignInAgain(PermissionDenied):
    """Answered to a program whose sign-in is too long ago."""

    default_detail = _("登录有一会儿了，再登录一次才能做这件事。")
    default_code = "sign_in_again"


def is_recent(request):
    """Whether the person showed who they are within the minutes that policy allows. A token is as old as its making."""
    limit = timezone.now() - datetime.timedelta(minutes=PolicyRow.objects.value("accounts", "recent_minutes"))
    if isinstance(token := getattr(request, "auth", None), Token):
        return token.created >= limit
    shown = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(shown) and max(shown) >= limit.timestamp()


def needs_recent_sign_in(view=None, *, resumes=True):
    """Guard a page, or an operation of the API, that only someone who has just signed in may use.

    What was sent is done as soon as the question is answered. `resumes=False` leads back to the page instead, for what
    answers with a file: a download would leave the person in front of the question.
    """
    if view is None:
        return lambda one: needs_recent_sign_in(one, resumes=resumes)

    @wraps(view)
    def guarded(*args, **kwargs):
        request = args[0] if isinstance(args[0], HttpRequest) else args[1]
        if request.user.is_authenticated and not is_recent(request):
            if not isinstance(request, HttpRequest):
                raise SignInAgain
            if not resumes:
                return ask_and_come_back(request)
            raise ReauthenticationRequired
        return view(*args, **kwargs)

    return guarded


def ask_and_come_back(request):
    """To the question, and from there to the page the person was on."""
    back = request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    page = urlsplit(back)._replace(scheme="", netloc="").geturl() if safe else page_above(request.path_info)
    return HttpResponseRedirect(
        f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: page})}"
    )
