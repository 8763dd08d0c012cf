from importlib import import_module

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "apps.certificates"

    def ready(self):
        import_module("apps.certificates.receivers")
