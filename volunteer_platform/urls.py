"""Every address of the site. An audience is a prefix, not an app: /me/, /org/<id>/, /region/<code>/, /api/v1/.

Each app writes its addresses whole, with the prefix of whom they are for.
"""

from django.conf import settings
from django.urls import include, path

from apps.core import views as core

urlpatterns = [
    path("healthz/", core.healthz, name="healthz"),
    path("api/v1/", include("volunteer_platform.api_urls")),
    path("accounts/", include("apps.accounts.urls")),
    path("", include("apps.portal.urls")),
    path("", include("apps.messaging.urls")),
    path("", include("apps.registration.urls")),
    path("", include("apps.organizations.urls")),
    path("", include("apps.activities.urls")),
    path("", include("apps.hours.urls")),
    path("", include("apps.stars.urls")),
    path("", include("apps.reports.urls")),
]

if not settings.IS_PRODUCTION:
    from apps.core.styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
