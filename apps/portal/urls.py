from django.urls import path

from apps.portal import child, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("me/children/<int:pk>/", child.child, name="child"),
    path("me/desks/", views.desks, name="desks"),
    path("org/<int:pk>/", views.organization, name="organization"),
    path("region/<str:code>/", views.region, name="region"),
]
