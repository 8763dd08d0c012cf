"""What is typed about members: joining, inviting, refusing, groups, messages."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum import luhn

from apps.core.forms import Chips, ChipsMultiple
from apps.organizations.models import MemberGroup

AT_ONCE = 100
NUMBER = re.compile(r"\d{12}")


class JoinForm(forms.Form):
    """A word to those who decide."""

    words = forms.CharField(label=_("想说的话"), max_length=100, required=False)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("加入口令"), max_length=30, help_text=_("组织的人告诉你的那几个字。"))


class InviteForm(forms.Form):
    """Volunteer numbers as people copy them: one a line, or with commas between."""

    numbers = forms.CharField(
        label=_("志愿者编号"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "input-id"}),
        max_length=3000,
        help_text=_("一行一个，一次最多100个。收到的人自己决定来不来；有没有这个人，这里不会说。"),
    )

    def clean_numbers(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["numbers"])
        numbers = list(dict.fromkeys(re.split(r"[\s,;、，；]+", typed.strip())))
        wrong = [number for number in numbers if not (NUMBER.fullmatch(number) and luhn.is_valid(number))]
        if wrong:
            raise forms.ValidationError(
                _("这些编号对不上，再看一眼：%(wrong)s") % {"wrong": "、".join(wrong[:5])[:120]},
                code="number",
            )
        if len(numbers) > AT_ONCE:
            raise forms.ValidationError(_("一次最多100个。"), code="too_many")
        return numbers


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("对方会看到。"))


class GroupForm(forms.Form):
    name = forms.CharField(label=_("小组名字"), max_length=20)


class GroupsForm(forms.Form):
    """The groups one member is in."""

    groups = forms.ModelMultipleChoiceField(
        label=_("在哪些小组"), queryset=MemberGroup.objects.none(), required=False, widget=ChipsMultiple
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = MemberGroup.objects.filter(organization=organization)


class AnnouncementForm(forms.Form):
    """A message, and to whom: everybody, or one group."""

    group = forms.ModelChoiceField(
        label=_("发给"),
        queryset=MemberGroup.objects.none(),
        required=False,
        widget=Chips,
        empty_label=_("全部成员"),
        blank=True,
        initial="",
    )
    title = forms.CharField(label=_("标题"), max_length=60)
    body = forms.CharField(label=_("内容"), max_length=500, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, organization, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = MemberGroup.objects.filter(organization=organization)
        self.fields["group"].optional_words = " "
        if chosen:
            del self.fields["group"]
