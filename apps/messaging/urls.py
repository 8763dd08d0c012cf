from django.urls import path

from apps.messaging import views

app_name = "messaging"
urlpatterns = [
    path("me/messages/", views.inbox, name="inbox"),
    path("me/messages/settings/", views.settings, name="settings"),
    path("me/messages/settings/switch/", views.switch, name="switch"),
    path("messages/off/<str:token>/", views.off, name="off"),
]
