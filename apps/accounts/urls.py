"""The library's addresses that this site uses, under the library's names."""

from allauth.account import views as allauth
from django.urls import path

from apps.accounts import views

urlpatterns = [
    path("signup/", views.signup, name="account_signup"),
    path("phone/verify/", views.verify_phone, name="account_verify_phone"),
    path("login/", allauth.login, name="account_login"),
    path("login/code/", allauth.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("terms/", views.terms, name="account_terms"),
]
