"""What is typed about complaints."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import Chips, DateInput
from apps.governance.models import Complaint


def words(label, most, rows=4, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


class LodgeForm(FormWithFiles, forms.Form):
    """What happened. Whom it is about stands in the address."""

    matter = forms.ChoiceField(label=_("什么事"), choices=Complaint.Matter.choices)
    words = words(_("经过"), 1000, 6, help_text=_("什么时候、在哪里、谁做了什么。"))
    happened_on = forms.DateField(label=_("哪一天"), required=False, widget=DateInput())
    proofs = KeptFileField(kind="document", most=5, required=False, label=_("照片、截图、文件"))
    is_nameless = forms.BooleanField(
        label=_("办理的人也看不到我是谁"),
        required=False,
        help_text=_("结果照样告诉你；要核对情况时，部门联系不上你。"),
    )


class PassOnForm(forms.Form):
    responsible = forms.CharField(
        label=_("归谁管"), max_length=100, help_text=_("写部门的全称，最好有电话。")
    )
    answer = words(_("对投诉的人说"), 500, required=False)


class AskForm(forms.Form):
    question = words(
        _("请组织说明什么"),
        300,
        help_text=_("用你自己的话写。不要抄投诉人的话，也不要让人看出是谁。"),
    )


class ExplainForm(forms.Form):
    statement = words(_("情况说明"), 500)


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(label=_("查明的结果"), choices=Complaint.Outcome.choices, widget=Chips)
    answer = words(_("对投诉的人说"), 500)
    measure = words(
        _("对被投诉一方的要求"), 300, required=False, help_text=_("对方看得到这句话，看不到是谁投诉。")
    )
