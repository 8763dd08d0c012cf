"""What is typed about organisations: the application, the answer of a review, staff, the search."""

import unicodedata

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.accounts.phones import PhoneField
from apps.core.forms import Chips
from apps.organizations.models import Organization, OrganizationKind, Post
from apps.regions.forms import PlaceFilter, PlaceForm
from apps.regions.models import Region


class ContactPhoneField(forms.CharField):
    """A number to be reached at: mobile or landline, with the area code."""

    default_validators = [
        RegexValidator(r"^[0-9][0-9\- ]{6,18}[0-9]$", _("写手机号，或带区号的座机，比如0476-4321234。"))
    ]

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def to_python(self, value):
        return unicodedata.normalize("NFKC", super().to_python(value))


def kind_choices():
    """Kinds under the name of their group."""
    groups = {}
    for kind in OrganizationKind.objects.all():
        groups.setdefault(kind.get_group_display(), []).append((kind.code, kind.name))
    return list(groups.items())


class ApplicationForm(PlaceForm, forms.ModelForm):
    """The application of an organisation. Which papers are asked for follows from its kind (条例 §8)."""

    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        required=False,
        max_length=30,
        help_text=_("18位，在登记证书上。"),
        widget=forms.TextInput(attrs={"class": "input-id", "autocomplete": "off"}),
    )
    contact_phone = ContactPhoneField(label=_("联系电话"), help_text=_("不公开，审核的人用得上。"))

    none_banner = _("盟市级的不用选")
    field_order = [
        *["name", "kind", "credit_code", "guiding_unit", "league", "banner", "address"],
        *["contact_name", "contact_phone", "introduction"],
    ]

    class Meta:
        model = Organization
        fields = [
            *["name", "kind", "credit_code", "guiding_unit", "address"],
            *["contact_name", "contact_phone", "introduction"],
        ]
        labels = {
            "name": _("组织名称"),
            "kind": _("类型"),
            "guiding_unit": _("指导单位"),
            "address": _("地址"),
            "contact_name": _("联系人"),
            "introduction": _("简介"),
        }
        help_texts = {
            "name": _("和证照、公章一致，写全称。"),
            "guiding_unit": _("哪个社区、单位在指导你们。"),
            "introduction": _("什么时候成立、有多少人、常做什么。会公开。"),
        }
        widgets = {"introduction": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *kind_choices()]
        self.fields["banner"].required = False
        self.fields["credit_code"].optional_words = _("（登记过的组织、学校和单位必填）")
        self.fields["guiding_unit"].optional_words = _("（没有登记的队伍必填）")
        if self.instance.pk:
            self.initial["league"] = self.instance.region_id[:4]
            self.initial["banner"] = self.instance.region_id if len(self.instance.region_id) == 6 else ""

    def more_leagues(self):
        return [("15", _("自治区本级"))]

    def clean_credit_code(self):
        """As people copy it: full-width, lower case, with spaces."""
        return unicodedata.normalize("NFKC", self.cleaned_data["credit_code"]).replace(" ", "").upper()

    def organization(self):
        """The application as typed, not yet handed in."""
        organization = self.save(commit=False)
        organization.region = Region.objects.get(pk=self.region_code)
        return organization


class ReturnForm(forms.Form):
    """Sending back needs a word on what is to be corrected."""

    reason = forms.CharField(
        label=_("退回的原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写清楚改什么，对方改好会再交上来。"),
    )


class StandingForm(forms.Form):
    """Suspending or closing needs a word for the owners."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("负责人会看到这句话。"),
    )


class StaffForm(forms.Form):
    phone = PhoneField(label=_("手机号"))
    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("和登记的真名一致。"))
    role = forms.ChoiceField(
        label=_("做什么"),
        choices=[(role.value, role.label) for role in (Post.Role.STAFF, Post.Role.OWNER)],
        widget=Chips,
        initial=Post.Role.STAFF.value,
        help_text=_("负责人还可以添加和移除成员。"),
    )


class OrganizationFilter(PlaceFilter):
    group = forms.ChoiceField(label=_("类型"), choices=[("", _("不限")), *OrganizationKind.Group.choices])
    q = forms.CharField(label=_("搜组织的名字"))
