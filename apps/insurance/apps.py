from importlib import import_module

from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    name = "apps.insurance"

    def ready(self):
        import_module("apps.insurance.receivers")
