from importlib import import_module

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "apps.recognition"

    def ready(self):
        import_module("apps.recognition.receivers")
