from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import days
from apps.reports.roster import classes_of, roster_of

FIRST_YEAR = 2020
ALL = "all"
CLASS = "class:"


class RosterFilter(forms.Form):
    """Year and class of the report. The page and the download read the same rows from it."""

    optional_marks = False

    year = forms.TypedChoiceField(label=gettext_lazy("年份"), coerce=int)
    class_name = forms.ChoiceField(label=gettext_lazy("班级、部门"))

    def __init__(self, data, *, organization):
        self.organization = organization
        years = range(days.this_year(), FIRST_YEAR - 1, -1)
        chosen = data.get("year", "")
        self.shown_year = int(chosen) if chosen in map(str, years) else years[0]
        self.classes = list(classes_of(organization, self.shown_year))
        names = [row["name"] for row in self.classes]
        chosen_class = data.get("class_name", ALL)
        self.shown_class = chosen_class.removeprefix(CLASS) if chosen_class.startswith(CLASS) else None
        if self.shown_class is not None and self.shown_class not in names:
            self.shown_class = None
        super().__init__({"year": self.shown_year, "class_name": self.class_value})
        self.fields["year"].choices = [(year, _("%(year)d年") % {"year": year}) for year in years]
        self.fields["class_name"].choices = [
            (ALL, _("全部")),
            *((f"{CLASS}{name}", name or _("没有填班级、部门")) for name in names),
        ]

    @property
    def class_value(self):
        return ALL if self.shown_class is None else f"{CLASS}{self.shown_class}"

    @property
    def class_words(self):
        return _("全部") if self.shown_class is None else self.shown_class or _("没有填班级、部门")

    def rows(self):
        return roster_of(self.organization, self.shown_year, self.shown_class)

    def summary(self):
        """The classes shown, with the sum of all of them."""
        shown = [row for row in self.classes if self.shown_class in {None, row["name"]}]
        total = {what: sum(row[what] for row in shown) for what in ("people", "minutes", "met")}
        return shown, total
