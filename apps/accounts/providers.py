"""Signing in through others (a unit's single sign-on, WeChat): they say who somebody is there, never who is new here.

The first time, the person shows their phone by a code, as at any other door; what the other house calls them is then
linked to the account of that phone. So nobody is here twice.
"""

import datetime

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import audit

WAITING = "waiting_provider"  # in the session: [provider, what it calls the person, its name, when]
PATIENCE = datetime.timedelta(minutes=15)


class LinkingAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Who is not linked yet shows their phone first. Someone who is signed in already is linked by the library."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        account, name = sociallogin.account, sociallogin.provider.app.name
        request.session[WAITING] = [account.provider, account.uid, name, timezone.now().timestamp()]
        words = _("第一次用%(name)s登录：先用手机号验证一次，以后就能直接进。还没注册过的，点“还没有账号”。")
        messages.info(request, words % {"name": name})
        raise ImmediateHttpResponse(redirect("account_request_login_code"))


def link_what_waits(request, user):
    """After a code on the phone, and only then: what waits in this session belongs to this account from now on."""
    waiting = request.session.pop(WAITING, None)
    now = timezone.now()
    if not waiting or datetime.datetime.fromtimestamp(waiting[3], datetime.UTC) < now - PATIENCE:
        return
    if not user.phone_verified_at or user.phone_verified_at < now - PATIENCE:
        return
    provider, uid, name, _at = waiting
    try:
        with transaction.atomic():
            SocialAccount.objects.create(user=user, provider=provider, uid=uid)
            audit.note("account.linked", [user], by=user, provider=provider)
    except IntegrityError:
        messages.error(request, _("这个%(name)s账号已经和别的账号连着了。") % {"name": name})
        return
    messages.success(request, _("和%(name)s连上了，以后可以直接登录。") % {"name": name})
