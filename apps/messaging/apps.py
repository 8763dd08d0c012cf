from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "apps.messaging"

    def ready(self):
        from apps.messaging import outside  # noqa: F401
