"""Name and document, as a program sends them."""

from django.core.exceptions import ValidationError as ModelProblem
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.core.api import Input, RowCode
from apps.registration.documents import Told, read_name
from apps.registration.identity import read_identity
from apps.registration.models import Nationality, Volunteer
from apps.registration.person_forms import fields_of


class IdentityInput(Input):
    """Read as a whole: `validated_data["identity"]`."""

    name = serializers.CharField(max_length=40)
    document_type = serializers.ChoiceField(Volunteer.Document.choices)
    document_number = serializers.CharField(max_length=40)
    sex = serializers.ChoiceField(
        Volunteer.Sex.choices, required=False, help_text=_("号码里没有性别的证件才要")
    )
    birth_date = serializers.DateField(required=False, help_text=_("号码里没有出生日期的证件才要"))
    nationality = RowCode(Nationality.objects.all(), required=False, help_text=_("护照才要：国家的三个字母"))

    def validate_name(self, name):
        try:
            return read_name(name)
        except ModelProblem as wrong:
            raise serializers.ValidationError(wrong.messages) from None

    def validate(self, sent):
        nationality = sent.pop("nationality", None)
        told = Told(
            sent.pop("sex", None), sent.pop("birth_date", None), nationality.pk if nationality else ""
        )
        number, document_type, name = (sent.pop(key) for key in ("document_number", "document_type", "name"))
        try:
            identity = read_identity(name, document_type, number, told)
        except ModelProblem as wrong:
            fields = {"number": "document_number"}
            raise serializers.ValidationError(
                {fields.get(field, field): str_of(errors) for field, errors in fields_of(wrong).items()}
            ) from None
        return {**sent, "identity": identity}


def str_of(errors):
    return (
        errors.messages
        if hasattr(errors, "messages")
        else [str(m) for error in errors for m in error.messages]
    )
