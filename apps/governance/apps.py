from importlib import import_module

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "apps.governance"

    def ready(self):
        import_module("apps.governance.reasons")
        import_module("apps.governance.receivers")
