"""Every address of the API, version 1. The same actions and the same authority as the pages."""

from django.urls import include, path, re_path

from apps.core.docs import DocsView, DocumentView
from apps.core.problems import NothingHere

app_name = "api"
urlpatterns = [
    path("schema/", DocumentView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("", include("apps.core.files_api")),
    path("", include("apps.regions.api")),
    path("", include("apps.accounts.api")),
    path("", include("apps.messaging.api")),
    path("", include("apps.organizations.api")),
    path("", include("apps.registration.api")),
    path("", include("apps.training.api")),
    path("", include("apps.insurance.api")),
    path("", include("apps.activities.api")),
    path("", include("apps.hours.api")),
    path("", include("apps.stars.api")),
    path("", include("apps.quotas.api")),
    path("", include("apps.certificates.api")),
    path("", include("apps.recognition.api")),
    path("", include("apps.governance.api")),
    path("", include("apps.claims.api")),
    path("", include("apps.reports.api")),
    path("", include("apps.matching.api")),
    re_path("", NothingHere.as_view(), name="nothing-here"),
]
