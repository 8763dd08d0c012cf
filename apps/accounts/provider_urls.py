"""The library's addresses for signing in through others, where such are configured."""

from allauth.socialaccount import views as social
from django.urls import include, path

from apps.accounts.views import providers

urlpatterns = [
    path("oidc/<str:provider_id>/login/", providers.begin_oidc, name="openid_connect_login"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("", include("allauth.socialaccount.providers.weixin.urls")),
    path("cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("error/", social.login_error, name="socialaccount_login_error"),
    path("linked/", providers.linked, name="socialaccount_connections"),
    path("linked/<int:pk>/unlink/", providers.unlink, name="account_unlink"),
]
