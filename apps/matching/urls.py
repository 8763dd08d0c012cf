from django.urls import path

from apps.matching import views

app_name = "matching"
urlpatterns = [
    path("region/<str:code>/people/", views.region, name="region"),
    path("region/<str:code>/people/<int:search>/", views.region_found, name="region_found"),
    path("org/<int:pk>/people/", views.organization, name="organization"),
    path("org/<int:pk>/people/<int:search>/", views.organization_found, name="organization_found"),
]
