"""A notice in four short sections, each kept as a draft of its own. Nobody who signs up may find out later what they
should have known (志愿服务条例第十二条)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity, Beneficiary, Protection
from apps.activities.models.notice_rules import EAST, NO_MINORS, NORTH, SOUTH, WEST
from apps.core.forms import ChipsMultiple, DateTimeInput
from apps.core.models import PolicyRow
from apps.insurance.models import Policy
from apps.organizations.forms import ContactPhoneField
from apps.regions.forms import PlaceForm
from apps.regions.models import Region
from apps.registration.known import fields_of_service
from apps.registration.models import Skill

NUMBER = {"inputmode": "numeric", "class": "input-short"}


def service_fields():
    return [(field.code, field.name) for field in fields_of_service().values()]


class ContactEmailField(forms.EmailField):
    """An address to be written to; most notices have none."""

    default_error_messages = {"invalid": _("邮箱写得不对，比如 han@example.cn。")}

    def __init__(self, **kwargs):
        widget = forms.EmailInput(attrs={"inputmode": "email", "autocomplete": "email"})
        super().__init__(required=False, max_length=100, widget=widget, **kwargs)


class Section(forms.ModelForm):
    """One section. Saves nothing by itself."""

    def offer(self, name, rows):
        self.fields[name].choices = rows.values_list("code", "name")


class WhatForm(PlaceForm, Section):
    """What is done, for whom, where."""

    service_fields = forms.MultipleChoiceField(
        label=_("服务领域"), widget=ChipsMultiple, help_text=_("选1到4个，大家按这个找。")
    )
    beneficiaries = forms.MultipleChoiceField(
        label=_("帮到谁"),
        widget=ChipsMultiple,
        required=False,
        help_text=_("选哪一类人就好，别在说明里写他们的姓名和住址。"),
    )
    longitude = forms.FloatField(
        label=_("经度"),
        required=False,
        min_value=WEST,
        max_value=EAST,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    latitude = forms.FloatField(
        label=_("纬度"),
        required=False,
        min_value=SOUTH,
        max_value=NORTH,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    field_order = ["title", "description", "service_fields", "beneficiaries", "league", "banner", "place"]

    class Meta:
        model = Activity
        fields = ["title", "description", "service_fields", "beneficiaries", "place", "longitude", "latitude"]
        labels = {"title": _("标题"), "description": _("要做什么"), "place": _("集合地点")}
        help_texts = {
            "title": _("50个字以内，先说做什么，再说给谁做。"),
            "description": _("几个人一组、做些什么、做多久，写到陌生人也看得明白。"),
            "place": _("写到楼门口能找着。"),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_fields"].choices = service_fields()
        self.offer("beneficiaries", Beneficiary.objects.all())
        outside = _("这个位置不在内蒙古，再核对一下。")
        for name in ("longitude", "latitude"):
            self.fields[name].error_messages |= {"min_value": outside, "max_value": outside}
        if self.instance.pk:
            self.initial.setdefault("league", self.instance.league)
            self.initial.setdefault("banner", self.instance.banner)

    def clean_service_fields(self):
        chosen = self.cleaned_data["service_fields"]
        if len(chosen) > 4:
            raise forms.ValidationError(_("最多选4个，留最要紧的。"), code="too_many")
        return chosen

    def clean(self):
        cleaned = super().clean()
        point = [cleaned.get(name) for name in ("longitude", "latitude")]
        if point.count(None) == 1 and not {"longitude", "latitude"} & set(self.errors):
            self.add_error("latitude" if point[1] is None else "longitude", _("经度和纬度要一起填。"))
        return cleaned


class WhoForm(Section):
    """Who may come."""

    minimum_age = forms.IntegerField(
        label=_("最小年龄"),
        min_value=3,
        max_value=70,
        help_text=_("未满18岁的，还要监护人同意才报得上名。"),
        widget=forms.NumberInput(attrs=NUMBER),
    )
    maximum_age = forms.IntegerField(
        label=_("最大年龄"),
        required=False,
        min_value=3,
        max_value=120,
        help_text=_("没有特别的理由就空着。"),
        widget=forms.NumberInput(attrs=NUMBER),
    )
    required_skills = forms.MultipleChoiceField(
        label=_("一定要会的"),
        widget=ChipsMultiple,
        required=False,
        help_text=_("不会就报不上名，只选真正少不了的。医疗、法律这些要有核过的证书。"),
    )
    hours_before = forms.IntegerField(
        label=_("要先服务满多少小时"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("比如带新人的岗位。一般空着。"),
        widget=forms.NumberInput(attrs=NUMBER),
    )
    residents_of = forms.ModelChoiceField(
        label=_("只招哪里的人"), queryset=Region.objects.none(), required=False, empty_label=_("哪里的都行")
    )

    class Meta:
        model = Activity
        fields = [
            *["requirements", "minimum_age", "maximum_age", "required_skills", "residents_of"],
            "members_only",
        ]
        labels = {"requirements": _("希望来的人"), "members_only": _("只招我们组织的成员")}
        help_texts = {
            "requirements": _("比如能搬动20斤、会说蒙古语、自带手套。"),
            "members_only": _("别的人看得到活动，报不了名。"),
        }
        widgets = {"requirements": forms.Textarea(attrs={"rows": 2})}

    field_order = [
        *["requirements", "minimum_age", "maximum_age", "required_skills", "hours_before", "residents_of"],
        "members_only",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("required_skills", Skill.objects.all())
        code = self.instance.region_id or ""
        self.fields["residents_of"].queryset = Region.objects.filter(pk__in=[code[:4], code[:6]])
        self.initial.setdefault("hours_before", self.instance.minutes_before // 60 or None)

    def clean(self):
        cleaned = super().clean()
        least, most = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if least and most and most < least:
            self.add_error("maximum_age", _("最大年龄不能小于最小年龄。"))
        if least and least < 18 and (self.instance.is_hazardous or self.instance.is_emergency):
            self.add_error("minimum_age", _(NO_MINORS))
        self.instance.minutes_before = (cleaned.get("hours_before") or 0) * 60
        return cleaned


class SafetyForm(Section):
    """What may happen, and what those who come are given."""

    protections = forms.MultipleChoiceField(
        label=_("给志愿者什么保障"), widget=ChipsMultiple, help_text=_("至少一样。写了就要给到。")
    )

    class Meta:
        model = Activity
        fields = ["risks", "is_hazardous", "policy", "protections"]
        labels = {
            "risks": _("可能的风险"),
            "is_hazardous": _("可能有人身危险（高空、水上、抢险、大型机械）"),
            "policy": _("这个活动自己的保险"),
        }
        help_texts = {
            "risks": _("路滑、寒冷、搬重物，都要写上，还有你们怎么防。没写风险的活动不能发布。"),
            "is_hazardous": _("这类活动要有生效的保险才能发布；签到的时候，没有保险的人进不来。"),
            "policy": _("给全部志愿者的免费保险不用选。自己买了的，先在“保险”里登记，部门核对过就能选。"),
        }
        widgets = {"risks": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("protections", Protection.objects.all())
        organization, code = self.instance.organization_id, self.instance.region_id or ""
        self.fields["policy"].queryset = Policy.objects.offered_to(organization, code).order_by("name", "pk")
        self.fields["policy"].label_from_instance = lambda policy: policy.name

    def clean_is_hazardous(self):
        hazardous = self.cleaned_data["is_hazardous"]
        if hazardous and self.instance.state == Activity.State.PUBLISHED:
            raise forms.ValidationError(
                _("正在招募的活动不能这样改。真有危险就先取消，有了保险再发。"), code="published"
            )
        if hazardous and self.instance.minimum_age < 18:
            raise forms.ValidationError(
                _("%(words)s先把最小年龄改到18岁。") % {"words": _(NO_MINORS)}, code="minors"
            )
        return hazardous


class ContactForm(Section):
    """Whom to call or write to, from when to when one may sign up, until when one may leave."""

    contact_phone = ContactPhoneField(label=_("联系电话"))
    contact_email = ContactEmailField(label=_("联系邮箱"), help_text=_("可以不填。"))
    cancel_hours = forms.IntegerField(
        label=_("最晚提前几小时取消报名"),
        min_value=0,
        max_value=720,
        help_text=_("过了这个时间要写明原因，算请假。"),
        widget=forms.NumberInput(attrs=NUMBER),
    )
    opens_at = forms.DateTimeField(
        label=_("什么时候开始报名"),
        required=False,
        widget=DateTimeInput,
        help_text=_("空着就是一发布就能报。"),
    )
    closes_at = forms.DateTimeField(
        label=_("什么时候截止报名"),
        required=False,
        widget=DateTimeInput,
        help_text=_("空着就是每班开始前都能报。截止以后，已经在候补的人照样轮得到。"),
    )

    class Meta:
        model = Activity
        fields = [
            *["contact_name", "contact_phone", "contact_email", "contact_is_public", "opens_at", "closes_at"],
            "cancel_hours",
        ]
        labels = {"contact_name": _("联系人"), "contact_is_public": _("电话和邮箱公开给所有人看")}
        help_texts = {
            "contact_name": _("会公开，写大家怎么称呼，比如“韩队长”。"),
            "contact_is_public": _("不勾的话，只有报上名的人看得到。"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.cancel_hours is None:
            self.initial["cancel_hours"] = PolicyRow.objects.value("activity", "cancel_hours")

    def clean(self):
        """The shifts of a draft are still to come, so the end of sign-up is held against them when it is handed in."""
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if closes and opens and closes <= opens:
            self.add_error("closes_at", _("报名截止要晚于开始报名。"))
        elif closes and self.instance.state == Activity.State.PUBLISHED and closes > self.instance.ends_at:
            self.add_error("closes_at", _("报名截止比最后一班结束还晚，改早一点。"))
        return cleaned


SECTIONS = {
    "what": (_("做什么"), WhatForm),
    "who": (_("谁能来"), WhoForm),
    "safety": (_("风险和保障"), SafetyForm),
    "contact": (_("联系和报名"), ContactForm),
}


def section_after(name):
    """The section that follows, or None after the last."""
    names = list(SECTIONS)
    return next(iter(names[names.index(name) + 1 :]), None)
