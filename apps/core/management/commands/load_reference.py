from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from apps.core.remembered import forget


class Command(BaseCommand):
    help = "Load regions, kinds, fields and policy rows from the project's data files. Safe to run again."

    @transaction.atomic
    def handle(self, *, verbosity, **_options):
        for name in settings.APP_ORDER:
            package = import_module(f"apps.{name}")
            if module_has_submodule(package, "reference"):
                import_module(f"apps.{name}.reference").load_all()
                if verbosity:
                    self.stdout.write(f"loaded: {name}")
        transaction.on_commit(forget)
