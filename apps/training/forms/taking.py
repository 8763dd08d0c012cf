"""What people who learn type: what they look for, the six digits, the answers of a test."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.booking import codes
from apps.core.forms import Chips
from apps.regions.forms import PlaceFilter
from apps.registration.models import Volunteer
from apps.training.models import Course, TrainingKind

SIX_DIGITS = re.compile(r"[0-9]{6}")


class TrainingFilter(PlaceFilter):
    kind = forms.ChoiceField(label=_("哪一类"), widget=Chips)
    how = forms.ChoiceField(label=_("怎么上"), choices=[("", _("不限")), *Course.How.choices], widget=Chips)
    places = forms.BooleanField(label=_("还有名额"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = TrainingKind.objects.select_related("region")
        named = [
            (kind.pk, f"{kind.name}（{kind.region.name}）" if kind.region_id else kind.name) for kind in kinds
        ]
        self.fields["kind"].choices = [("", _("不限")), *named]


class WhoForm(forms.Form):
    """For whom: oneself or one of the children one answers for."""

    volunteer = forms.ModelChoiceField(queryset=Volunteer.objects.none())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].queryset = Volunteer.objects.acted_for_by(user)


class CodeForm(forms.Form):
    """The six digits of the screen, for coming or leaving."""

    direction = forms.ChoiceField(choices=[(codes.IN, ""), (codes.OUT, "")], widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("屏幕上的6位数字"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-code", "pattern": "[0-9 ]*"}
        ),
    )

    def clean_code(self):
        code = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["code"]))
        if not SIX_DIGITS.fullmatch(code):
            raise forms.ValidationError(_("要6位数字，看一眼屏幕。"))
        return code


class TestForm(forms.Form):
    """The questions of a course, each with its answers. Which is right is not in the page."""

    __test__ = False  # not a test of ours

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, 1):
            self.fields[f"q{question.pk}"] = forms.TypedChoiceField(
                label=f"{number}. {question.text}",
                choices=list(enumerate(question.options)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("这一题还没答。")},
            )

    def answers(self):
        return [self.cleaned_data[f"q{question.pk}"] for question in self.questions]
