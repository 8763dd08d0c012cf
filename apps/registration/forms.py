"""The steps of registration, each a short form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.core.forms import ChipsMultiple
from apps.regions.forms import PlaceForm
from apps.regions.models import Region
from apps.registration.belonging import LAST_GRADE, STAGES, Belonging, places_for
from apps.registration.documents import read_name, read_number
from apps.registration.models import Affiliation, Guardianship, ServiceField, Volunteer

GRADES = ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级"]


class WhoForm(forms.Form):
    name = forms.CharField(
        label=_("姓名"),
        max_length=40,
        help_text=_("和证件上一样。中间的“·”请照写。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    document_type = forms.ChoiceField(label=_("证件类型"), choices=Volunteer.Document)
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        help_text=_("只用来核对本人，加密保存，别人看不到。"),
        widget=forms.TextInput(attrs={"class": "input-id", "autocomplete": "off"}),
    )

    def clean_name(self):
        return read_name(self.cleaned_data["name"])

    def clean(self):
        cleaned = super().clean()
        if "number" in cleaned and "document_type" in cleaned:
            is_hmt = cleaned["document_type"] == Volunteer.Document.HMT_RESIDENCE
            try:
                cleaned["document"] = read_number(cleaned["number"], is_hmt=is_hmt, today=days.today())
            except forms.ValidationError as problem:
                self.add_error("number", problem)
        return cleaned


class HomeForm(PlaceForm):
    def clean(self):
        cleaned = super().clean()
        if cleaned.get("banner"):
            cleaned["region"] = Region.objects.get(pk=cleaned["banner"])
        return cleaned


class WishesForm(forms.Form):
    service_fields = forms.MultipleChoiceField(
        label=_("想做哪些服务"), help_text=_("可以选几样，以后能改。"), widget=ChipsMultiple
    )
    skills = forms.CharField(
        label=_("会些什么"),
        required=False,
        max_length=200,
        help_text=_("比如蒙汉翻译、急救、理发、开车、修电器。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_fields"].choices = ServiceField.objects.values_list("code", "name")


class IdentityForm(forms.Form):
    identity = forms.ChoiceField(
        label=_("你现在是"),
        help_text=_("年度时长目标跟着它走。只提醒，不强求。"),
        choices=Affiliation.Identity,
        widget=forms.RadioSelect,
    )
    political = forms.ChoiceField(
        label=_("政治面貌"),
        required=False,
        help_text=_("只用来统计党员、团员的注册率，不填也不影响报名。"),
        choices=[("", _("不填")), *Volunteer.Political.choices],
    )


class FoundPlaces(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def label_from_instance(self, place):
        return f"{place.name}（{place.region.name}）"


class BelongingForm(forms.Form):
    """Which school and class, or which unit. `found` are the places to choose from; any that fits is accepted."""

    organization = FoundPlaces(queryset=None, empty_label=None, error_messages={"required": _("请选一个。")})
    stage = forms.ChoiceField(label=_("学段"))
    grade = forms.TypedChoiceField(label=_("年级"), coerce=int, choices=list(enumerate(GRADES, 1)))
    class_name = forms.CharField(
        label=_("班级"), max_length=20, help_text=_("学校怎么叫就怎么写，比如三年级2班。")
    )
    student_number = forms.CharField(
        label=_("学号"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, identity, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.identity = identity
        place = self.fields["organization"]
        place.label = _("学校") if identity in STAGES else _("单位")
        place.queryset = places_for(identity)
        place.choices = [(one.pk, place.label_from_instance(one)) for one in found]
        if identity in STAGES:
            choose = ("", _("请选择"))
            last = max(LAST_GRADE[stage] for stage in STAGES[identity])
            stages = [(stage.value, stage.label) for stage in STAGES[identity]]
            self.fields["stage"].choices = [choose, *stages]
            self.fields["grade"].choices = [choose, *list(enumerate(GRADES, 1))[:last]]
        else:
            for name in ("stage", "grade", "class_name", "student_number"):
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if {"stage", "grade"} <= cleaned.keys() and cleaned["grade"] > LAST_GRADE[cleaned["stage"]]:
            self.add_error("grade", _("这个学段没有这个年级。"))
        return cleaned

    def belonging(self):
        return Belonging(identity=self.identity, **self.cleaned_data)


class ConsentForm(forms.Form):
    identity = forms.BooleanField(
        label=_("我同意用姓名和证件号码核验身份"),
        help_text=_("时长要记到本人名下，所以要核对。只给核验人员看，每次看都留记录；不同意就没法登记。"),
    )


class ChildCodeForm(forms.Form):
    code = forms.CharField(
        label=_("监护人码"),
        max_length=20,
        help_text=_("8位，在孩子的“我的档案”里。"),
        widget=forms.TextInput(
            attrs={"class": "input-id", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    relation = forms.ChoiceField(
        label=_("你是孩子的"), choices=Guardianship.Relation, widget=forms.RadioSelect
    )


class ChildConsentForm(forms.Form):
    """One tick for each agreement the child needs; none covers another."""

    minor = forms.BooleanField(
        label=_("我同意孩子参加志愿服务"),
        help_text=_("有危险的活动，未满18岁不能报。随时可以撤回。"),
    )
    minor_data = forms.BooleanField(
        label=_("我同意平台保存这个未满14岁孩子的信息"),
        help_text=_("姓名、证件号码、学校班级和服务记录，只用来核对身份、记时长。随时可以撤回。"),
    )

    def __init__(self, *args, child, **kwargs):
        super().__init__(*args, **kwargs)
        for purpose in set(self.fields) - set(child.consents_needed()):
            del self.fields[purpose]

    def purposes(self):
        return [purpose for purpose, ticked in self.cleaned_data.items() if ticked]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class RevealForm(forms.Form):
    purpose = forms.CharField(
        label=_("看完整号码做什么"),
        max_length=100,
        help_text=_("会和你的名字、时间一起留下记录。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
