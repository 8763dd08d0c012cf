"""The library's addresses that this site uses, under the library's names."""

from allauth.account import views as allauth
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from apps.accounts.views import idle, recent, second_factor, signing_in

urlpatterns = [
    path("signup/", signing_in.signup, name="account_signup"),
    path("phone/verify/", signing_in.verify_phone, name="account_verify_phone"),
    path("login/", allauth.login, name="account_login"),
    path("login/code/", allauth.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("login/prove/", idle.prove, name="account_prove"),
    path("login/prove/not-mine/", idle.not_mine, name="account_not_mine"),
    path("logout/", allauth.logout, name="account_logout"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", recent.reauthenticate_by_code, name="account_reauthenticate_code"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/set-up/", second_factor.activate, name="mfa_activate_totp"),
    path("second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/recovery/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("terms/", signing_in.terms, name="account_terms"),
]
