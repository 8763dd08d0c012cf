from django.urls import path

from apps.organizations import reviews, views

app_name = "organizations"
urlpatterns = [
    path("organizations/", views.index, name="list"),
    path("organizations/apply/", views.apply, name="apply"),
    path("organizations/<int:pk>/", views.detail, name="detail"),
    path("organizations/<int:pk>/apply/", views.apply_again, name="apply_again"),
    path("org/<int:pk>/staff/", views.staff, name="staff"),
    path("org/<int:pk>/staff/add/", views.add_staff, name="add_staff"),
    path("org/<int:pk>/staff/<int:post>/end/", views.end_post, name="end_post"),
    path("region/<str:code>/organizations/", reviews.index, name="applications"),
    path("region/<str:code>/organizations/<int:pk>/", reviews.detail, name="application"),
    path("region/<str:code>/organizations/<int:pk>/phone/", reviews.show_phone, name="show_phone"),
    path("region/<str:code>/organizations/<int:pk>/approve/", reviews.approve, name="approve"),
    path("region/<str:code>/organizations/<int:pk>/return/", reviews.send_back, name="return"),
    path("region/<str:code>/organizations/<int:pk>/suspend/", reviews.suspend, name="suspend"),
    path("region/<str:code>/organizations/<int:pk>/reinstate/", reviews.reinstate, name="reinstate"),
    path("region/<str:code>/organizations/<int:pk>/close/", reviews.close, name="close"),
]
