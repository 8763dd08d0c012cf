"""The steps of registration, each a short form."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import luhn

from apps.core.forms import ChipsMultiple, SelectWithin
from apps.regions.forms import PlaceForm
from apps.regions.models import Region
from apps.registration.belonging import LAST_GRADE, STAGES, Belonging, places_for, stages_at
from apps.registration.classes import bare_class, grade_words, names_a_grade
from apps.registration.models import Affiliation, Guardianship, ServiceField, Skill, Volunteer

NOTHING_SPECIAL = "00"  # the answer of whoever has no skill of the table


class HomeForm(PlaceForm):
    def clean(self):
        cleaned = super().clean()
        if cleaned.get("banner"):
            cleaned["region"] = Region.objects.get(pk=cleaned["banner"])
        return cleaned


class WishesForm(forms.Form):
    service_fields = forms.MultipleChoiceField(
        label=_("想做哪些服务"), help_text=_("至少选一样，可以选几样，以后能改。"), widget=ChipsMultiple
    )
    skill_codes = forms.MultipleChoiceField(
        label=_("会些什么"),
        help_text=_("67号令要求登记专业技能，没有就勾第一个。以后能改，也能补证书。"),
        widget=ChipsMultiple,
    )
    skills = forms.CharField(
        label=_("还想说的"),
        required=False,
        max_length=200,
        help_text=_("比如会开叉车、会修马具。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_fields"].choices = ServiceField.objects.values_list("code", "name")
        self.fields["skill_codes"].choices = [
            (NOTHING_SPECIAL, _("没有特别的")),
            *Skill.objects.values_list("code", "name"),
        ]

    def clean_skill_codes(self):
        return [code for code in self.cleaned_data["skill_codes"] if code != NOTHING_SPECIAL]


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


class AnotherIdentityForm(forms.Form):
    """What one is at one more school or unit."""

    identity = forms.ChoiceField(
        label=_("在那里你是"),
        help_text=_("多加一个学校或单位，年度目标还跟原来的。"),
        choices=[
            choice for choice in Affiliation.Identity.choices if choice[0] != Affiliation.Identity.OTHER
        ],
        widget=forms.RadioSelect,
    )


class PlaceRadios(forms.RadioSelect):
    """Each school says which groups of the years of study it has, for the list beside it."""

    stages = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.stages:
            option["attrs"]["data-groups"] = " ".join(str(stage.label) for stage in self.stages[value])
        return option


class FoundPlaces(forms.ModelChoiceField):
    widget = PlaceRadios

    def label_from_instance(self, place):
        return f"{place.name}（{place.region.name}）"


class BelongingForm(forms.Form):
    """Which school and class, or which unit. `found` are the places to choose from; any that fits is accepted.

    The stages offered are those of the schools found, the years those of the stages.
    """

    organization = FoundPlaces(queryset=None, empty_label=None)
    grade = forms.ChoiceField(label=_("年级"))
    class_name = forms.CharField(label=_("班级"), max_length=20, help_text=_("只写哪个班，比如2班。"))
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
            place.widget.stages = {one.pk: stages_at(one, identity) for one in found}
            offered = {stage for stages in place.widget.stages.values() for stage in stages}
            grade = self.fields["grade"]
            grade.widget = SelectWithin("id_organization")
            grade.choices = years_of([stage for stage in STAGES[identity] if stage in offered or not found])
        else:
            for name in ("grade", "class_name", "student_number"):
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if "grade" in cleaned:
            stage, grade = cleaned["grade"].split("-")
            cleaned |= {"stage": stage, "grade": int(grade)}
            self._check_class(cleaned)
        return cleaned

    def _check_class(self, cleaned):
        school, stage = cleaned.get("organization"), cleaned["stage"]
        if school and stage not in stages_at(school, self.identity):
            self.add_error("grade", _("这所学校没有这个年级。"))
        if names_a_grade(bare_class(stage, cleaned["grade"], cleaned.get("class_name", ""))):
            self.add_error("class_name", _("年级在上面选，这里只写哪个班，比如2班。"))

    def belonging(self):
        return Belonging(identity=self.identity, **self.cleaned_data)


def years_of(stages):
    """Years of study under the name of their stage."""
    groups = [
        (stage.label, [(f"{stage}-{n}", grade_words(stage, n)) for n in range(1, LAST_GRADE[stage] + 1)])
        for stage in stages
    ]
    return [("", _("请选择")), *groups]


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


class NumberForm(forms.Form):
    """A volunteer number; the file it names, or the same answer for what does not exist and what is elsewhere."""

    number = forms.CharField(
        label=_("志愿者编号"),
        max_length=40,
        help_text=_("12位数字，本人在“我的档案”里看得到。"),
        widget=forms.TextInput(attrs={"class": "input-id", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, files, **kwargs):
        super().__init__(*args, **kwargs)
        self.files = files

    def clean_number(self):
        number = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", self.cleaned_data["number"]))
        if not (re.fullmatch(r"[0-9]{12}", number) and luhn.is_valid(number)):
            raise ValidationError(_("编号是12位数字，这个不对，请再看一眼。"))
        self.file = self.files.filter(number=number).first()
        if self.file is None:
            raise ValidationError(_("在你管的地方没有这个编号的档案。"))
        return number
