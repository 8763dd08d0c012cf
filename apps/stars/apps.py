from importlib import import_module

from django.apps import AppConfig


class StarsConfig(AppConfig):
    name = "apps.stars"

    def ready(self):
        import_module("apps.stars.receivers")
