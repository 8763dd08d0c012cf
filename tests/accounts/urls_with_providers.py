"""The site's addresses where signing in through others is configured."""

from django.urls import include, path

from volunteer_platform.urls import urlpatterns as ours

urlpatterns = [*ours, path("accounts/with/", include("apps.accounts.provider_urls"))]
