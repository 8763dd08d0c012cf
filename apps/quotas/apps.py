from importlib import import_module

from django.apps import AppConfig


class QuotasConfig(AppConfig):
    name = "apps.quotas"

    def ready(self):
        import_module("apps.quotas.receivers")
