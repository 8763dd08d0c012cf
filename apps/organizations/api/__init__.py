from apps.organizations.api import applications, families, members, profile, public, staff, tags

urlpatterns = [
    *public.urlpatterns,
    *applications.urlpatterns,
    *staff.urlpatterns,
    *members.urlpatterns,
    *profile.urlpatterns,
    *families.urlpatterns,
    *tags.urlpatterns,
]
