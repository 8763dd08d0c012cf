from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "apps.activities"

    def ready(self):
        from apps.activities import receivers, training  # noqa: F401
