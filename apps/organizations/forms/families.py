"""What is typed about parents, children and guiding units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.organizations.models import Organization


class ParentForm(forms.Form):
    """The larger organisation, by its full name."""

    parent = forms.CharField(
        label=_("上级组织"), max_length=60, help_text=_("写全称。对方负责人同意了才算。")
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_parent(self):
        others = Organization.objects.approved().exclude(pk=self.organization.pk)
        if found := others.called(self.cleaned_data["parent"], self.organization.region_id):
            return found
        raise forms.ValidationError(_("没有叫这个名字、通过了审核的组织。"), code="unknown")


class WhyForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("对方会看到。"))
