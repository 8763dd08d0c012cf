"""What is typed about the people who act for an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.phones import PhoneField
from apps.core.forms import Chips
from apps.organizations.models import Office, Post


class RoleForm(forms.Form):
    """Another role for somebody, out of those that one may give."""

    role = forms.ChoiceField(label=_("做什么"))

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, Post.Role(role).label) for role in roles]


class StaffForm(forms.Form):
    phone = PhoneField(label=_("手机号"))
    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("和登记的真名一致。"))
    role = forms.ChoiceField(
        label=_("做什么"),
        widget=Chips,
        help_text=_("负责人管人和组织资料；管理员发活动、确认时长；带队只管现场；查看只能看。"),
    )

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, Post.Role(role).label) for role in roles]
        self.fields["role"].initial = roles[-1] if roles else None


class OfficerForm(forms.Form):
    """Who is to serve in which office of the region."""

    office = forms.ModelChoiceField(
        label=_("部门"), queryset=Office.objects.none(), widget=Chips, empty_label=None
    )
    phone = PhoneField(label=_("手机号"))
    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("和登记的真名一致。"))
    role = forms.ChoiceField(
        label=_("做什么"),
        choices=[(role.value, role.label) for role in (Post.Role.OFFICER, Post.Role.READER)],
        widget=Chips,
        initial=Post.Role.OFFICER.value,
    )

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices
        self.fields["office"].initial = offices.first()
