from django.apps import AppConfig


class StarsConfig(AppConfig):
    name = "apps.stars"
