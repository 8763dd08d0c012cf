"""When shifts are: one, many by a rule, and another time for one."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities import repeats
from apps.activities.models import Position
from apps.core import days
from apps.core.forms import Chips, ChipsMultiple, DateInput, TimeInput
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words

WEEKDAYS = [
    *[("1", _("周一")), ("2", _("周二")), ("3", _("周三")), ("4", _("周四"))],
    *[("5", _("周五")), ("6", _("周六")), ("7", _("周日"))],
]


def moments(day, start, end):
    """From when to when; an end that is earlier than the beginning is on the next day."""
    last_day = day if end > start else day + datetime.timedelta(days=1)
    return (
        datetime.datetime.combine(day, start, tzinfo=days.SHANGHAI),
        datetime.datetime.combine(last_day, end, tzinfo=days.SHANGHAI),
    )


class TimesForm(forms.Form):
    """From when to when on a day."""

    start = forms.TimeField(label=_("从几点"), widget=TimeInput)
    end = forms.TimeField(label=_("到几点"), widget=TimeInput)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("start") and cleaned.get("start") == cleaned.get("end"):
            self.add_error("end", _("开始和结束是同一时刻，改一下。"))
        return cleaned


def plannable(day):
    if not days.today() <= day <= days.today() + datetime.timedelta(days=365):
        raise forms.ValidationError(_("选今天到一年以内的日子。"), code="day")


class SeatsForm(TimesForm):
    """At which position, for how many, with how long a break."""

    position = forms.ModelChoiceField(label=_("岗位"), queryset=Position.objects.none(), empty_label=None)
    capacity = forms.IntegerField(
        label=_("要几个人"),
        min_value=1,
        max_value=10_000,
        error_messages={"min_value": _("至少要1个人。")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )
    break_minutes = forms.IntegerField(
        label=_("中间休息几分钟"),
        required=False,
        min_value=0,
        max_value=720,
        help_text=_("休息、吃饭不算服务时长。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )

    def __init__(self, *args, activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].queryset = activity.positions.all()

    def clean_break_minutes(self):
        return self.cleaned_data["break_minutes"] or 0


class ShiftForm(SeatsForm):
    """A day, from when to when."""

    day = forms.DateField(
        label=_("日期"), widget=DateInput, validators=[plannable], help_text=_("结束比开始早，就算到第二天。")
    )
    field_order = ["position", "day"]  # what is wrong is listed in the order of the page

    def times(self):
        """The moments of the shift."""
        return moments(*(self.cleaned_data[name] for name in ("day", "start", "end")))


class MoveForm(TimesForm):
    """Another time for a shift."""

    day = forms.DateField(label=_("日期"), widget=DateInput, validators=[plannable])
    field_order = ["day", "start", "end"]

    def __init__(self, *args, shift, **kwargs):
        begins, ends = (moment.astimezone(days.SHANGHAI) for moment in (shift.starts_at, shift.ends_at))
        initial = {"day": begins.date(), "start": begins.time(), "end": ends.time()}
        super().__init__(*args, initial=initial, **kwargs)

    def times(self):
        return moments(*(self.cleaned_data[name] for name in ("day", "start", "end")))


class RepeatForm(SeatsForm):
    """The rule of shifts that come again. `without` are days the preview was told to leave out."""

    first = forms.DateField(label=_("从哪天起"), widget=DateInput, validators=[plannable])
    how = forms.ChoiceField(
        label=_("多久一次"),
        widget=Chips,
        choices=[("week", _("每周这几天")), ("days", _("每隔几天"))],
        initial="week",
    )
    weekdays = forms.MultipleChoiceField(
        label=_("周几"), widget=ChipsMultiple, choices=WEEKDAYS, required=False
    )
    step = forms.IntegerField(
        label=_("每几天一次"),
        required=False,
        min_value=1,
        max_value=92,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )
    until = forms.DateField(label=_("到哪天为止"), widget=DateInput, required=False, validators=[plannable])
    count = forms.IntegerField(
        label=_("或者一共几次"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )
    without_holidays = forms.BooleanField(label=_("国家放假的日子不排"), required=False)
    without = forms.TypedMultipleChoiceField(required=False, coerce=datetime.date.fromisoformat)

    field_order = [
        *["position", "first", "how", "weekdays", "step", "until", "count", "without_holidays"],
        *["start", "end", "capacity", "break_minutes"],
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["without"].valid_value = is_day

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["how"] == "week" and not cleaned["weekdays"]:
            self.add_error("weekdays", _("选周几。"))
        if cleaned["how"] == "days" and not cleaned["step"]:
            self.add_error("step", _("写每几天一次。"))
        if not cleaned["until"] and not cleaned["count"]:
            self.add_error("until", _("写到哪天为止，或者一共几次。"))
        elif cleaned["until"] and cleaned["until"] < cleaned["first"]:
            self.add_error("until", _("要晚于第一天。"))
        if not self.errors:
            self.find_days()
        return cleaned

    def find_days(self):
        most = PolicyRow.objects.value("activity", "shifts")
        self.all_days = repeats.dates(self.rule(), most)
        if len(self.all_days) > most:
            self.add_error(None, _("太多了，一个活动最多%(most)d班。分成几个活动发。") % {"most": most})
        elif not self.all_days:
            self.add_error(None, _("这样一天也没有，看看日期和周几。"))
        elif not self.days():
            self.add_error(None, _("每一天都去掉了，至少留一天。"))

    def rule(self):
        cleaned = self.cleaned_data
        weekly = cleaned["how"] == "week"
        return repeats.Rule(
            first=cleaned["first"],
            until=cleaned["until"],
            count=cleaned["count"],
            weekdays=frozenset(map(int, cleaned["weekdays"])) if weekly else frozenset(),
            step=cleaned["step"] or 7,
            without_holidays=cleaned["without_holidays"],
        )

    def days(self):
        """The days that are left."""
        return [day for day in self.all_days if day not in set(self.cleaned_data["without"])]

    def preview(self):
        """Each day with its words and whether it was left out; empty as long as the rule is not right."""
        without = set(self.cleaned_data.get("without", [])) if self.is_bound else set()
        return [(day, day_words(day), day in without) for day in getattr(self, "all_days", [])]

    def times(self):
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        return [moments(day, start, end) for day in self.days()]


def is_day(value):
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True
