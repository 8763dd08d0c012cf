from django import forms
from django.utils.translation import gettext_lazy as _


class RecognitionForm(forms.Form):
    """The paper behind a batch. Who is in it stands in the ticks of the list."""

    document_number = forms.CharField(
        label=_("认定文件的文号"),
        max_length=40,
        help_text=_("这一批人共用一个文号，写在每个人的认定记录上。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "form": "f"}),
    )
