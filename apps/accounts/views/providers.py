"""Through whom else one signs in, and ending that."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from requests.exceptions import RequestException

from apps.accounts.recent import needs_recent_sign_in
from apps.core import audit


def begin_oidc(request, provider_id):
    """To the other house, if it answers."""
    try:
        return oidc.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)


@login_required
@require_safe
def linked(request):
    accounts = SocialAccount.objects.filter(user=request.user).order_by("pk")
    names = {account.pk: account.get_provider().app.name for account in accounts}
    context = {
        "accounts": [
            {"pk": account.pk, "name": names[account.pk], "since": account.date_joined}
            for account in accounts
        ],
        "providers": get_adapter().list_providers(request),
    }
    return render(request, "accounts/linked.html", context)


@login_required
@require_POST
@needs_recent_sign_in
def unlink(request, pk):
    """The phone and the password stay: nobody shuts themselves out."""
    account = get_object_or_404(SocialAccount, user=request.user, pk=pk)
    audit.note("account.unlinked", [request.user], by=request.user, provider=account.provider)
    account.delete()
    messages.success(request, _("断开了，以后不能用它登录。"))
    return redirect("socialaccount_connections")
