"""What is typed about claims."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import DateTimeInput
from apps.core.templatetags.ui import clock, day_words
from apps.insurance.forms import MOST_YUAN

LESSON = "lesson-"


class ClaimForm(forms.Form):
    """What happened. The person and the shift are chosen among one's own."""

    person = forms.ChoiceField(label=_("谁出了事"))
    happened_at = forms.DateTimeField(label=_("什么时候"), widget=DateTimeInput)
    place = forms.CharField(label=_("在哪里"), max_length=80)
    what = forms.CharField(
        label=_("怎么回事"),
        max_length=1000,
        help_text=_("怎么受的伤，伤在哪里，去了哪家医院。加密保存，只给办理的人看。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    signup = forms.ChoiceField(
        label=_("在哪一班上，或者哪次培训上"),
        required=False,
        help_text=_("选了，报名和签到的记录会一起附上。"),
    )
    cover = forms.ChoiceField(
        label=_("用哪份保险"), required=False, help_text=_("不选的话，先用活动自己的那份。")
    )

    def __init__(self, *args, people, signups, enrolments, covers, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.signups = {str(signup.pk): signup for signup in signups}
        self.enrolments = {f"{LESSON}{enrolment.pk}": enrolment for enrolment in enrolments}
        self.covers = {str(cover.pk): cover for cover in covers}
        self.fields["person"].choices = [(key, person.name) for key, person in self.people.items()]
        self.fields["signup"].choices = [
            ("", _("都不在，或者没有找到")),
            *((key, shift_words(signup)) for key, signup in self.signups.items()),
            *((key, lesson_words(enrolment)) for key, enrolment in self.enrolments.items()),
        ]
        if len(self.covers) > 1:
            choices = [(key, cover_words(cover, len(self.people) > 1)) for key, cover in self.covers.items()]
            self.fields["cover"].choices = [("", _("按活动来定")), *choices]
        else:
            del self.fields["cover"]

    def clean(self):
        cleaned = super().clean()
        key, person = cleaned.get("signup") or "", cleaned.get("person")
        there = self.signups.get(key) or self.enrolments.get(key)
        if there and person and str(there.volunteer_id) != person:
            self.add_error("signup", _("这一班不是这个人报的。"))
        cover = self.covers.get(cleaned.get("cover") or "")
        if cover and person and str(cover.volunteer_id) != person:
            self.add_error("cover", _("这份保险不是这个人的。"))
        return cleaned

    def refuse(self, refusal):
        """Beside the field it is about."""
        fields = {"other_time": "signup", "not_covered": "happened_at", "not_yet": "happened_at"}
        self.add_error({**fields, "too_late": "happened_at"}.get(refusal.code), str(refusal))

    def values(self):
        cleaned = self.cleaned_data
        return {
            "happened_at": cleaned["happened_at"],
            "place": cleaned["place"],
            "what": cleaned["what"],
            "signup": self.signups.get(cleaned["signup"]),
            "enrolment": self.enrolments.get(cleaned["signup"]),
            "cover": self.covers.get(cleaned.get("cover") or ""),
        }

    @property
    def volunteer(self):
        return self.people[self.cleaned_data["person"]]


def shift_words(signup):
    shift = signup.shift
    return f"{day_words(shift.starts_at)} {clock(shift.starts_at)} {shift.position.activity.title}"


def lesson_words(enrolment):
    held = enrolment.session
    return f"{day_words(held.starts_at)} {clock(held.starts_at)} {held.course.title}"


def cover_words(cover, with_name):
    days = f"{day_words(cover.first_day)}–{day_words(cover.last_day)}"
    return " ".join([*([cover.volunteer.name] if with_name else []), cover.policy.name, days])


class DocumentForm(FormWithFiles, forms.Form):
    title = forms.CharField(label=_("这是什么"), max_length=40, help_text=_("比如：门诊发票、诊断证明。"))
    file = KeptFileField(kind="document", label=_("照片或PDF"))


class HandOverForm(forms.Form):
    insurer_number = forms.CharField(
        label=_("保险公司的报案号"), max_length=40, required=False, help_text=_("有就写上，方便以后查。")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=300, help_text=_("本人看得到。"), widget=forms.Textarea(attrs={"rows": 3})
    )


class SettleForm(forms.Form):
    yuan = forms.DecimalField(
        label=_("赔了多少元"),
        min_value=0.01,
        max_value=MOST_YUAN,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input-short"}),
    )

    @property
    def paid(self):
        return int(self.cleaned_data["yuan"] * 100)


class StatementForm(forms.Form):
    statement = forms.CharField(
        label=_("当时的情况"),
        max_length=500,
        help_text=_("谁在场、怎么处理的。会写进给保险公司的材料。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
