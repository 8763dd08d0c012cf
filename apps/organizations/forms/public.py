"""What somebody looks for in the list of organisations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.organizations.models import OrganizationKind
from apps.regions.forms import PlaceFilter


class OrganizationFilter(PlaceFilter):
    group = forms.ChoiceField(label=_("类型"), choices=[("", _("不限")), *OrganizationKind.Group.choices])
    q = forms.CharField(label=_("搜组织的名字"))
