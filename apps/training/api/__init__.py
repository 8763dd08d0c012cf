from apps.training.api import keeping, leading, mine, outside, public, trained

urlpatterns = [
    *public.urlpatterns,
    *mine.urlpatterns,
    *keeping.urlpatterns,
    *leading.urlpatterns,
    *outside.urlpatterns,
    *trained.urlpatterns,
]
