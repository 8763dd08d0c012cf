"""What is typed around a sign-up."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Shift
from apps.core.templatetags.ui import day_words, until
from apps.registration.models import Volunteer

MOST_NUMBERS = 100
NUMBER = re.compile("[0-9]{12}")


class SignupForm(forms.Form):
    """Which shift, for whom, and who of the family comes along."""

    shift = forms.ModelChoiceField(Shift.objects.none())
    volunteer = forms.ModelChoiceField(Volunteer.objects.none())
    along = forms.ModelMultipleChoiceField(Volunteer.objects.none(), required=False)

    def __init__(self, *args, activities, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shift"].queryset = Shift.objects.filter(position__activity__in=activities)
        people = Volunteer.objects.acted_for_by(user)
        self.fields["volunteer"].queryset = self.fields["along"].queryset = people

    @property
    def people(self):
        """Everybody who is to come, each once."""
        along = [person for person in self.cleaned_data["along"] if person != self.cleaned_data["volunteer"]]
        return [self.cleaned_data["volunteer"], *along]


class LeaveForm(forms.Form):
    """Why somebody cannot come after all; who asked others along says whether all of them stay away."""

    reason = forms.CharField(
        label=_("为什么来不了"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写一句就行，队长看得到，好安排人。"),
    )
    everybody = forms.TypedChoiceField(
        label=_("一起报名的人呢"),
        choices=[("", _("只取消这一个，别人照去")), ("yes", _("一起报的都取消"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    optional_marks = False

    def __init__(self, *args, late, asks_for_all, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = late
        if not late:
            self.fields["reason"].label = _("为什么来不了（可不填）")
        if not asks_for_all:
            del self.fields["everybody"]


class WordsForm(forms.Form):
    """What somebody says about a shift they did not come to."""

    words = forms.CharField(label=_("当时的情况"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class NumberForm(forms.Form):
    """One person, by their number."""

    number = forms.CharField(
        label=_("志愿者编号"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("编号是12位数字。"))
        return number


class NumbersForm(forms.Form):
    """Several people, by their numbers: one a line, or with spaces or commas between."""

    numbers = forms.CharField(
        label=_("志愿者编号"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("几个人就写几个，中间空一格或换行。"),
    )

    def clean_numbers(self):
        typed = self.cleaned_data["numbers"].replace("，", " ").replace("、", " ").replace(",", " ").split()
        numbers = list(dict.fromkeys(typed))
        wrong = [number for number in numbers if not NUMBER.fullmatch(number)]
        if wrong:
            raise forms.ValidationError(
                _("这一个不像编号：%(number)s。编号是12位数字。") % {"number": wrong[0]}
            )
        if len(numbers) > MOST_NUMBERS:
            raise forms.ValidationError(_("一次最多%(most)d个。") % {"most": MOST_NUMBERS})
        return numbers


class TogetherForm(NumbersForm):
    """Which shift, and with whom."""

    shift = forms.ModelChoiceField(
        Shift.objects.none(), label=_("哪一班"), widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["shift", "numbers"]

    def __init__(self, *args, shifts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shift"].queryset = shifts
        self.fields["shift"].label_from_instance = shift_words
        self.fields["numbers"].label = _("和谁一起去")
        self.fields["numbers"].help_text = _(
            "写TA们的志愿者编号，中间空一格或换行。每个人自己同意了，才算一组。"
        )


def shift_words(shift):
    return f"{day_words(shift.starts_at)} {until(shift.starts_at, shift.ends_at)}，{shift.position.name}"
