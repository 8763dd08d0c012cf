"""What is typed about shifts, awards and files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import Chips, DateInput
from apps.hours.paper_forms import NumbersField
from apps.organizations.models import Organization
from apps.recognition.models import Evaluation
from apps.registration.models import Volunteer

STARS = [
    (5, _("5颗星，很好")),
    (4, _("4颗星")),
    (3, _("3颗星，一般")),
    (2, _("2颗星")),
    (1, _("1颗星，不好")),
]


def whole(value):
    return int(value) if value else None


def words(label, most, **kwargs):
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        **kwargs,
    )


class EvaluateForm(forms.Form):
    """How a shift was, for whoever was there."""

    stars = forms.TypedChoiceField(
        label=_("这次怎么样"), choices=STARS, coerce=int, widget=Chips, empty_value=None
    )
    words = words(
        _("说几句"),
        300,
        required=False,
        help_text=_("审核以后会公开，不带你的名字。不要写别人的姓名、电话。"),
    )


class PersonForm(forms.Form):
    """One line of an organisation's list: no stars, no evaluation yet."""

    stars = forms.TypedChoiceField(
        label=_("星数"), choices=[("", _("先不评")), *STARS], coerce=whole, empty_value=None, required=False
    )
    attendance = forms.ChoiceField(label=_("出勤"), choices=Evaluation.Attendance.choices)
    words = forms.CharField(label=_("评语"), max_length=300, required=False)

    def __init__(self, *args, signup, **kwargs):
        super().__init__(*args, prefix=f"s{signup.pk}", **kwargs)
        self.signup = signup
        self.fields["attendance"].required = False

    def clean(self):
        data = super().clean()
        if data.get("words") and not data.get("stars") and "stars" not in self.errors:
            self.add_error("stars", _("写了评语，再给几颗星。"))
        return data

    @property
    def said(self):
        return bool(self.cleaned_data.get("stars"))


class AwardForm(forms.Form):
    title = forms.CharField(label=_("表彰的名称"), max_length=60)
    given_on = forms.DateField(label=_("授予日期"), widget=DateInput())
    document_number = forms.CharField(
        label=_("文号"),
        max_length=60,
        required=False,
        help_text=_("表彰文件上的，比如“赤文明办〔2026〕3号”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = words(_("因为什么"), 300, required=False)


class GiveForm(FormWithFiles, AwardForm):
    """An award that one gives oneself; the document may come along."""

    proof = KeptFileField(kind="document", label=_("表彰文件或者证书"), required=False)


class GivePeopleForm(GiveForm):
    """An award for people, known by their numbers."""

    people = NumbersField(label=_("表彰谁"), help_text=_("写志愿者编号，一行一个。"))
    field_order = ["people", "title", "given_on", "document_number", "words", "proof"]


class GiveOrganizationForm(GiveForm):
    """An award for an organisation, known by its full name."""

    organization = forms.CharField(label=_("表彰哪个组织"), max_length=60, help_text=_("写全称。"))
    field_order = ["organization", "title", "given_on", "document_number", "words", "proof"]

    def __init__(self, *args, among, code, **kwargs):
        super().__init__(*args, **kwargs)
        self.among, self.code = among, code

    def clean_organization(self):
        found = self.among.called(self.cleaned_data["organization"], self.code)
        if found is None:
            raise forms.ValidationError(_("这里没有叫这个名字的组织。"), code="unknown")
        return found


class AskForm(FormWithFiles, AwardForm):
    """An award from elsewhere that is to be recorded."""

    giver = forms.CharField(label=_("谁授予的"), max_length=60, help_text=_("写全称，和证书上一样。"))
    proof = KeptFileField(kind="document", label=_("证书或者文件"))
    field_order = ["title", "giver", "given_on", "document_number", "words", "proof"]


class LookForm(forms.Form):
    """Whose whole file, and what for."""

    number = forms.CharField(label=_("志愿者编号"), max_length=12)
    why = forms.CharField(label=_("为什么要看"), max_length=200, help_text=_("会留在记录里，本人查得到。"))

    def __init__(self, *args, code, **kwargs):
        super().__init__(*args, **kwargs)
        self.code = code

    def clean_number(self):
        number = self.cleaned_data["number"].strip().upper()
        here = Volunteer.objects.filter(region__code__startswith=self.code)
        volunteer = here.filter(number=number).first()
        if volunteer is None:
            raise forms.ValidationError(_("本地区没有这个编号。"), code="unknown")
        return volunteer


def organizations_under(code):
    return Organization.objects.approved().filter(region__code__startswith=code)
