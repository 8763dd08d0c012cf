"""What an office types: reasons, a successor, a level of trust, a tag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips
from apps.organizations.models import Organization, TrustLevel


class ReturnForm(forms.Form):
    """Sending back needs a word on what is to be corrected."""

    reason = forms.CharField(
        label=_("退回的原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写清楚改什么，对方改好会再交上来。"),
    )


class StandingForm(forms.Form):
    """Suspending or closing needs a word for the owners."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("负责人会看到这句话。"),
    )


class ReinstatingForm(StandingForm):
    """Letting it go on may be said in a word."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class ClosingForm(StandingForm):
    """Closing may name who goes on in its place, by its full name."""

    successor = forms.CharField(
        label=_("由哪个组织接手"),
        required=False,
        max_length=60,
        help_text=_("写接手组织的全称。成员、下属组织和往后的活动都转过去；没有就空着。"),
    )

    def __init__(self, *args, organization=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.order_fields(["successor", "reason"])

    def clean_successor(self):
        """The one approved organisation of that name, the nearest if there are several."""
        name = self.cleaned_data["successor"]
        if not name:
            return None
        others = Organization.objects.approved().exclude(pk=self.organization.pk)
        if successor := others.called(name, self.organization.region_id):
            return successor
        raise forms.ValidationError(_("没有叫这个名字、通过了审核的组织。"), code="unknown")


class TrustForm(forms.Form):
    """Another level, and why."""

    level = forms.ModelChoiceField(
        label=_("改成"), queryset=TrustLevel.objects.all(), widget=Chips, empty_label=None
    )
    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("负责人会看到，也会留在记录里。"),
    )


class TagForm(forms.Form):
    name = forms.CharField(label=_("标签"), max_length=20, help_text=_("比如：草原防火。"))
