from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import days
from apps.reports.roster import Words, classes_of, roster_of

FIRST_YEAR = 2020
ALL = "all"


class RosterFilter(forms.Form):
    """Year and class of the report; page and download read the same rows from it. What makes no sense is left out."""

    optional_marks = False

    year = forms.TypedChoiceField(label=gettext_lazy("年份"), coerce=int)
    group = forms.ChoiceField()

    def __init__(self, data, *, organization):
        self.organization, self.words = organization, Words.of(organization)
        years = range(days.this_year(), FIRST_YEAR - 1, -1)
        self.shown_year = next((year for year in years if str(year) == data.get("year")), years[0])
        self.classes = classes_of(organization, self.shown_year)
        self.labels = {row["class_key"]: row["label"] or self.words.none for row in self.classes}
        self.shown_class = data.get("group") if data.get("group") in self.labels else None
        super().__init__({"year": self.shown_year, "group": self.shown_class or ALL})
        self.fields["year"].choices = [(year, _("%(year)d年") % {"year": year}) for year in years]
        self.fields["group"].label = self.words.group
        self.fields["group"].choices = [(ALL, _("全部")), *self.labels.items()]

    @property
    def class_words(self):
        return self.labels.get(self.shown_class, _("全部"))

    def rows(self):
        return roster_of(self.organization, self.shown_year, self.shown_class)

    def summary(self):
        """The classes shown, and the sums of all of them."""
        shown = [row for row in self.classes if self.shown_class in {None, row["class_key"]}]
        return shown, {what: sum(row[what] for row in shown) for what in ("people", "served", "met")}


class FindForm(forms.Form):
    """A school or unit of the region by its name."""

    optional_marks = False

    q = forms.CharField(label=gettext_lazy("找学校、单位"), max_length=50, required=False)

    @property
    def wanted(self):
        return self.cleaned_data["q"].strip() if self.is_valid() else ""
