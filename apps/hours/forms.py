from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.display import hours_minutes
from apps.hours.actions import LONGEST_REASON


class ReasonForm(forms.Form):
    """Why hours are turned down or taken back. The volunteer reads it word for word."""

    reason = forms.CharField(
        label=_("原因"),
        help_text=_("志愿者会看到这句话，写清楚是哪儿不对。"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class ReleaseForm(forms.Form):
    """Why records that looked odd may be confirmed after all. It stays with them."""

    reason = forms.CharField(
        label=_("查了什么"),
        help_text=_("写清楚怎么核实的，这句话留在记录里。"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class LessForm(ReasonForm):
    """Count less than was served, and say why."""

    minutes = forms.IntegerField(
        label=_("记多少分钟"),
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"min_value": _("至少1分钟。一分都不记，就退回。")},
    )
    field_order = ["minutes", "reason"]

    def __init__(self, *args, served, **kwargs):
        super().__init__(*args, **kwargs)
        minutes = self.fields["minutes"]
        minutes.max_value = minutes.widget.attrs["max"] = served
        minutes.help_text = _("签到到签退是%(hours)s，也就是%(minutes)d分钟，只能少记。") % {
            "hours": hours_minutes(served),
            "minutes": served,
        }
        self.served = served

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if minutes > self.served:
            raise forms.ValidationError(_("最多%(minutes)d分钟。") % {"minutes": self.served})
        return minutes
