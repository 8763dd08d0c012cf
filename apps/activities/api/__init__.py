from apps.activities.api import (
    attendance,
    changes,
    emergencies,
    manage,
    on_the_list,
    public,
    reviews,
    searches,
    signups,
    together,
)

urlpatterns = [
    *public.urlpatterns,
    *signups.urlpatterns,
    *together.urlpatterns,
    *on_the_list.urlpatterns,
    *attendance.urlpatterns,
    *manage.urlpatterns,
    *changes.urlpatterns,
    *reviews.urlpatterns,
    *emergencies.urlpatterns,
    *searches.urlpatterns,
]
