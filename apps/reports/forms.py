from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.certificates.models import Batch
from apps.core import days
from apps.core.forms import Chips, DateInput
from apps.reports.periods import periods_of, periods_of_offices
from apps.reports.selection import Selection, kept_groups, kinds_reporting
from apps.reports.sums import Goal


class By(models.TextChoices):
    """What a report is laid out by."""

    CLASS = "class", gettext_lazy("班级")
    GRADE = "grade", gettext_lazy("年级")
    SOURCE = "source", gettext_lazy("来源")
    FIELD = "field", gettext_lazy("领域")


class ReportFilter(forms.Form):
    """Period, grade or class, and who has met the goal; page and file read the same people from it. What makes no sense
    is left out."""

    optional_marks = False

    period = forms.ChoiceField(label=gettext_lazy("哪一年"))
    group = forms.ChoiceField(required=False)
    goal = forms.ChoiceField(
        label=gettext_lazy("年度目标"), choices=[("", gettext_lazy("全部")), *Goal.choices], required=False
    )
    by = forms.ChoiceField(label=gettext_lazy("按什么加起来"), widget=Chips)

    def __init__(self, data, *, organization):
        periods = {period.key: period for period in periods_of(organization)}
        period = periods.get(data.get("period")) or next(iter(periods.values()))
        grades, classes = kept_groups(organization, period)
        self.groups = grades | classes
        group = data.get("group") if data.get("group") in self.groups else ""
        goal = data.get("goal") if data.get("goal") in Goal else ""
        self.selection = Selection(organization, period, group, goal)
        words = self.selection.words
        ways = [way for way in By.choices if words.has_grades or way[0] != By.GRADE]
        self.by = data.get("by") if data.get("by") in dict(ways) else By.CLASS
        super().__init__({"period": period.key, "group": group, "goal": goal, "by": self.by})
        self.fields["period"].choices = [(key, one.words) for key, one in periods.items()]
        self.fields["by"].choices = [
            (value, words.group if value == By.CLASS else label) for value, label in ways
        ]
        self.fields["group"].label = words.group
        self.fields["group"].choices = [("", _("全部")), *_grouped(grades, classes, words)]

    @property
    def group_words(self):
        return self.groups.get(self.selection.group, _("全部"))

    @property
    def goal_words(self):
        return Goal(self.selection.goal).label if self.selection.goal else _("全部")


def _grouped(grades, classes, words):
    if not grades:
        return list(classes.items())
    return [(_("整个年级"), list(grades.items())), (words.group, list(classes.items()))]


class FindForm(forms.Form):
    """The year that a region's schools and units stand side by side in, and which of them: of one kind, or by name. What
    makes no sense is left out."""

    optional_marks = False

    period = forms.ChoiceField(label=gettext_lazy("哪一年"))
    kind = forms.ChoiceField(label=gettext_lazy("哪一类"), required=False)
    q = forms.CharField(label=gettext_lazy("找学校、单位"), max_length=50, required=False)

    def __init__(self, data):
        periods = {period.key: period for period in periods_of_offices()}
        kinds = kinds_reporting()
        self.period = periods.get(data.get("period")) or next(iter(periods.values()))
        self.chosen_kind = data.get("kind") if data.get("kind") in kinds else ""
        super().__init__({"period": self.period.key, "kind": self.chosen_kind, "q": data.get("q", "")})
        self.fields["period"].choices = [(key, one.words) for key, one in periods.items()]
        self.fields["kind"].choices = [("", _("全部")), *kinds.items()]
        self.kind_words = kinds.get(self.chosen_kind, _("全部"))

    @property
    def wanted(self):
        return self.cleaned_data["q"].strip() if self.is_valid() else ""


class RefusalForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("为什么不同意"), max_length=200)


class StatementForm(forms.Form):
    """What a statement is for, and of which days; as it stands of the whole time there until today."""

    purpose = forms.ChoiceField(label=gettext_lazy("用在哪里"), choices=Batch.Purpose, widget=Chips)
    since = forms.DateField(label=gettext_lazy("从哪天"), widget=DateInput(attrs={"autocomplete": "off"}))
    until = forms.DateField(label=gettext_lazy("到哪天"), widget=DateInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, held, **kwargs):
        super().__init__(*args, **kwargs)
        last = held.until - days.ONE if held.until else days.today()
        self.fields["purpose"].initial = Batch.Purpose.LEAGUE
        self.fields["since"].initial, self.fields["until"].initial = held.since, min(last, days.today())

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("结束的日子要在开始以后。"))
        return data
