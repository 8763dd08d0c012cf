"""Phone numbers of the mainland, as people write them."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOBILE = re.compile(r"1[3-9]\d{9}")


def clean_phone(text):
    """Full-width digits, spaces, dashes and +86 are read; what remains must be a mobile number of eleven digits."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text or ""))
    digits = re.sub(r"^(\+|00)?86(?=1)", "", digits)
    if not MOBILE.fullmatch(digits):
        raise ValidationError(_("手机号是11位数字，以1开头，请再看一眼。"), code="phone")
    return digits


class PhoneField(forms.CharField):
    """A mobile number, kept without country code or spaces."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        )
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        return clean_phone(value) if value else value
