"""Setting the second factor up and taking it off: the library's pages, with the way back to where one was going."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.urls import reverse

from apps.accounts.second_factor import shown_in_demo

ON_THE_WAY = "after_second_factor"  # in the session: where the person was going when they were led here


class ShowsDemoCode:
    """Where the code is asked for, the demo shows it for its own accounts."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "demo_code": shown_in_demo(context["form"].user)}


class Authenticate(ShowsDemoCode, AuthenticateView):
    pass


class Reauthenticate(ShowsDemoCode, ReauthenticateView):
    pass


class Index(IndexView):
    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        authenticator = context["authenticators"].get(Authenticator.Type.TOTP)
        return {
            **context,
            "set_up_at": authenticator.instance.created_at if authenticator else None,
            "has_codes": Authenticator.Type.RECOVERY_CODES in context["authenticators"],
        }


class Activate(ActivateTOTPView):
    """The code typed to set it up shows the second factor as well."""

    def get(self, request, *args, **kwargs):
        if going := get_next_redirect_url(request):
            request.session[ON_THE_WAY] = going
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type=Authenticator.Type.TOTP)
        return response


class RecoveryCodes(ViewRecoveryCodesView):
    def get_context_data(self, **kwargs):
        going = self.request.session.pop(ON_THE_WAY, settings.LOGIN_REDIRECT_URL)
        return {**super().get_context_data(**kwargs), "going": going, "index": reverse("mfa_index")}


authenticate = Authenticate.as_view()
reauthenticate = Reauthenticate.as_view()
index = Index.as_view()
activate = Activate.as_view()
recovery_codes = RecoveryCodes.as_view()
