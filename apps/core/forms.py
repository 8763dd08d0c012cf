"""The house's way with Django's forms: our markup for `{{ form }}`, and inputs the phone knows how to fill."""

from django import forms
from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Forms in our markup (templates/django/forms/): label, hint, error above the input, a summary on top."""

    form_template_name = "django/forms/house_form.html"
    field_template_name = "django/forms/house_field.html"


class DateInput(forms.DateInput):
    """The phone's own calendar; it wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Chips(forms.RadioSelect):
    """One of a few short choices, as chips side by side."""

    template_name = "django/forms/widgets/chips.html"


class ChipsMultiple(forms.CheckboxSelectMultiple):
    """Any of a few short choices, as chips side by side."""

    template_name = "django/forms/widgets/chips.html"


class SelectWithin(forms.Select):
    """A select whose groups belong to the choices of another one: only the group named like the choice is offered.

    Give grouped choices, [("锡林郭勒盟", [("152501", "二连浩特市"), …]), …], and the id of the other select.
    Without a script all groups are there to choose from.
    """

    def __init__(self, within, attrs=None, choices=()):
        super().__init__({**(attrs or {}), "data-within": within}, choices)
