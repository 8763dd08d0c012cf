"""What someone looks for in the list of activities."""

from django import forms
from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Beneficiary
from apps.activities.notice_forms import service_fields
from apps.activities.places import SEATS, point_of
from apps.core.forms import Chips, ChipsMultiple, DateInput
from apps.core.models import PolicyRow
from apps.core.remembered import remembered
from apps.regions.forms import PlaceFilter
from apps.regions.models import Region

WEEKDAYS = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]


class When(TextChoices):
    ANY = "", _("不限")
    TODAY = "today", _("今天")
    FORTNIGHT = "fortnight", _("两周内")
    WEEKEND = "weekend", _("周末")


class Part(IntegerChoices):
    MORNING = 1, _("上午")
    AFTERNOON = 2, _("下午")
    EVENING = 3, _("晚上")


class Sort(TextChoices):
    SOONEST = "", _("最早开始")
    NEWEST = "newest", _("最新发布")
    NEAREST = "nearest", _("离得最近")


class Kilometres(IntegerChoices):
    FIVE = 5, _("5公里")
    TWENTY = 20, _("20公里")
    FIFTY = 50, _("50公里")
    HUNDRED = 100, _("100公里")


class ActivityFilter(PlaceFilter):
    when = forms.ChoiceField(label=_("什么时候"), choices=When.choices, widget=Chips)
    day = forms.DateField(label=_("哪一天"), widget=DateInput)
    part = forms.TypedMultipleChoiceField(
        label=_("一天里的哪一段"), choices=Part.choices, coerce=int, widget=ChipsMultiple
    )
    field = forms.MultipleChoiceField(label=_("做什么"), widget=ChipsMultiple)
    helped = forms.MultipleChoiceField(label=_("帮到谁"), widget=ChipsMultiple)
    seat = forms.ChoiceField(label=_("离哪里近"))
    at = forms.CharField(widget=forms.HiddenInput)
    km = forms.TypedChoiceField(
        label=_("多远以内"), choices=Kilometres.choices, coerce=int, empty_value=None, widget=Chips
    )
    sort = forms.ChoiceField(label=_("先看哪些"), choices=Sort.choices, widget=Chips)
    minors = forms.BooleanField(label=_("未满18岁也能参加"))
    places = forms.BooleanField(label=_("还有名额"))
    q = forms.CharField(label=_("搜活动、地点"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = service_fields()
        self.fields["helped"].choices = beneficiaries()
        names = names_of_seats()
        seats = [(code, _("%(name)s驻地") % {"name": names[code]}) for code in SEATS if code in names]
        self.fields["seat"].choices = [("", _("不限")), *seats]

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and point_of(at) is None:
            raise forms.ValidationError(_("这个位置不在内蒙古。"), code="elsewhere")
        return at

    def wanted(self):
        """What is looked for; who looks for the nearest says from where, else the list begins with the soonest."""
        wanted = super().wanted()
        point = point_of(wanted.get("at")) or point_of(wanted.get("seat"))
        if point:
            wanted["point"] = point
            wanted.setdefault("km", PolicyRow.objects.value("search", "kilometres"))
        elif wanted.get("sort") == Sort.NEAREST:
            del wanted["sort"]
        return wanted


@remembered
def beneficiaries():
    return list(Beneficiary.objects.values_list("code", "name"))


@remembered
def names_of_seats():
    return dict(Region.objects.filter(pk__in=SEATS).values_list("code", "short_name"))
