"""Leaving, said clearly."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LeaveForm(forms.Form):
    sure = forms.BooleanField(
        label=_("我知道注销以后找不回来"),
        help_text=_("以后可以重新登记，是新的编号，以前的时长不会跟过来。"),
        error_messages={"required": _("先勾上这一项。")},
    )
