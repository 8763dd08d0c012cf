from django.urls import path

from apps.messaging import views

app_name = "messaging"
urlpatterns = [path("me/messages/", views.inbox, name="inbox")]
