from importlib import import_module

from django.apps import AppConfig


class HoursConfig(AppConfig):
    name = "apps.hours"

    def ready(self):
        import_module("apps.hours.receivers")
