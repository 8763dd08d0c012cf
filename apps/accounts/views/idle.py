"""The question to who signs in by code on a number whose account has been idle for long."""

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.actions import release_phone
from apps.accounts.forms import ProofForm
from apps.accounts.idle import ProveStage

asked = login_stage_required(stage=ProveStage.key, redirect_urlname="account_login")


@asked
def prove(request):
    """Password or document: whoever knows one of them is the person, and not the next holder of the number."""
    stage = request._login_stage  # noqa: SLF001 -- where the library's decorator leaves it
    form = ProofForm(request.POST or None, user=stage.login.user)
    if form.is_bound and form.is_valid():
        record_authentication(request, stage.login.user, method=form.method)
        return stage.exit()
    return render(request, "account/prove.html", {"form": form})


@require_POST
@asked
def not_mine(request):
    """The number was somebody else's: it leaves their account, and the way is free for a new one."""
    release_phone(request._login_stage.login.user)  # noqa: SLF001
    clear_login(request)
    messages.success(request, _("这个号码和以前的账号分开了，现在可以注册你自己的。"))
    return redirect("account_signup")
