from importlib import import_module

from django.apps import AppConfig


class HoursConfig(AppConfig):
    name = "apps.hours"

    def ready(self):
        for module in ("conditions", "receivers"):
            import_module(f"apps.hours.{module}")
