from importlib import import_module

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "apps.claims"

    def ready(self):
        import_module("apps.claims.receivers")
