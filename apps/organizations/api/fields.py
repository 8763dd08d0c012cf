"""Fields of the API that several files use."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.organizations.register import service_fields


class FieldsOfService(serializers.ListField):
    """Codes of the fields of service, each once."""

    default_error_messages = {"not_there": _("有不认识的代码。")}
    child = serializers.CharField(max_length=4)

    def __init__(self, **kwargs):
        super().__init__(max_length=30, **kwargs)

    def to_internal_value(self, data):
        codes = list(dict.fromkeys(super().to_internal_value(data)))
        if set(codes) - set(service_fields()):
            self.fail("not_there")
        return codes
