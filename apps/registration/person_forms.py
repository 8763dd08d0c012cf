"""Who somebody is: name and document, and what the number does not say."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips, DateInput
from apps.registration.documents import CITIZEN, Told, read_name
from apps.registration.identity import read_identity
from apps.registration.models import Nationality, Volunteer

Document = Volunteer.Document
NOT_IN_THE_NUMBER = [kind.value for kind in Document if kind not in CITIZEN]


def only_with(widget, *values):
    """The page shows the field only while one of these kinds of document is chosen; without a script it is always
    there."""
    widget.attrs |= {"data-only-with": "document_type", "data-values": " ".join(values)}
    return widget


class AskedOfSome(forms.Form):
    """Sex, birth date and nationality, for the documents whose number does not say them."""

    sex = forms.TypedChoiceField(
        label=_("性别"),
        choices=Volunteer.Sex,
        coerce=int,
        empty_value=None,
        required=False,
        widget=only_with(Chips(), *NOT_IN_THE_NUMBER),
    )
    birth_date = forms.DateField(
        label=_("出生日期"), required=False, widget=only_with(DateInput(), *NOT_IN_THE_NUMBER)
    )
    nationality = forms.ChoiceField(
        label=_("国籍"), required=False, widget=only_with(forms.Select(), Document.PASSPORT)
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        countries = Nationality.objects.values_list("code", "name")
        self.fields["nationality"].choices = [("", _("请选择")), *countries]
        for name in ("sex", "birth_date", "nationality"):
            self.fields[name].optional_words = _("（护照、通行证要填）")


class WhoForm(AskedOfSome):
    """Read as a whole: `cleaned_data["identity"]`."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=40,
        help_text=_("和证件上一样。中间的“·”请照写。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    document_type = forms.ChoiceField(label=_("证件类型"), choices=Document)
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        help_text=_("只用来核对本人，加密保存，别人看不到。"),
        widget=forms.TextInput(attrs={"class": "input-id", "autocomplete": "off"}),
    )

    field_order = ["name", "document_type", "number", "nationality", "birth_date", "sex"]

    def clean_name(self):
        return read_name(self.cleaned_data["name"])

    def clean(self):
        cleaned = super().clean()
        wrong = {"name", "number", "document_type", "birth_date", "sex", "nationality"} & set(self.errors)
        if wrong:
            return cleaned
        told = Told(cleaned["sex"], cleaned["birth_date"], cleaned["nationality"])
        try:
            cleaned["identity"] = read_identity(
                cleaned["name"], cleaned["document_type"], cleaned["number"], told
            )
        except ValidationError as problem:
            for field, errors in fields_of(problem).items():
                self.add_error(field, errors)
        return cleaned


def fields_of(problem):
    """What is wrong, by field; what names none is about the number."""
    return problem.error_dict if hasattr(problem, "error_dict") else {"number": problem}


def typed_of(volunteer):
    """What the form is filled with when somebody corrects what they handed in; the number is typed again."""
    typed = {"name": [volunteer.name], "document_type": [volunteer.document_type]}
    if volunteer.document_type in NOT_IN_THE_NUMBER:
        typed |= {
            "sex": [str(volunteer.sex)],
            "birth_date": [volunteer.birth_date.isoformat()],
            "nationality": [volunteer.nationality_id or ""],
        }
    return typed
