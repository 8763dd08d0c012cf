"""What is typed about certificates."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.activities.models import Activity
from apps.certificates import drafts, people
from apps.certificates.models import Batch
from apps.core import days
from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.forms import Chips, DateInput
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord, YearTotal
from apps.organizations.models import Organization
from apps.registration.models import Volunteer

OTHER = "other"
MEGABYTE = 1024 * 1024


class PeriodMixin:
    """A year that is there, as far as it has come, or from one day to another; `since` and `until` afterwards."""

    def clean(self):
        data = super().clean()
        if data.get("year") and data["year"] != OTHER:
            year = int(data["year"])
            data["since"] = days.today().replace(year=year, month=1, day=1)
            data["until"] = min(days.today(), days.today().replace(year=year, month=12, day=31))
        elif data.get("year") == OTHER:
            for name in ("since", "until"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("选“另选日期”时，这一天要填。"))
            if data.get("since") and data.get("until") and data["until"] < data["since"]:
                self.add_error("until", _("结束的日子要在开始以后。"))
        return data


def year_field():
    return forms.ChoiceField(label=gettext_lazy("哪段时间"), widget=Chips)


def day_field(label):
    """One of the two days that are wanted where no year was chosen."""
    field = forms.DateField(label=label, required=False, widget=DateInput(attrs={"autocomplete": "off"}))
    field.optional_words = " "
    return field


def years_between(first, last):
    years = [(str(year), _("%(year)d年") % {"year": year}) for year in range(last, first - 1, -1)]
    return [*years, (OTHER, _("另选日期"))]


class ServiceForm(PeriodMixin, forms.Form):
    """A service certificate: of whom, which time, which organisation, how detailed."""

    volunteer = forms.ModelChoiceField(
        Volunteer.objects.none(), label=gettext_lazy("给谁开"), empty_label=None, widget=Chips
    )
    year = year_field()
    since = day_field(gettext_lazy("从哪天"))
    until = day_field(gettext_lazy("到哪天"))
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("哪个组织记录的"),
        required=False,
        empty_label=gettext_lazy("全部"),
        help_text=gettext_lazy("选一个组织，就由它出具；它的印章经部门认可的，会盖上。"),
    )
    detail = forms.ChoiceField(
        label=gettext_lazy("怎么列"),
        choices=[(drafts.LINES, gettext_lazy("逐条列出")), (drafts.SUMMARY, gettext_lazy("按活动汇总"))],
        initial=drafts.LINES,
        widget=Chips,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Volunteer.objects.acted_for_by(user).passed().order_by("pk")
        self.fields["volunteer"].queryset = mine
        self.fields["volunteer"].label_from_instance = lambda one: one.name
        self.people = list(mine)
        if len(self.people) == 1:
            self.fields["volunteer"].initial = self.people[0]
            self.fields["volunteer"].required = False
            self.fields["volunteer"].widget = forms.HiddenInput()
        years = YearTotal.objects.filter(volunteer__in=mine, minutes__gt=0).values_list("year", flat=True)
        choices = years_between(min(years, default=days.this_year()), days.this_year())
        self.fields["year"].choices, self.fields["year"].initial = choices, choices[0][0]
        self.fields["organization"].queryset = served_with(mine)

    def clean_volunteer(self):
        chosen = self.cleaned_data["volunteer"]
        return chosen or self.people[0]


def served_with(volunteers):
    """The organisations that recorded something of these people."""
    rows = HourRecord.objects.confirmed().filter(volunteer__in=volunteers.values("pk"))
    return Organization.objects.filter(pk__in=rows.values("organization")).order_by("name")


class BatchForm(PeriodMixin, forms.Form):
    """Certificates for many: service of a period, or thanks for an activity."""

    kind = forms.ChoiceField(
        label=gettext_lazy("开什么"), choices=Batch.Kind, initial=Batch.Kind.SERVICE, widget=Chips
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("情况说明用在哪里"),
        choices=[("", gettext_lazy("请选择")), *Batch.Purpose.choices],
        required=False,
    )
    year = year_field()
    since = day_field(gettext_lazy("从哪天"))
    until = day_field(gettext_lazy("到哪天"))
    group = forms.ChoiceField(label=gettext_lazy("班级、部门"), required=False)
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label=gettext_lazy("感谢哪个活动的志愿者"),
        required=False,
        empty_label=gettext_lazy("请选择"),
    )
    words = forms.CharField(
        label=gettext_lazy("写一句感谢的话"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].required = False
        self.fields["purpose"].optional_words = " "
        if not people.teaches_or_employs(organization):
            del self.fields["purpose"]
            kinds = [kind for kind in Batch.Kind.choices if kind[0] != Batch.Kind.STATED]
            self.fields["kind"].choices = kinds
        self.fields["year"].optional_words = self.fields["activity"].optional_words = " "
        choices = years_between(days.this_year() - 4, days.this_year())
        self.fields["year"].choices, self.fields["year"].initial = choices, choices[0][0]
        self.fields["activity"].queryset = people.served_activities_of(organization)
        self.fields["activity"].label_from_instance = lambda one: one.title
        classes = people.groups_of(organization)
        self.fields["group"].choices = [("", _("全部")), *classes.items()]
        if not classes:
            del self.fields["group"]

    def clean(self):
        data = super().clean()
        if data.get("kind") == Batch.Kind.THANKS:
            if not data.get("activity") and "activity" not in self.errors:
                self.add_error("activity", _("选一个活动。"))
        elif not data.get("year") and "year" not in self.errors:
            self.add_error("year", _("选哪段时间。"))
        if data.get("kind") == Batch.Kind.STATED and not data.get("purpose"):
            self.add_error("purpose", _("选情况说明用在哪里。"))
        return data

    @property
    def group_words(self):
        """The class or department that was chosen, if one was."""
        chosen = self.cleaned_data.get("group")
        return dict(self.fields["group"].choices)[chosen] if chosen else ""

    @property
    def kind_words(self):
        return Batch.Kind(self.cleaned_data["kind"]).label

    @property
    def is_of_thanks(self):
        return self.cleaned_data["kind"] == Batch.Kind.THANKS

    @property
    def purpose_words(self):
        chosen = self.wanted().get("purpose")
        return Batch.Purpose(chosen).label if chosen else ""

    @property
    def is_told(self):
        """Whether each of them gets a message."""
        return self.cleaned_data["kind"] != Batch.Kind.SERVICE

    def wanted(self):
        """What the action takes."""
        data = self.cleaned_data
        if self.is_of_thanks:
            return {"kind": data["kind"], "activity": data["activity"], "words": data["words"]}
        return {
            "kind": data["kind"],
            "since": data["since"],
            "until": data["until"],
            "group": data.get("group", ""),
            "purpose": data["purpose"] if data["kind"] == Batch.Kind.STATED else "",
        }


class SealForm(FormWithFiles, forms.Form):
    picture = KeptFileField(
        kind="picture",
        label=gettext_lazy("印章的图片"),
        help_text=gettext_lazy("盖在白纸上拍清楚，正面朝上，四边留白少一些。"),
    )


class RefusalForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么不通过"), max_length=200)


class TypedForm(forms.Form):
    """A certificate by what is printed on it."""

    number = forms.CharField(
        label=gettext_lazy("编号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("像 FW2026-7K3MQ-9TX2B，在证明的最上面或最下面。"),
    )
    token = forms.CharField(
        label=gettext_lazy("校验码"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("26个字母和数字，空格、大小写不要紧。"),
    )


class PaperForm(forms.Form):
    """A certificate as a file. It is read once and not kept."""

    paper = forms.FileField(
        label=gettext_lazy("证明的PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={"empty": gettext_lazy("这个文件是空的，请重新选一个。")},
    )

    def clean_paper(self):
        paper, most = self.cleaned_data["paper"], PolicyRow.objects.value("certificates", "upload_megabytes")
        if paper.size > most * MEGABYTE:
            raise forms.ValidationError(_("这个文件太大了，最大%(most)d MB。") % {"most": most})
        data = paper.read()
        if not data.startswith(b"%PDF-"):
            raise forms.ValidationError(_("这不是PDF。请传下载下来的那一份证明。"))
        return data
