"""Every address of the API, version 1. The same actions and the same authority as the pages."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from apps.core.problems import NothingHere

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    path("", include("apps.regions.api")),
    path("", include("apps.accounts.api")),
    path("", include("apps.messaging.api")),
    path("", include("apps.organizations.api")),
    path("", include("apps.registration.api")),
    path("", include("apps.activities.api")),
    path("", include("apps.hours.api")),
    path("", include("apps.stars.api")),
    path("", include("apps.quotas.api")),
    path("", include("apps.reports.api")),
    re_path("", NothingHere.as_view(), name="nothing-here"),
]
