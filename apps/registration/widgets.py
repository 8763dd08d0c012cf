"""Inputs of the register's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

DAYS = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"), _("节假日")]
PARTS = [_("上午"), _("下午"), _("晚上")]
# 1 is Monday morning, 2 Monday afternoon, 4 Tuesday morning, 22 the morning of a public holiday.
TIMES = [
    (day * len(PARTS) + part + 1, f"{day_words}{part_words}")
    for day, day_words in enumerate(DAYS)
    for part, part_words in enumerate(PARTS)
]


class Week(forms.CheckboxSelectMultiple):
    """A week by day and part of the day; each square is a box to tick, named in full for whoever does not see the grid."""

    template_name = "django/forms/widgets/week.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        boxes = [options[0] for _group, options, _index in context["widget"]["optgroups"]]
        rows = [boxes[start : start + len(PARTS)] for start in range(0, len(boxes), len(PARTS))]
        context["widget"] |= {"days": list(zip(DAYS, rows, strict=True)), "parts": PARTS}
        return context


class ChipsFolded(forms.CheckboxSelectMultiple):
    """Many choices in groups, each group folded away unless something in it is ticked."""

    template_name = "django/forms/widgets/chips_folded.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["folds"] = [
            (group, options, sum(option["selected"] for option in options))
            for group, options, _index in context["widget"]["optgroups"]
        ]
        return context


def time_words(times):
    """周一上午、周六下午, in the order of the week."""
    names = dict(TIMES)
    return [names[time] for time in sorted(times) if time in names]
