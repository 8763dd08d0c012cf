"""What a program may look for in the list of activities: the search of the page, and any span of days."""

import datetime

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.activities.finding import found
from apps.activities.models import Activity, Beneficiary
from apps.activities.places import point_of
from apps.activities.search_forms import Kilometres, Part, Sort
from apps.core import days
from apps.core.api import YesOrNo
from apps.core.models import PolicyRow
from apps.regions.api import RegionCodeFilter
from apps.registration.models import ServiceField

TWO_YEARS = datetime.timedelta(days=730)


def plannable(day):
    """Nobody plans further than two years, nor looks further back than the platform is old."""
    if not datetime.date(2020, 1, 1) <= day <= days.today() + TWO_YEARS:
        raise ValidationError(_("日期太远了，选两年以内的。"), code="too_far")


def on_the_map(text):
    if point_of(text) is None:
        raise ValidationError(_("这个位置不在内蒙古。"), code="elsewhere")


@extend_schema_field(OpenApiTypes.STR)
class CodesFilter(django_filters.MultipleChoiceFilter):
    """Codes of rows of a table."""

    def __init__(self, model, **kwargs):
        super().__init__(choices=lambda: model.objects.values_list("code", "name"), **kwargs)


@extend_schema_field(OpenApiTypes.INT)
class NumberOfChoices(django_filters.TypedChoiceFilter):
    """One of a few whole numbers."""


class ActivityFilter(django_filters.FilterSet):
    region = RegionCodeFilter(help_text=_("在这个地区里"))
    field = CodesFilter(ServiceField, help_text=_("服务领域，可以几个"))
    helped = CodesFilter(Beneficiary, help_text=_("帮到谁，可以几个"))
    since = django_filters.DateFilter(validators=[plannable], help_text=_("这天起"))
    until = django_filters.DateFilter(validators=[plannable], help_text=_("到这天"))
    part = django_filters.TypedMultipleChoiceFilter(
        choices=Part.choices, coerce=int, help_text=_("一天里的哪一段：1上午，2下午，3晚上")
    )
    places = YesOrNo(help_text=_("还有名额"))
    minors = YesOrNo(help_text=_("未满18岁也能参加"))
    words = django_filters.CharFilter(max_length=50, help_text=_("标题、地点、说明里的词"))
    near = django_filters.CharFilter(
        max_length=20,
        validators=[on_the_map],
        help_text=_("经度,纬度，最多两位小数；或者盟市代码，从驻地算"),
    )
    km = NumberOfChoices(
        choices=Kilometres.choices, coerce=int, empty_value=None, help_text=_("多少公里以内")
    )
    sort = django_filters.ChoiceFilter(
        choices=[(Sort.NEWEST.value, Sort.NEWEST.label), (Sort.NEAREST.value, Sort.NEAREST.label)],
        help_text=_("先看哪些；不写就是最早开始的在前"),
    )

    class Meta:
        model = Activity
        fields = [
            *["region", "field", "helped", "since", "until", "part", "places", "minors", "words", "near"],
            *["km", "sort"],
        ]

    def filter_queryset(self, queryset):
        return found(wanted_of(self.form.cleaned_data))


def wanted_of(asked):
    """What was asked for, in the words of the page."""
    wanted = {name: asked[name] for name in ("field", "helped", "part", "minors", "places")}
    wanted |= {"banner": asked["region"], "q": asked["words"], "sort": asked["sort"] or ""}
    if asked["since"] or asked["until"]:
        wanted["span"] = span(asked["since"], asked["until"])
    if asked["near"]:
        usual = PolicyRow.objects.value("search", "kilometres")
        wanted |= {"point": point_of(asked["near"]), "km": asked["km"] or usual}
    elif asked["sort"] == Sort.NEAREST:
        raise serializers.ValidationError({"near": [_("要按远近排，先写从哪里算。")]})
    return wanted


def span(since, until):
    """From the beginning of a day to the end of another."""
    since = since or days.today()
    until = until or days.today() + TWO_YEARS
    return days.start_of(since), days.start_of(until + datetime.timedelta(days=1))
