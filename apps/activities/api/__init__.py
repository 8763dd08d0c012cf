from apps.activities.api import attendance, manage, public, reviews, signups

urlpatterns = [
    *public.urlpatterns,
    *signups.urlpatterns,
    *attendance.urlpatterns,
    *manage.urlpatterns,
    *reviews.urlpatterns,
]
