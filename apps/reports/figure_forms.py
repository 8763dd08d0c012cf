"""What is typed and chosen about figures."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import days
from apps.core.forms import ChipsMultiple, DateInput
from apps.reports.actions import kinds_of
from apps.reports.measures import BY_NAME, MEASURES, ON_MAP
from apps.reports.models import EnteredFigure

MOST_COMPARED = 6


class EnterForm(forms.Form):
    """A number of the region and a year. Whether there is a mechanism is chosen, every other number typed."""

    optional_marks = False

    kind = forms.ChoiceField(label=gettext_lazy("填什么"))
    year = forms.IntegerField(label=gettext_lazy("哪一年的"), min_value=EnteredFigure.FIRST_YEAR)
    value = forms.IntegerField(
        label=gettext_lazy("多少人"), min_value=0, max_value=EnteredFigure.MOST, required=False
    )
    stands = forms.ChoiceField(
        label=gettext_lazy("有没有"),
        choices=[("", gettext_lazy("不是协调机制")), ("1", gettext_lazy("有")), ("0", gettext_lazy("没有"))],
        help_text=gettext_lazy("只有填协调机制时才选，别的不用管。"),
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("从哪里来"),
        max_length=200,
        help_text=gettext_lazy("写文件名、公报或者部门，看数的人要查得到。"),
    )

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(EnteredFigure.Kind.choices)
        kinds = kinds_of(region)
        self.fields["kind"].choices = [(kind, labels[kind]) for kind in kinds]
        self.fields["year"].initial = days.this_year() - 1
        self.fields["year"].max_value = days.this_year()
        self.fields["year"].widget.attrs["max"] = days.this_year()
        if EnteredFigure.Kind.MECHANISM not in kinds:
            del self.fields["stands"]

    def clean(self):
        said = super().clean()
        if said.get("kind") == EnteredFigure.Kind.MECHANISM:
            if not said.get("stands"):
                self.add_error("stands", _("选有还是没有。"))
            else:
                said["value"] = int(said["stands"])
        elif "value" in said and said["value"] is None:
            self.add_error("value", _("填一个数。"))
        return said

    def entered(self):
        """The arguments of the action."""
        return {name: self.cleaned_data[name] for name in ("kind", "year", "value", "source")}


class Chosen(forms.Form):
    """A choice in an address: what nobody offered is left out of account."""

    optional_marks = False

    def chosen(self, name, otherwise):
        self.is_valid()
        return getattr(self, "cleaned_data", {}).get(name) or otherwise


class MapForm(Chosen):
    """What the map is coloured by."""

    by = forms.ChoiceField(label=gettext_lazy("地图看什么"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [(one.name, one.label) for one in ON_MAP]
        self.fields["by"].widget.attrs["class"] = "input in-row"

    @property
    def measure(self):
        return BY_NAME[self.chosen("by", ON_MAP[0].name)]


class PastForm(Chosen):
    """A day gone by, and what its line shows."""

    day = forms.DateField(label=gettext_lazy("和哪天比"), widget=DateInput(), required=False)
    by = forms.ChoiceField(label=gettext_lazy("线上看什么"), required=False)

    def __init__(self, data):
        by = data.get("by") if data.get("by") in BY_NAME else "passed"
        super().__init__({"day": data.get("day", ""), "by": by})
        self.fields["by"].choices = [(one.name, one.label) for one in MEASURES]

    @property
    def measure(self):
        return BY_NAME[self.data["by"]]


class CompareForm(forms.Form):
    """Up to six regions, side by side."""

    optional_marks = False

    region = forms.MultipleChoiceField(
        label=gettext_lazy("选要比的地区，最多6个"), widget=ChipsMultiple(), required=False
    )

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [(region.pk, region.name) for region in regions]

    def clean_region(self):
        chosen = self.cleaned_data["region"]
        if len(chosen) > MOST_COMPARED:
            raise forms.ValidationError(
                _("最多选%(most)d个，你选了%(count)d个。"),
                code="too_many",
                params={"most": MOST_COMPARED, "count": len(chosen)},
            )
        return chosen
