from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "apps.training"

    def ready(self):
        import_module("apps.training.receivers")
