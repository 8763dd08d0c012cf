from django.urls import path

from apps.stars import views

app_name = "stars"
urlpatterns = [
    path("org/<int:pk>/stars/", views.waiting, name="waiting"),
    path("org/<int:pk>/stars/recognized/", views.recognized, name="recognized"),
]
