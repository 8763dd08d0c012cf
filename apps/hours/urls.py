from django.urls import path

from apps.hours import views

app_name = "hours"
urlpatterns = [
    path("me/hours/", views.mine, name="ledger"),
    # of an organisation
    path("org/<int:pk>/hours/", views.of_organization, name="pending"),
]
