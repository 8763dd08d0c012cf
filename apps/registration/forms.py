"""The steps of registration, each a short form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.core.forms import ChipsMultiple, SelectWithin
from apps.regions.forms import PlaceForm
from apps.regions.models import Region
from apps.registration.belonging import LAST_GRADE, STAGES, Belonging, places_for, stages_at
from apps.registration.classes import bare_class, grade_words, names_a_grade
from apps.registration.documents import read_name, read_number
from apps.registration.models import Affiliation, Guardianship, ServiceField, Volunteer


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
        label=_("想做哪些服务"), help_text=_("至少选一样，可以选几样，以后能改。"), widget=ChipsMultiple
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
