"""The application of an organisation, and what it says of itself afterwards."""

import unicodedata

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import Chips, ChipsMultiple, DateInput
from apps.organizations.models import Organization, OrganizationKind, TeamTag
from apps.organizations.register import service_fields
from apps.regions.forms import PlaceForm
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


class AboutForm(FormWithFiles, forms.ModelForm):
    """What an organisation says of itself, whatever its kind."""

    contact_phone = ContactPhoneField(label=_("联系电话"), help_text=_("不公开，审核的人用得上。"))
    service_fields = forms.MultipleChoiceField(
        label=_("服务领域"), required=False, widget=ChipsMultiple, help_text=_("常做的几样，会公开。")
    )
    proof = KeptFileField(label=_("证明材料"), kind="document", required=False)

    LABELS = {
        "name": _("组织名称"),
        "credit_code": _("统一社会信用代码"),
        "registered_with": _("登记机关"),
        "registered_on": _("登记日期"),
        "responsible_person": _("负责人姓名"),
        "guiding_unit": _("指导单位"),
        "address": _("地址"),
        "founded_on": _("成立日期"),
        "has_party_branch": _("有党组织"),
        "contact_name": _("联系人"),
        "email": _("邮箱"),
        "joining": _("怎么加入"),
        "join_code": _("加入口令"),
        "introduction": _("简介"),
    }
    HELP = {
        "name": _("和证照、公章一致，写全称。"),
        "credit_code": _("18位，在登记证书上。"),
        "registered_with": _("发登记证书的单位，比如民政局。"),
        "responsible_person": _("登记证书上的法定代表人；没有登记的写带头的人。不公开。"),
        "guiding_unit": _(
            "哪个社区、单位在指导你们，写全称。它在平台上的话，由它确认；不在的话，下面传一份它盖章的证明。"
        ),
        "email": _("不公开。"),
        "join_code": _("告诉要加入的人，4到12个字。"),
        "introduction": _("什么时候成立、有多少人、常做什么。会公开。"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_fields"].choices = list(service_fields().items())
        self.fields["service_fields"].initial = self.instance.service_fields
        if "introduction" in self.fields:
            self.fields["introduction"].widget = forms.Textarea(attrs={"rows": 5})
        for name in ("registered_on", "founded_on"):
            if name in self.fields:
                self.fields[name].widget = DateInput()
        if "joining" in self.fields:
            self.fields["joining"].widget = Chips(choices=Organization.Joining.choices)
            self.fields["joining"].required = False

    def clean_joining(self):
        return self.cleaned_data["joining"] or Organization.Joining.APPROVAL

    def clean_join_code(self):
        code = unicodedata.normalize("NFKC", self.cleaned_data["join_code"]).strip()
        if code and len(code) < 4:
            raise forms.ValidationError(_("口令至少4个字，免得被猜到。"), code="short")
        return code


class ApplicationForm(AboutForm, PlaceForm):
    """The application: first the kind, then what this kind is asked for and nothing else (条例 §8)."""

    credit_code = forms.CharField(
        label=AboutForm.LABELS["credit_code"],
        required=False,
        max_length=30,
        help_text=AboutForm.HELP["credit_code"],
        widget=forms.TextInput(attrs={"class": "input-id", "autocomplete": "off"}),
    )

    none_banner = _("盟市级的不用选")
    ASKED = [
        *["kind", "name", "credit_code", "registered_with", "registered_on", "responsible_person"],
        *["guiding_unit", "proof", "league", "banner", "address", "founded_on", "has_party_branch"],
        *["contact_name", "contact_phone", "email", "service_fields", "joining", "join_code", "introduction"],
    ]

    class Meta:
        model = Organization
        fields = [
            *["kind", "name", "credit_code", "registered_with", "registered_on", "responsible_person"],
            *["guiding_unit", "proof", "address", "founded_on", "has_party_branch"],
            *["contact_name", "contact_phone", "email", "service_fields", "joining", "join_code"],
            "introduction",
        ]
        labels, help_texts = {"kind": _("类型"), **AboutForm.LABELS}, AboutForm.HELP

    def __init__(self, *args, kind=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *kind_choices()]
        self.fields["banner"].required = False
        if kind:
            self.ask_what_fits(kind)
        if self.instance.pk:
            self.initial["league"] = self.instance.region_id[:4]
            self.initial["banner"] = self.instance.region_id if len(self.instance.region_id) == 6 else ""
        self.order_fields(self.ASKED)

    def ask_what_fits(self, kind):
        """Only what this kind of organisation has."""
        self.fields["kind"].widget = forms.HiddenInput()
        self.initial["kind"] = kind.pk
        if not (kind.needs_credit_code or kind.may_have_credit_code):
            del self.fields["credit_code"]
        else:
            self.fields["credit_code"].required = kind.needs_credit_code
        if not kind.has_registration:
            del self.fields["registered_with"], self.fields["registered_on"]
        if kind.needs_guiding_unit:
            self.fields["guiding_unit"].required = True
            self.fields["proof"].label = _("指导单位盖章的证明")
            self.fields["proof"].optional_words = _("（指导单位在平台上的，可不传）")
        else:
            del self.fields["guiding_unit"]

    def more_leagues(self):
        return [("15", _("自治区本级"))]

    def clean_credit_code(self):
        """As people copy it: full-width, lower case, with spaces."""
        return "".join(unicodedata.normalize("NFKC", self.cleaned_data["credit_code"]).split()).upper()

    def _post_clean(self):
        """The checks of the model ask whether the guiding unit is on the platform, so it is looked for first."""
        sent, instance = self.cleaned_data, self.instance
        if sent.get("kind") and self.region_code:
            instance.kind, instance.region_id = sent["kind"], self.region_code
            instance.guiding_unit = sent.get("guiding_unit", "")
            instance.find_guiding_unit()
        super()._post_clean()

    def organization(self):
        """The application as typed, not yet handed in."""
        organization = self.save(commit=False)
        organization.region = Region.objects.get(pk=self.region_code)
        return organization


class ProfileForm(AboutForm):
    """What the owners change themselves. Its name, its kind and its papers are the office's business."""

    picture = KeptFileField(label=_("标志或照片"), kind="picture", is_public=True, required=False)
    service_regions = forms.MultipleChoiceField(
        label=_("服务区域"), required=False, widget=ChipsMultiple, help_text=_("常去的地方，会公开。")
    )
    tags = forms.ModelMultipleChoiceField(
        label=_("队伍标签"), queryset=TeamTag.objects.none(), required=False, widget=ChipsMultiple
    )
    proof = None

    class Meta:
        model = Organization
        fields = [
            *["picture", "introduction", "service_fields", "address", "founded_on"],
            *["has_party_branch", "responsible_person", "contact_name", "contact_phone", "email"],
            *["joining", "join_code"],
        ]
        labels, help_texts = AboutForm.LABELS, AboutForm.HELP

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        here = self.instance.region_id
        near = Region.objects.current().filter(level__lte=Region.Level.LEAGUE)
        banners = Region.objects.current().filter(level=Region.Level.BANNER, code__startswith=here[:4])
        served = list(self.instance.service_regions.values_list("pk", flat=True))
        offered = [*near.order_by("code"), *(banners.order_by("code") if len(here) > 2 else [])]
        self.fields["service_regions"].choices = [(region.pk, region.name) for region in offered]
        self.fields["service_regions"].initial = self.initial["service_regions"] = served
        self.fields["tags"].queryset = TeamTag.objects.for_region(here)
        self.order_fields(["picture", "introduction", "service_fields", "tags", "service_regions"])

    def links(self):
        """Tags and service regions. What cannot be chosen here, such as banners of another league, stays."""
        offered = {code for code, _name in self.fields["service_regions"].choices}
        kept = self.instance.service_regions.exclude(pk__in=offered).values_list("pk", flat=True)
        chosen = [*kept, *self.cleaned_data["service_regions"]]
        return {"tags": self.cleaned_data["tags"], "service_regions": Region.objects.filter(pk__in=chosen)}
