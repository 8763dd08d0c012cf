from django import forms
from django.utils.translation import gettext_lazy as _

from apps.regions.forms import PlaceForm


class FindForm(PlaceForm):
    """The way from the front page into the list of activities, which reads the same names."""

    optional_marks = False
    none_league, none_banner = _("全区"), _("全部旗县")

    q = forms.CharField(
        label=_("想做什么"),
        max_length=50,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
