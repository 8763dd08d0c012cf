"""An emergency on one page: there is no time for sections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Protection
from apps.activities.never import SixKindsForm
from apps.activities.notice_forms import service_fields
from apps.activities.schedule_forms import TimesForm, moments, plannable
from apps.core.forms import ChipsMultiple, DateInput
from apps.organizations.forms import ContactPhoneField
from apps.organizations.models import Office, Organization, within_any
from apps.regions.forms import PlaceForm
from apps.registration.models import Skill

SAID = [
    *["title", "description", "place", "risks", "service_fields", "protections", "required_skills"],
    *["contact_name", "contact_phone"],
]


class EmergencyForm(PlaceForm, TimesForm, SixKindsForm):
    office = forms.ModelChoiceField(label=_("以哪个部门发起"), queryset=None, empty_label=None)
    organization = forms.CharField(
        label=_("由哪个组织来办"),
        max_length=60,
        help_text=_("写本地区组织的全称。它的成员会马上收到召集。"),
    )
    title = forms.CharField(label=_("标题"), max_length=50)
    description = forms.CharField(
        label=_("要做什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    service_fields = forms.MultipleChoiceField(label=_("服务领域"), widget=ChipsMultiple, initial=["17"])
    place = forms.CharField(label=_("集合地点"), max_length=80)
    risks = forms.CharField(label=_("可能的风险"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    protections = forms.MultipleChoiceField(label=_("给志愿者什么保障"), widget=ChipsMultiple)
    required_skills = forms.MultipleChoiceField(
        label=_("一定要会的"),
        widget=ChipsMultiple,
        required=False,
        help_text=_("选了，本地区会这些、证书核过的人也会收到召集。"),
    )
    position = forms.CharField(label=_("岗位"), max_length=30)
    day = forms.DateField(label=_("日期"), widget=DateInput, validators=[plannable])
    capacity = forms.IntegerField(
        label=_("要几个人"),
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )
    contact_name = forms.CharField(label=_("联系人"), max_length=40)
    contact_phone = ContactPhoneField(label=_("联系电话"))

    field_order = [
        *["office", "organization", "title", "description", "service_fields", "league", "banner", "place"],
        *["risks", "protections", "required_skills", "position", "day", "start", "end", "capacity"],
        *["contact_name", "contact_phone", "checked"],
    ]

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.offices = offices
        self.fields["office"].queryset = Office.objects.filter(pk__in=[office.pk for office in offices])
        self.fields["service_fields"].choices = service_fields()
        self.fields["protections"].choices = Protection.objects.values_list("code", "name")
        self.fields["required_skills"].choices = Skill.objects.values_list("code", "name")

    def clean_organization(self):
        """The one of that name in the regions of these offices: there are thousands, so nobody picks from a list."""
        codes = [office.region_id for office in self.offices]
        here = Organization.objects.approved().filter(within_any("region__code", codes))
        if found := here.called(self.cleaned_data["organization"], codes[0]):
            return found
        raise forms.ValidationError(_("本地区没有叫这个名字、通过了审核的组织。"), code="unknown")

    def clean_service_fields(self):
        chosen = self.cleaned_data["service_fields"]
        if len(chosen) > 4:
            raise forms.ValidationError(_("最多选4个，留最要紧的。"), code="too_many")
        return chosen

    def what(self, regions):
        """What the action asks for."""
        cleaned = self.cleaned_data
        return {
            "office": cleaned["office"],
            "organization": cleaned["organization"],
            "region": regions.objects.get(pk=self.region_code),
            "notice": {name: cleaned[name] for name in SAID},
            "position": cleaned["position"],
            "times": moments(cleaned["day"], cleaned["start"], cleaned["end"]),
            "capacity": cleaned["capacity"],
            "kinds": cleaned["checked"],
        }
