"""What is typed where hours stand on a paper. Hours are served: there is no entry for gifts, forwarded pages or bonus,
and the forms say so."""

import datetime
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.display import hours_minutes
from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import DateTimeInput
from apps.core.tables import TableFileField
from apps.hours.actions import Line
from apps.hours.models import Basis
from apps.hours.pieces import Stretch, by_day
from apps.registration.models import Volunteer

NOT_FOR_GIVING = _("只登记实际服务的时间。捐款捐物、转发、点赞、奖励都不折算时长。")
MOST_NUMBERS = 500


def moment(label, **kwargs):
    return forms.DateTimeField(label=label, widget=DateTimeInput(attrs={"autocomplete": "off"}), **kwargs)


def words(label, most, rows=None, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


class NumbersField(forms.CharField):
    """Volunteer numbers, one a line or set apart by anything; its value are the volunteers."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}), **kwargs
        )

    def clean(self, value):
        text = unicodedata.normalize("NFKC", super().clean(value) or "")
        numbers = list(dict.fromkeys("".join(c if c.isalnum() else " " for c in text).split()))
        if len(numbers) > MOST_NUMBERS:
            raise forms.ValidationError(_("一次最多%(most)d人。") % {"most": MOST_NUMBERS})
        return volunteers_by(numbers)


def volunteers_by(numbers):
    """The passed volunteers of these numbers, in their order; who is not there is named."""
    found = {
        one.number: one
        for one in Volunteer.objects.passed().filter(number__in=numbers).select_related("user", "region")
    }
    unknown = [number for number in numbers if number not in found]
    if unknown:
        raise forms.ValidationError(
            _("没有这些志愿者编号：%(numbers)s。") % {"numbers": "、".join(unknown[:10])}
        )
    return [found[number] for number in numbers]


class PaperForm(FormWithFiles, forms.Form):
    proofs = KeptFileField(kind="document", most=5, label=_("凭据"))

    def _refuse_backwards(self, data):
        start, end = data.get("start"), data.get("end")
        if start and end and end <= start:
            self.add_error("end", _("结束要晚于开始。"))


class HandForm(PaperForm):
    """Who was at a shift though nobody checked them in."""

    people = forms.MultipleChoiceField(
        label=_("报了名、没有签到的人"), required=False, widget=forms.CheckboxSelectMultiple
    )
    numbers = NumbersField(
        label=_("没报名、来了的人"), required=False, help_text=_("写志愿者编号，一行一个。")
    )
    start = moment(_("从几点"))
    end = moment(_("到几点"), help_text=_("大家时间不一样的，分几次登记。"))
    reason = words(_("为什么没有签到"), 300, 3, help_text=NOT_FOR_GIVING)
    field_order = ["people", "numbers", "start", "end", "reason", "proofs"]

    def __init__(self, *args, shift, signups, **kwargs):
        super().__init__(*args, **kwargs)
        self.signups = {str(signup.pk): signup for signup in signups}
        self.fields["people"].choices = [(pk, one.volunteer.name) for pk, one in self.signups.items()]
        if not self.signups:
            del self.fields["people"]
        self.fields["start"].initial, self.fields["end"].initial = shift.starts_at, shift.ends_at
        self.fields["proofs"].label = _("凭据：签到表、现场照片")

    def clean(self):
        data = super().clean()
        self._refuse_backwards(data)
        if not data.get("people") and not data.get("numbers") and "numbers" not in self.errors:
            raise forms.ValidationError(_("选几个人，或者写上志愿者编号。"))
        return data

    def lines(self):
        data = self.cleaned_data
        people = [(self.signups[pk].volunteer, int(pk)) for pk in data.get("people", [])]
        people += [(volunteer, None) for volunteer in data["numbers"]]
        return [
            Line(volunteer, start, end, signup)
            for volunteer, signup in people
            for start, end in by_day(data["start"], data["end"])
        ]


class BackfillForm(PaperForm):
    """A service of long ago that the site never knew."""

    title = words(_("做了什么"), 50, help_text=_("写活动的名称，不要写“补录”。"))
    place = words(_("地点"), 80)
    content = words(_("服务内容"), 300, 3, help_text=NOT_FOR_GIVING)
    leader = words(_("当时谁负责"), 40)
    start = moment(_("从几点"))
    end = moment(_("到几点"))
    numbers = NumbersField(label=_("有哪些人"), required=False, help_text=_("写志愿者编号，一行一个。"))
    table = TableFileField(
        label=_("或者传一张表"),
        required=False,
        help_text=_("第一列是志愿者编号；第二、三列可以写这个人从几点、到几点，如2026-08-01 9:00。"),
    )
    reason = words(_("为什么当时没有登记"), 300, 3)
    declared = forms.BooleanField(
        label=_("我承诺：以上是真实发生的志愿服务，时间、人员与凭据一致，愿意接受抽查"),
    )
    field_order = [
        *["title", "place", "content", "leader", "start", "end", "numbers", "table", "reason", "proofs"],
        "declared",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proofs"].label = _("凭据：当时的签到表、通知、照片（扫描件）")

    def clean_title(self):
        title = self.cleaned_data["title"]
        if str(Basis.Kind.BACKFILL.label) in title:
            raise forms.ValidationError(_("写活动本来的名称，不要写“补录”。"))
        return title

    def clean(self):
        data = super().clean()
        self._refuse_backwards(data)
        if data.get("table"):
            self.rows = self._rows(data["table"])
        elif not data.get("numbers") and not {"numbers", "table"} & set(self.errors):
            raise forms.ValidationError(_("写上志愿者编号，或者传一张表。"))
        return data

    def _rows(self, table):
        """[(volunteer, start, end)] of the table; every wrong line is named by its number in the file."""
        problems, rows = [], []
        if len(table.rows) > MOST_NUMBERS:
            self.add_error("table", _("一次最多%(most)d人。") % {"most": MOST_NUMBERS})
            return []
        known = {
            one.number: one
            for one in Volunteer.objects.passed()
            .filter(number__in=[unicodedata.normalize("NFKC", row[0]) for row in table.rows])
            .select_related("user", "region")
        }
        for place, row in enumerate(table.rows):
            line = table.lines[place]
            volunteer = known.get(unicodedata.normalize("NFKC", row[0]))
            if why := table.spoiled.get(place):
                problems.append(_("第%(line)d行：%(why)s") % {"line": line, "why": why})
            elif not volunteer:
                problems.append(_("第%(line)d行：没有这个志愿者编号") % {"line": line})
            else:
                times = [self._time(cell) for cell in row[1:3] if cell]
                if None in times or len(times) == 1:
                    problems.append(_("第%(line)d行：时间写成2026-08-01 9:00") % {"line": line})
                else:
                    rows.append((volunteer, *times))
        if problems:
            self.add_error("table", problems[:20])
        return rows

    def _time(self, cell):
        try:
            return forms.DateTimeField().clean(cell)
        except forms.ValidationError:
            return None

    def lines(self):
        data = self.cleaned_data
        usual = (data["start"], data["end"])
        people = self.rows if data.get("table") else [(one,) for one in data["numbers"]]
        return [
            Line(volunteer, start, end)
            for volunteer, *times in people
            for start, end in by_day(*(times or usual))
        ]


class TransferForm(PaperForm):
    """What was served elsewhere, with the proof of whoever kept it there."""

    LINES = 4

    title = words(_("在那里做了什么"), 50)
    issuer = words(_("谁开的证明"), 60, help_text=_("写全称，如“呼和浩特市志愿服务联合会”或平台的名字。"))
    code = words(_("证明编号或验证码"), 60, required=False, help_text=_("有的话写上，核实的人可以去查。"))
    consent = forms.BooleanField(
        label=_("同意把这份记录转到这里，并由所在旗县的部门向开证明的单位核实"),
        help_text=_("不同意就不能转入。以后随时可以撤回，撤回以后不再核实新的。"),
        required=False,
    )

    def __init__(self, *args, has_consent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proofs"].label = _("盖章的证明")
        for number in range(1, self.LINES + 1):
            self.fields[f"start{number}"] = moment(
                _("第%(number)d段从几点") % {"number": number}, required=number == 1
            )
            self.fields[f"end{number}"] = moment(
                _("第%(number)d段到几点") % {"number": number}, required=number == 1
            )
        if has_consent:
            del self.fields["consent"]
        last = ["consent"] if "consent" in self.fields else []
        lines = [f"{end}{number}" for number in range(1, self.LINES + 1) for end in ("start", "end")]
        self.order_fields(["title", "issuer", "code", "proofs", *lines, *last])

    def pairs(self):
        """The fields two by two, for the page."""
        return [(self[f"start{number}"], self[f"end{number}"]) for number in range(1, self.LINES + 1)]

    def clean(self):
        data = super().clean()
        for number in range(1, self.LINES + 1):
            start, end = data.get(f"start{number}"), data.get(f"end{number}")
            if bool(start) != bool(end) and not {f"start{number}", f"end{number}"} & set(self.errors):
                self.add_error(f"end{number}" if start else f"start{number}", _("从几点到几点都要写。"))
            elif start and end and end <= start:
                self.add_error(f"end{number}", _("结束要晚于开始。"))
        if "consent" in self.fields and not data.get("consent"):
            self.add_error("consent", _("先勾选同意，才能转入。"))
        return data

    def stretches(self):
        data = self.cleaned_data
        return [
            piece
            for number in range(1, self.LINES + 1)
            if data.get(f"start{number}")
            for piece in by_day(data[f"start{number}"], data[f"end{number}"])
        ]


class AppealForm(FormWithFiles, forms.Form):
    """What is wrong with a record, in the person's own words."""

    what = forms.ChoiceField(label=_("哪儿不对"), widget=forms.RadioSelect)
    words = words(_("说说当时的情况"), 500, 5, help_text=_("几点到、几点走、和谁一起，写得越清楚越好办。"))
    proofs = KeptFileField(kind="document", most=3, required=False, label=_("照片或别的凭据"))

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices
        self.fields["what"].initial = choices[0][0]


class VerdictForm(forms.Form):
    """What somebody outside decides about an objection."""

    verdict = forms.ChoiceField(
        label=_("怎么处理"),
        choices=[("uphold", _("申诉成立，改正")), ("dismiss", _("维持原来的"))],
        widget=forms.RadioSelect,
    )
    start = moment(_("应该从几点"), required=False)
    end = moment(_("到几点"), required=False)
    answer = words(_("理由"), 200, 3, help_text=_("本人和组织都会看到。"))

    def __init__(self, *args, appeal, window, **kwargs):
        super().__init__(*args, **kwargs)
        self.appeal = appeal
        self.fields["start"].initial, self.fields["end"].initial = window
        self.fields["end"].help_text = _("不超过这一班：%(hours)s。这一条整条不该有的，两处都清空。") % {
            "hours": hours_minutes(Stretch(*window).minutes)
        }

    def clean(self):
        data = super().clean()
        start, end = data.get("start"), data.get("end")
        if data.get("verdict") != "uphold":
            return data
        if bool(start) != bool(end) and not {"start", "end"} & set(self.errors):
            self.add_error("end" if start else "start", _("从几点到几点都要写。"))
        elif start and end and end <= start:
            self.add_error("end", _("结束要晚于开始。"))
        elif not start and not end and not self.errors and self.appeal.what != self.appeal.What.WRONG:
            self.add_error("start", _("写上应该记的时间。"))
        return data

    def stretch(self):
        data = self.cleaned_data
        return Stretch(data["start"], data["end"]) if data.get("start") else None


class AnswerForm(forms.Form):
    """What the organisation says once it has put it right."""

    answer = words(_("改了什么"), 200, 3, help_text=_("志愿者会看到这句话。"))


class SpotForm(forms.Form):
    """Which month is looked at, and by which draw: the same words draw the same records."""

    optional_marks = False

    month = forms.RegexField(
        label=_("月份"),
        regex=r"^20[0-9]{2}-(0[1-9]|1[0-2])$",
        error_messages={"invalid": _("写成2026-10这样。")},
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    seed = forms.CharField(
        label=_("抽签的字"),
        max_length=40,
        help_text=_("同样的字抽到同样的人，事后可以复核。"),
    )

    def first_day(self):
        return datetime.date.fromisoformat(self.cleaned_data["month"] + "-01")
