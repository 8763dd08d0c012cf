"""What is typed about stars. Who is meant stands in the ticks of a list, or in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips, DateInput
from apps.core.models import PolicyRow
from apps.stars.models import StarObjection


def words(label, most, rows=3, form="", **kwargs):
    belongs = {"form": form} if form else {}
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off", **belongs})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


def number(label, help_text, form=""):
    belongs = {"form": form} if form else {}
    widget = forms.TextInput(attrs={"autocomplete": "off", **belongs})
    return forms.CharField(label=label, max_length=40, help_text=help_text, widget=widget)


class NoticeForm(forms.Form):
    """For how long the stars of a batch stand for objections."""

    length = forms.IntegerField(
        label=_("公示多少天"), widget=forms.NumberInput(attrs={"form": "f", "inputmode": "numeric"})
    )

    def __init__(self, *args, **kwargs):
        policy = PolicyRow.objects.values_of("stars")
        least, most = policy["notice_days"], policy["notice_most_days"]
        super().__init__(*args, initial={"length": least}, **kwargs)
        self.fields["length"].help_text = _("至少%(least)d天，最多%(most)d天，从明天算起。") % {
            "least": least,
            "most": most,
        }


class SettleForm(forms.Form):
    document_number = number(_("认定文件的文号"), _("这一批人共用一个文号，写在每个人的认定记录上。"))


class TakeDownForm(forms.Form):
    reason = words(_("为什么撤下"), 200, help_text=_("公示里的每个人都看得到这句话。"))


class ObjectForm(forms.Form):
    words = words(_("为什么不该认定"), 500, 5, help_text=_("什么时候、在哪里、怎么回事。不用写你是谁。"))


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("核实的结果"),
        choices=[
            (StarObjection.State.REFUTED, _("照常认定")),
            (StarObjection.State.UPHELD, _("这次不认定")),
        ],
        widget=Chips(),
    )
    answer = words(
        _("核实的情况"),
        300,
        help_text=_("提异议的人和本人都看得到。不要写出是谁提的，也不要抄他的话。"),
    )


class FallenForm(forms.Form):
    """What becomes of stars for which the hours are not enough any more."""

    KEEP, WITHDRAW = "keep", "withdraw"

    do = forms.ChoiceField(
        label=_("怎么定"),
        choices=[(KEEP, _("先保留")), (WITHDRAW, _("取消认定"))],
        widget=Chips(attrs={"form": "f"}),
    )
    reason = words(_("原因"), 200, 2, "f", help_text=_("选中的每个人都看得到这句话。"))
    until = forms.DateField(
        label=_("保留到哪天"),
        required=False,
        widget=DateInput(attrs={"form": "f"}),
        help_text=_("先保留时填。"),
    )
    document_number = number(_("取消的文号"), _("取消认定时填。"), "f")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document_number"].required = False

    def clean(self):
        sent = super().clean()
        if sent.get("do") == self.KEEP and not sent.get("until") and "until" not in self.errors:
            self.add_error("until", _("写明保留到哪天。"))
        if sent.get("do") == self.WITHDRAW and not sent.get("document_number", "").strip():
            self.add_error("document_number", _("取消认定要有文号。"))
        return sent


class RollForm(forms.Form):
    """Whether and how a person stands on the public roll of honour."""

    OFF, MASKED, NAMED = "off", "masked", "named"

    place = forms.ChoiceField(
        label=_("光荣榜"),
        choices=[(OFF, _("不上榜")), (MASKED, _("上榜，只露姓")), (NAMED, _("上榜，写全名"))],
        widget=Chips(),
    )
