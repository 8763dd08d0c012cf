from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self):
        # "This field is required" in the house's words, for every form.
        Field.default_error_messages["required"] = _("这一项还没填")
