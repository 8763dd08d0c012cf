"""What may never be published as voluntary service (民政部令第67号第十九条): six kinds, read and ticked one by one by whoever
hands a notice in and by whoever publishes it. Other words are another version."""

from django import forms
from django.utils.translation import gettext_lazy as _

VERSION = 1
KINDS = [
    ("job", _("不是上班时间里做的本职工作")),
    ("rule", _("不是单位、学校本来就要做的事（值日、值班、例会、班会）")),
    ("self", _("不是给自己办的事（业委会选举、实习、参观、夏令营、看电影）")),
    ("show", _("不是借公益名义的团建、聚餐、祈福、当节目观众")),
    ("paid", _("没有报酬，补贴也不明显高于当地一般标准")),
    ("swap", _("时长不拿捐钱、捐物、转发来换，也不当奖励发")),
]
CODES = [code for code, _words in KINDS]


class SixKindsForm(forms.Form):
    """Each of the six, ticked."""

    checked = forms.MultipleChoiceField(
        label=_("这六条都看过，都没问题"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
    )
    none_words, some_words = (
        _("六条都看过、都勾上才能交。"),
        _("六条都要勾上才能交；有一条对不上，就先别发。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checked"].error_messages["required"] = self.none_words

    def clean_checked(self):
        checked = self.cleaned_data["checked"]
        if len(checked) != len(KINDS):
            raise forms.ValidationError(self.some_words, code="all")
        return checked


class HandInForm(SixKindsForm):
    """Whoever hands a notice in has read them."""


class PublishForm(SixKindsForm):
    """The reviewer has looked at each of them."""

    none_words = _("六条都勾上才能发布。")
    some_words = _("六条都要勾上才能发布；有一条对不上，就退回并写明原因。")
