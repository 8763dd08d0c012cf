"""What is typed about activities: the notice, its positions and shifts, the answer of a review, the search."""

import datetime

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity, Position, Shift
from apps.core import days
from apps.core.forms import Chips, ChipsMultiple, DateInput, TimeInput
from apps.organizations.forms import ContactPhoneField
from apps.regions.forms import PlaceFilter, PlaceForm
from apps.registration.models import ServiceField


def service_fields():
    return list(ServiceField.objects.values_list("code", "name"))


class ActivityForm(PlaceForm, forms.ModelForm):
    """One notice. What volunteers must know before they sign up may not be left out (条例 §12)."""

    service_fields = forms.MultipleChoiceField(
        label=_("服务领域"), widget=ChipsMultiple, help_text=_("选1到4个，大家按这个找。")
    )
    contact_phone = ContactPhoneField(label=_("联系电话"), help_text=_("不公开，只有报上名的人看得到。"))
    minimum_age = forms.IntegerField(
        label=_("最小年龄"),
        min_value=3,
        max_value=70,
        help_text=_("未满18岁的，还要监护人同意才报得上名。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )

    field_order = [
        *["title", "description", "service_fields", "beneficiaries", "league", "banner", "place"],
        *["requirements", "minimum_age", "risks", "is_hazardous", "contact_name", "contact_phone"],
    ]

    class Meta:
        model = Activity
        fields = [
            *["title", "description", "service_fields", "beneficiaries", "place", "requirements"],
            *["minimum_age", "risks", "is_hazardous", "contact_name", "contact_phone"],
        ]
        labels = {
            "title": _("标题"),
            "description": _("要做什么"),
            "beneficiaries": _("帮到谁"),
            "place": _("集合地点"),
            "requirements": _("希望来的人"),
            "risks": _("可能的风险"),
            "is_hazardous": _("可能有人身危险（高空、水上、抢险、大型机械）"),
            "contact_name": _("联系人"),
        }
        help_texts = {
            "title": _("50个字以内，先说做什么，再说给谁做。"),
            "description": _("几个人一组、做些什么、做多久，写到陌生人也看得明白。"),
            "beneficiaries": _("写哪一类人就好，别写姓名和住址。"),
            "place": _("写到楼门口能找着。"),
            "requirements": _("比如能搬动20斤、会说蒙古语、自带手套。"),
            "risks": _("路滑、寒冷、搬重物，都要写上，还有你们怎么防。没写风险的活动不能发布。"),
            "is_hazardous": _("这类活动要先有保险才能发布。保险还没有开通，目前只能存草稿。"),
            "contact_name": _("会公开，写大家怎么称呼，比如“韩队长”。"),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "requirements": forms.Textarea(attrs={"rows": 2}),
            "risks": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_fields"].choices = service_fields()
        if self.instance.pk:
            self.initial.setdefault("league", self.instance.league)
            self.initial.setdefault("banner", self.instance.banner)

    def clean_service_fields(self):
        chosen = self.cleaned_data["service_fields"]
        if len(chosen) > 4:
            raise forms.ValidationError(_("最多选4个，留最要紧的。"), code="too_many")
        return chosen


class PositionForm(forms.ModelForm):
    class Meta:
        model = Position
        fields = ["name", "requirements"]
        labels = {"name": _("岗位"), "requirements": _("这个岗位要什么")}
        help_texts = {"name": _("比如搬运、登记引导。只有一种活就写“志愿者”。")}


class ShiftForm(forms.Form):
    """A day, from when to when. An end that is earlier than the beginning is on the next day."""

    position = forms.ModelChoiceField(label=_("岗位"), queryset=Position.objects.none(), empty_label=None)
    day = forms.DateField(label=_("日期"), widget=DateInput, help_text=_("结束比开始早，就算到第二天。"))
    start = forms.TimeField(label=_("从"), widget=TimeInput)
    end = forms.TimeField(label=_("到"), widget=TimeInput)
    capacity = forms.IntegerField(
        label=_("要几个人"),
        min_value=1,
        max_value=10_000,
        error_messages={"min_value": _("至少要1个人。")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )

    def __init__(self, *args, activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].queryset = activity.positions.all()

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not days.today() <= day <= days.today() + datetime.timedelta(days=365):
            raise forms.ValidationError(_("选今天到一年以内的日子。"), code="day")
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("start") and cleaned.get("start") == cleaned.get("end"):
            self.add_error("end", _("开始和结束是同一时刻，改一下。"))
        return cleaned

    def times(self):
        """The moments of the shift."""
        day, start, end = (self.cleaned_data[name] for name in ("day", "start", "end"))
        last_day = day if end > start else day + datetime.timedelta(days=1)
        return (
            datetime.datetime.combine(day, start, tzinfo=days.SHANGHAI),
            datetime.datetime.combine(last_day, end, tzinfo=days.SHANGHAI),
        )


class CapacityForm(forms.ModelForm):
    class Meta:
        model = Shift
        fields = ["capacity"]
        labels = {"capacity": _("名额")}


class ReasonForm(forms.Form):
    """A decision that needs a word for the person it hits."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class PublishForm(forms.Form):
    """What may never be published as voluntary service. The reviewer has looked at each of the six."""

    KINDS = [
        ("job", _("不是上班时间里做的本职工作")),
        ("rule", _("不是单位、学校本来就要做的事（值日、值班、例会、班会）")),
        ("self", _("不是给自己办的事（业委会选举、实习、参观、夏令营、看电影）")),
        ("show", _("不是借公益名义的团建、聚餐、祈福、当节目观众")),
        ("paid", _("没有报酬，补贴也不明显高于当地一般标准")),
        ("swap", _("时长不拿捐钱、捐物、转发来换，也不当奖励发")),
    ]

    checked = forms.MultipleChoiceField(
        label=_("这六条都看过，都没问题"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("六条都勾上才能发布。")},
    )

    def clean_checked(self):
        checked = self.cleaned_data["checked"]
        if len(checked) != len(self.KINDS):
            raise forms.ValidationError(
                _("六条都要勾上才能发布；有一条对不上，就退回并写明原因。"), code="all"
            )
        return checked


class ActivityFilter(PlaceFilter):
    class When(TextChoices):
        ANY = "", _("不限")
        TODAY = "today", _("今天")
        FORTNIGHT = "fortnight", _("两周内")
        WEEKEND = "weekend", _("周末")

    when = forms.ChoiceField(label=_("什么时候"), choices=When.choices, widget=Chips)
    field = forms.MultipleChoiceField(label=_("做什么"), widget=ChipsMultiple)
    places = forms.BooleanField(label=_("还有名额"))
    q = forms.CharField(label=_("搜活动、地点"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = service_fields()
