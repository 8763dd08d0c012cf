"""What one agreed to, and taking it back in two taps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import Consent
from apps.accounts.standing import agreements_of, give_freely, withdraw_own


@login_required
@require_safe
def consents(request):
    """Everything given, and what may be given, with what each is for and what stops when it is taken back."""
    return render(request, "accounts/consents.html", {"agreements": agreements_of(request.user)})


@login_required
@require_POST
def give(request, purpose):
    give_freely(request.user, purpose)
    messages.success(request, _("同意了：%(what)s。") % {"what": Consent.Purpose(purpose).label})
    return redirect("accounts:consents")


@login_required
@require_POST
def withdraw(request, purpose):
    withdraw_own(request.user, purpose)
    messages.success(request, _("撤回了：%(what)s。") % {"what": Consent.Purpose(purpose).label})
    return redirect("accounts:consents")
