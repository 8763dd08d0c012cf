"""What offices and organisations type: kinds, standards, courses with their test, sessions."""

import datetime
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import Chips, ChipsMultiple, DateInput, TimeInput
from apps.organizations.models import Station
from apps.regions.forms import PlaceForm
from apps.registration.models import ServiceField, Volunteer
from apps.training.models import Course, Question, Standard, TrainingKind

SHORT = {"inputmode": "numeric", "class": "input-short"}
MOST_PLACES = 10_000


class KindForm(forms.ModelForm):
    class Meta:
        model = TrainingKind
        fields = ["name", "group"]
        labels = {"name": _("叫什么"), "group": _("给谁的")}
        widgets = {"group": Chips}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = TrainingKind.Group.choices
        self.fields["group"].initial = TrainingKind.Group.PROFESSIONAL


class StandardForm(forms.ModelForm):
    service_fields = forms.MultipleChoiceField(
        label=_("适用哪些服务领域"), widget=ChipsMultiple, required=False, help_text=_("都适用就不选。")
    )
    minutes = forms.IntegerField(
        label=_("最少学多少分钟"), min_value=1, max_value=60_000, widget=forms.NumberInput(attrs=SHORT)
    )
    valid_months = forms.IntegerField(
        label=_("有效几个月"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=_("长期有效就空着。"),
        widget=forms.NumberInput(attrs=SHORT),
    )

    class Meta:
        model = Standard
        fields = ["kind", "name", "minutes", "valid_months", "in_force_from", "service_fields", "words"]
        labels = {
            "kind": _("哪一类培训"),
            "name": _("标准的名称"),
            "in_force_from": _("从哪天起用"),
            "words": _("要求学什么"),
        }
        widgets = {"in_force_from": DateInput, "words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = TrainingKind.objects.within(region)
        self.fields["kind"].empty_label = _("请选择")
        self.fields["service_fields"].choices = ServiceField.objects.values_list("code", "name")
        self.fields["in_force_from"].initial = days.today()


class EndForm(forms.Form):
    on = forms.DateField(label=_("用到哪天为止"), widget=DateInput)


class CourseForm(forms.ModelForm):
    minutes = forms.IntegerField(
        label=_("上多少分钟"),
        min_value=1,
        max_value=60_000,
        help_text=_("不能少于标准的要求。"),
        widget=forms.NumberInput(attrs=SHORT),
    )
    pass_mark = forms.IntegerField(
        label=_("小测验多少分及格"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("满分100。不考试就空着。"),
        widget=forms.NumberInput(attrs=SHORT),
    )

    class Meta:
        model = Course
        fields = ["standard", "title", "contents", "minutes", "how", "address", "pass_mark"]
        labels = {
            "standard": _("按哪个标准"),
            "title": _("课程名称"),
            "contents": _("讲什么"),
            "how": _("怎么上"),
            "address": _("常在哪里上"),
        }
        help_texts = {"address": _("排场次时会先带上。")}
        widgets = {"how": Chips, "contents": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, standards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = standards.select_related("kind")
        self.fields["standard"].label_from_instance = lambda one: f"{one.kind.name}：{one.name}"
        self.fields["standard"].empty_label = _("请选择")
        self.fields["how"].choices = Course.How.choices


class QuestionForm(forms.Form):
    """A question with its answers, one a line; the right one is named by its place."""

    text = forms.CharField(label=_("题目"), max_length=200)
    options = forms.CharField(
        label=_("答案，一行一个"),
        max_length=700,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("2到6个。"),
    )
    right = forms.IntegerField(
        label=_("第几个是对的"), min_value=1, max_value=6, widget=forms.NumberInput(attrs=SHORT)
    )

    def clean_options(self):
        options = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if not 2 <= len(options) <= 6:
            raise forms.ValidationError(_("写2到6个答案，一行一个。"), code="options")
        if any(len(option) > Question._meta.get_field("options").base_field.max_length for option in options):
            raise forms.ValidationError(_("一个答案最多100个字。"), code="options")
        if len(set(options)) < len(options):
            raise forms.ValidationError(_("有两个答案一样，改一下。"), code="options")
        return options

    def clean(self):
        cleaned = super().clean()
        if "options" in cleaned and cleaned.get("right", 0) > len(cleaned["options"]):
            self.add_error("right", _("没有这么多答案。"))
        return cleaned

    def question(self):
        """What it says, with the place of the right answer counted from nought."""
        return {
            "text": self.cleaned_data["text"],
            "options": self.cleaned_data["options"],
            "right": self.cleaned_data["right"] - 1,
        }


class SessionForm(PlaceForm):
    day = forms.DateField(label=_("日期"), widget=DateInput)
    start = forms.TimeField(label=_("从"), widget=TimeInput)
    end = forms.TimeField(label=_("到"), widget=TimeInput)
    capacity = forms.IntegerField(
        label=_("名额"), min_value=1, max_value=MOST_PLACES, widget=forms.NumberInput(attrs=SHORT)
    )
    trainer = forms.CharField(label=_("谁来讲"), max_length=40)
    station = forms.ModelChoiceField(
        label=_("在哪个站点"),
        queryset=Station.objects.none(),
        required=False,
        empty_label=_("不在站点"),
        help_text=_("列的是自己的和所选旗县的站点。换了旗县，先点下面的“列出这个旗县的站点”。"),
    )
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    link = forms.URLField(
        label=_("线上链接"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("只有报上名的人看得到。"),
    )
    field_order = [
        *["day", "start", "end", "capacity", "trainer", "league", "banner", "station", "place", "link"]
    ]

    def __init__(self, *args, course, stations, **kwargs):
        super().__init__(*args, **kwargs)
        self.course = course
        if course.is_online:
            del self.fields["station"], self.fields["place"]
            self.fields["link"].required = True
        else:
            del self.fields["link"]
            self.fields["station"].queryset = stations
            self.fields["place"].initial = course.address

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("start") and cleaned.get("start") == cleaned.get("end"):
            self.add_error("end", _("开始和结束是同一时刻，改一下。"))
        station = cleaned.get("station")
        if "place" in self.fields and not cleaned.get("place") and "place" not in self.errors:
            if not station:
                self.add_error("place", _("写上在哪里上课，或者选一个站点。"))
            else:
                cleaned["place"] = f"{station.name}（{station.address}）"[:120]
        return cleaned

    def session(self):
        """What was typed, as the action takes it; an end before the beginning is on the next day."""
        said = self.cleaned_data
        day, start, end = said["day"], said["start"], said["end"]
        last = day if end > start else day + datetime.timedelta(days=1)
        return {
            "starts_at": datetime.datetime.combine(day, start, tzinfo=days.SHANGHAI),
            "ends_at": datetime.datetime.combine(last, end, tzinfo=days.SHANGHAI),
            **{name: said[name] for name in ("capacity", "trainer")},
            **{name: said[name] for name in ("station", "place", "link") if name in self.fields},
        }


class ChangeForm(forms.Form):
    """Who teaches and where it is, of a session that is set up."""

    trainer = forms.CharField(label=_("谁来讲"), max_length=40)
    where = forms.CharField(label=_("地点"), max_length=120)

    def __init__(self, *args, session, **kwargs):
        online = session.course.is_online
        now = {"trainer": session.trainer, "where": session.link if online else session.place}
        super().__init__(*args, initial=now, auto_id="change_%s", **kwargs)
        if online:
            self.fields["where"] = forms.URLField(label=_("线上链接"), max_length=300, assume_scheme="https")


class PlacesForm(forms.Form):
    capacity = forms.IntegerField(label=_("名额"), min_value=1, max_value=MOST_PLACES)


class ReasonForm(forms.Form):
    """A decision that needs a word for the people it hits."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class NumberField(forms.CharField):
    """A volunteer of `among`, by their number."""

    default_error_messages = {"unknown": _("这里没有这个编号，请核对。")}

    def __init__(self, **kwargs):
        super().__init__(
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )
        self.among = Volunteer.objects.none()

    def clean(self, value):
        number = unicodedata.normalize("NFKC", super().clean(value)).replace(" ", "")
        found = self.among.defer("document_number").filter(number=number).first()
        if number and found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


class LeaderForm(forms.Form):
    number = NumberField(label=_("请谁带，写志愿者编号"))

    def __init__(self, *args, among, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].among = among


class OutsideForm(FormWithFiles, forms.Form):
    """What somebody learnt elsewhere, as it stands on the certificate."""

    number = NumberField(label=_("谁学的，写志愿者编号"))
    standard = forms.ModelChoiceField(
        label=_("按哪个标准"), queryset=Standard.objects.none(), empty_label=_("请选择")
    )
    title = forms.CharField(label=_("培训的名称"), max_length=50)
    organizer = forms.CharField(label=_("谁办的"), max_length=60, help_text=_("写全称，和证书上一样。"))
    minutes = forms.IntegerField(
        label=_("学了多少分钟"), min_value=1, max_value=60_000, widget=forms.NumberInput(attrs=SHORT)
    )
    passed_on = forms.DateField(label=_("哪天结业"), widget=DateInput)
    proof = KeptFileField(kind="document", label=_("结业证书"))

    def __init__(self, *args, among, standards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].among = among
        self.fields["standard"].queryset = standards.select_related("kind")
        self.fields["standard"].label_from_instance = lambda one: f"{one.kind.name}：{one.name}"
