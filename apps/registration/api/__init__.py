from apps.registration.api import (
    affiliations,
    cases,
    children,
    file,
    found,
    promotions,
    qualifications,
    rights,
    rosters,
)

urlpatterns = [
    *file.urlpatterns,
    *affiliations.urlpatterns,
    *children.urlpatterns,
    *cases.urlpatterns,
    *found.urlpatterns,
    *qualifications.urlpatterns,
    *rosters.urlpatterns,
    *promotions.urlpatterns,
    *rights.urlpatterns,
]
