"""Every address of the site. An audience is a prefix, not an app: /me/, /org/<id>/, /region/<code>/, /api/v1/.

Each app writes its addresses whole, with the prefix of whom they are for.
"""

from django.conf import settings
from django.urls import include, path

from apps.core import views as core

urlpatterns = [
    path("healthz/", core.healthz, name="healthz"),
    path("pictures/<uuid:key>.jpg", core.picture, name="picture"),
    path("api/v1/", include("volunteer_platform.api_urls")),
    path("accounts/", include("apps.accounts.urls")),
    path("", include("apps.accounts.me_urls")),
    path("", include("apps.portal.urls")),
    path("", include("apps.messaging.urls")),
    path("", include("apps.registration.urls")),
    path("", include("apps.organizations.urls")),
    path("", include("apps.training.urls")),
    path("", include("apps.insurance.urls")),
    path("", include("apps.activities.urls")),
    path("", include("apps.hours.urls")),
    path("", include("apps.stars.urls")),
    path("", include("apps.quotas.urls")),
    path("", include("apps.certificates.urls")),
    path("", include("apps.recognition.urls")),
    path("", include("apps.claims.urls")),
    path("", include("apps.matching.urls")),
    path("", include("apps.governance.urls")),
    path("", include("apps.reports.urls")),
]

if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns.append(path("accounts/with/", include("apps.accounts.provider_urls")))

if not settings.IS_PRODUCTION:
    from apps.core.styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
