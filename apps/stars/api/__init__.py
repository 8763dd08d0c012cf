from apps.stars.api import association, mine, notices, public

urlpatterns = [
    *mine.urlpatterns,
    *association.urlpatterns,
    *notices.urlpatterns,
    *public.urlpatterns,
]
