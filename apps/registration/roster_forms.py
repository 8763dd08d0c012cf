"""Handing in a roster: the table, then what its columns hold."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.tables import TableFileField
from apps.registration.roster_columns import columns_of

NOWHERE = ""


class RosterFileForm(forms.Form):
    table = TableFileField(
        label=_("名单"), help_text=_("XLSX或者CSV，第一行是标题。不用改列的顺序，下一步可以对。")
    )


class RosterColumnsForm(forms.Form):
    """One choice for each thing that is read, among the columns of the table. `chosen` is {what: column}."""

    declared = forms.BooleanField(
        label=_("我确认：名单上的人，孩子还有监护人，都知道也同意把这些信息交来"),
        help_text=_("只用来请本人确认在不在你们这里。没人确认的，到期就删。谁交的、哪天交的会留记录。"),
        error_messages={"required": _("先确认名单上的人都知道。")},
    )

    def __init__(self, *args, roster, header, **kwargs):
        super().__init__(*args, **kwargs)
        declared = self.fields.pop("declared")
        places = [(str(at), cell or _("第%(n)d列") % {"n": at + 1}) for at, cell in enumerate(header)]
        self.wanted = columns_of(roster.organization)
        for column in self.wanted:
            self.fields[f"column_{column.name}"] = forms.ChoiceField(
                label=column.label,
                required=column.is_needed,
                choices=[(NOWHERE, _("请选择") if column.is_needed else _("表里没有")), *places],
                initial=str(roster.columns.get(column.name, NOWHERE)),
            )
        self.fields["declared"] = declared

    def clean(self):
        cleaned, seen = super().clean(), {}
        for column in self.wanted:
            at = cleaned.get(f"column_{column.name}")
            if at and at in seen:
                words = _("这一列已经当作“%(other)s”了。") % {"other": seen[at]}
                self.add_error(f"column_{column.name}", words)
            elif at:
                seen[at] = column.label
        return cleaned

    @property
    def chosen(self):
        found = {column.name: self.cleaned_data.get(f"column_{column.name}") for column in self.wanted}
        return {name: int(at) for name, at in found.items() if at}
