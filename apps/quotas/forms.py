"""What is typed about goals. Hours are typed; minutes are kept."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import days
from apps.core.display import hours_minutes
from apps.core.forms import DateInput
from apps.organizations.models import OrganizationKind
from apps.quotas.actions.asking import identities_at
from apps.quotas.actions.drafts import numbers_in_force
from apps.quotas.models import DraftRow, GoalRow, Recompute
from apps.registration.models import Affiliation
from apps.stars.models import NAMES

MOST_HOURS = 10_000


def hours(label, **kwargs):
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_HOURS, **kwargs)


class GoalForm(forms.Form):
    """How many hours a year a place asks its people for, from which day on."""

    identity = forms.ChoiceField(label=gettext_lazy("给谁定"))
    hours = hours(gettext_lazy("一年多少小时"))
    valid_from = forms.DateField(label=gettext_lazy("从哪天起"), widget=DateInput())
    period = forms.ChoiceField(label=gettext_lazy("按什么算一年"), choices=GoalRow.Period.choices)

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(Affiliation.Identity.choices)
        self.fields["identity"].choices = [(one, labels[one]) for one in identities_at(place)]
        self.fields["valid_from"].widget.attrs["min"] = (days.today() + days.ONE).isoformat()
        kind = getattr(place, "kind", None)
        if kind is None or kind.group != OrganizationKind.Group.SCHOOL:
            del self.fields["period"]

    def asked(self):
        """The arguments of the action."""
        said = dict(self.cleaned_data)
        return {"minutes": said.pop("hours") * 60, **said}


class DraftForm(forms.Form):
    """The thresholds and goals in force, to be written over."""

    name = forms.CharField(label=gettext_lazy("叫什么"), max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = {}
        for (topic, item), value in numbers_in_force().items():
            name = f"{topic}_{item}"
            who = NAMES[int(item)] if topic == DraftRow.Topic.STARS else Affiliation.Identity(item).label
            label = (
                _("%(star)s要多少小时") % {"star": who}
                if topic == DraftRow.Topic.STARS
                else _("%(who)s一年多少小时") % {"who": who}
            )
            self.fields[name] = hours(
                label, initial=value // 60, help_text=_("现在是%(now)s") % {"now": hours_minutes(value)}
            )
            self.keys[name] = (topic, item)

    def numbers(self):
        return {key: self.cleaned_data[name] * 60 for name, key in self.keys.items()}


class InForceForm(forms.Form):
    valid_from = forms.DateField(label=gettext_lazy("从哪天起"), widget=DateInput())
    source = forms.CharField(label=gettext_lazy("按哪个文件"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].widget.attrs["min"] = (days.today() + days.ONE).isoformat()


class RecomputeForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("算什么"), choices=Recompute.What.choices)
