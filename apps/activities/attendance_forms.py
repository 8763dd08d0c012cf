"""What is typed when people come and go: the six digits, and the times of the roll."""

import datetime
import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.attendance import Mark, Place
from apps.booking import codes
from apps.core import days
from apps.core.forms import DateTimeInput, TimeInput

SIX_DIGITS = re.compile(r"[0-9]{6}")


class CodeForm(forms.Form):
    """The six digits of the leader's screen, for one shift and one direction."""

    shift = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    direction = forms.ChoiceField(choices=[(codes.IN, ""), (codes.OUT, "")], widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("队长屏幕上的6位数字"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-code", "pattern": "[0-9 ]*"}
        ),
    )

    longitude = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(min_value=0, max_value=1e7, required=False, widget=forms.HiddenInput)

    def place(self):
        """Where the phone says it is, if its owner sent that along."""
        said = [self.cleaned_data.get(name) for name in ("longitude", "latitude", "accuracy")]
        return None if None in said else Place(said[0], said[1], round(said[2]))

    def clean_code(self):
        code = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["code"]))
        if not SIX_DIGITS.fullmatch(code):
            raise forms.ValidationError(_("要6位数字，看一眼队长的屏幕。"))
        return code


class MarkForm(forms.Form):
    """One line of the roll: from when to when somebody was there. Without the second they are still there."""

    def __init__(self, *args, signup, window, is_over, presence=None, **kwargs):
        super().__init__(*args, prefix=f"r{signup.pk}", **kwargs)
        self.signup, self.window, self.presence = signup, window, presence
        if not presence:  # else it is noted already when they came
            self._ask("came", _("几点到"), window.starts, required=True)
        self._ask("left", _("几点走"), window.ends if is_over else None, required=is_over or bool(presence))

    def _ask(self, name, words, first, *, required):
        """A time of day, with its date only where the shift is so long that the time alone is not clear."""
        long = self.window.closes - self.window.opens >= datetime.timedelta(days=1)
        kind, widget = (forms.DateTimeField, DateTimeInput) if long else (forms.TimeField, TimeInput)
        if first and not long:
            first = first.astimezone(days.SHANGHAI).time()
        label = f"{self.signup.volunteer.name}{words}"
        self.fields[name] = kind(
            label=label,
            required=required,
            initial=first,
            widget=widget(attrs={"aria-label": label, "class": "input"}),
        )

    def mark(self):
        """What this line says, as moments."""
        came = self.presence.came_at if self.presence else self._moment("came", self.window.opens)
        left = self._moment("left", came) if self.cleaned_data.get("left") else None
        return Mark(self.signup.pk, came, left)

    def _moment(self, name, after):
        """A time of day becomes the moment after `after` that the clock shows it; the window is under a day long."""
        value = self.cleaned_data[name]
        if isinstance(value, datetime.datetime):
            return value
        first = datetime.datetime.combine(days.day_of(after), value, tzinfo=days.SHANGHAI)
        return first if first >= after else first + datetime.timedelta(days=1)
