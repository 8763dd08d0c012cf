from django.urls import path

from apps.reports import views

app_name = "reports"
urlpatterns = [
    path("region/<str:code>/reports/", views.region, name="region"),
    path("org/<int:pk>/report/", views.roster, name="roster"),
    path("org/<int:pk>/report/download/", views.download, name="download"),
]
