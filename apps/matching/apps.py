from importlib import import_module

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "apps.matching"

    def ready(self):
        import_module("apps.matching.receivers")
