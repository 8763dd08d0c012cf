"""Insurance by API: one's own covers; companies, policies and lists for those who keep them."""

from apps.insurance.api import insurers, lists, mine, oversight, policies

urlpatterns = [
    *mine.urlpatterns,
    *insurers.urlpatterns,
    *policies.urlpatterns,
    *oversight.urlpatterns,
    *lists.urlpatterns,
]
