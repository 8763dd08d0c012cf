"""Kept figures for programs: now, on days gone by, and what offices enter."""

import django_filters
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.core import days
from apps.core.api import Input, read
from apps.hours.models import HourRecord
from apps.organizations.models import governed_codes
from apps.regions.api import CODE, RegionCodeFilter
from apps.regions.models import Region
from apps.reports import actions
from apps.reports.measures import values_of
from apps.reports.models import EnteredFigure, HourCell, RegionDay, RegionFigures
from apps.reports.models.entered import POWER
from apps.reports.targets import targets, targets_of


class TargetsSerializer(serializers.Serializer):
    population_share = serializers.IntegerField(help_text=_("实名志愿者要占人口的百分之几"))
    active_people = serializers.IntegerField(
        allow_null=True, help_text=_("近一年服务过的要有多少人；只对全区说，别处是空")
    )


class FiguresSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region_id")
    region_name = serializers.CharField(source="region.name")
    share = serializers.FloatField(
        allow_null=True, help_text=_("实名志愿者占人口的百分之几；人口不知道就是空")
    )
    active_share = serializers.FloatField(allow_null=True)
    measures = serializers.SerializerMethodField(help_text=_("能拿来比较的数；空是无数据"))
    targets = serializers.SerializerMethodField(help_text=_("通知定的目标，今天有效的"))
    figures = serializers.DictField()
    as_of = serializers.DateTimeField(help_text=_("截至：上一次统计的时间，到那时这些数都是对的"))

    class Meta:
        model = RegionFigures
        fields = [
            *["region", "region_name", "share", "active_share", "measures", "targets", "figures"],
            *["computed_at", "as_of"],
        ]
        extra_kwargs = {
            "computed_at": {"help_text": _("这个地区的数上一次变的时间；没有变就不动，可以是几天以前")}
        }

    def get_measures(self, row) -> dict[str, float | None]:
        return values_of(row)

    @extend_schema_field(TargetsSerializer)
    def get_targets(self, row):
        return targets_of(row.region_id, self.every_target)

    @cached_property
    def every_target(self):
        """Looked up once, however many regions are told."""
        return targets()


class FiguresFilter(django_filters.FilterSet):
    parent = RegionCodeFilter(field_name="region__parent_id", help_text=_("直接上级的代码"))

    class Meta:
        model = RegionFigures
        fields = ["parent"]


@extend_schema_view(
    list=extend_schema(summary=_("各地区的数")), retrieve=extend_schema(summary=_("一个地区的数；全区的公开"))
)
class FiguresViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The figures of the whole region are for everybody, those below for the offices above them."""

    queryset = RegionFigures.objects.none()
    permission_classes = [AllowAny]
    serializer_class = FiguresSerializer
    filterset_class = FiguresFilter
    lookup_value_regex = CODE
    page_by = "region_id"

    def get_queryset(self):
        return RegionFigures.objects.seen_by(self.request.user).with_as_of().select_related("region")


def governed(view, power=None):
    """The region in the address, for the offices above it."""
    code = view.kwargs["region"]
    if not any(code.startswith(own) for own in governed_codes(view.request.user, power)):
        raise NotFound
    return get_object_or_404(Region, pk=code)


class FiguresDaySerializer(serializers.ModelSerializer):
    measures = serializers.SerializerMethodField(help_text=_("能拿来比较的数；空是无数据"))

    class Meta:
        model = RegionDay
        fields = ["day", "measures", "figures", "computed_at"]

    def get_measures(self, row) -> dict[str, float | None]:
        return values_of(row)


class FiguresDayFilter(django_filters.FilterSet):
    since = django_filters.DateFilter(field_name="day", lookup_expr="gte", help_text=_("从哪天起"))
    until = django_filters.DateFilter(field_name="day", lookup_expr="lte", help_text=_("到哪天为止"))

    class Meta:
        model = RegionDay
        fields = ["since", "until"]


@extend_schema_view(list=extend_schema(summary=_("一个地区过去每天的数")))
class FiguresDayViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = RegionDay.objects.none()
    serializer_class = FiguresDaySerializer
    filterset_class = FiguresDayFilter
    page_by, page_descending = "day", True

    def get_queryset(self):
        return RegionDay.objects.filter(region=governed(self))


class HoursOfMonthSerializer(serializers.Serializer):
    month = serializers.DateField(help_text=_("这个月的第一天"))
    source = serializers.ChoiceField(HourRecord.Source.choices)
    field = serializers.CharField(help_text=_("服务领域的代码；空是没有写"))
    minutes = serializers.IntegerField(source="all_minutes")
    records = serializers.IntegerField(source="all_records")


class RegionHoursView(APIView):
    """Of the people of a region, as of the last rebuild."""

    @extend_schema(
        summary=_("一个地区今年和去年每月的时长，按来源和领域"), responses=HoursOfMonthSerializer(many=True)
    )
    def get(self, request, region):
        cells = HourCell.objects.of_two_years(governed(self).pk, days.this_year())
        return Response(HoursOfMonthSerializer(cells, many=True).data)


class EnteredFigureSerializer(serializers.ModelSerializer):
    class Meta:
        model = EnteredFigure
        fields = ["id", "kind", "year", "value", "source", "entered_at", "withdrawn_at"]


class EnteredFigureInput(Input):
    kind = serializers.ChoiceField(EnteredFigure.Kind.choices)
    year = serializers.IntegerField(min_value=EnteredFigure.FIRST_YEAR, max_value=2100)
    value = serializers.IntegerField(
        min_value=0, max_value=EnteredFigure.MOST, help_text=_("协调机制：1是有，0是没有")
    )
    source = serializers.CharField(max_length=200)


@extend_schema_view(list=extend_schema(summary=_("一个地区填报的数，撤下的也在")))
class EnteredFigureViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """For the officers who keep the figures of the region or of one above it."""

    queryset = EnteredFigure.objects.none()
    serializer_class = EnteredFigureSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return EnteredFigure.objects.of(governed(self, POWER))

    @extend_schema(
        summary=_("填一个数，同一年的旧数撤下"),
        request=EnteredFigureInput,
        responses={201: EnteredFigureSerializer},
    )
    def create(self, request, region):
        row = actions.enter_figure(
            governed(self, POWER), by=request.user, **read(EnteredFigureInput, request)
        )
        return Response(EnteredFigureSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("撤下一个数"), request=None, responses=EnteredFigureSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, **kwargs):
        row = actions.withdraw_figure(self.get_object(), by=request.user)
        return Response(EnteredFigureSerializer(row).data)


by_code = SimpleRouter()
by_code.register("figures", FiguresViewSet, basename="figures")
router = SimpleRouter(use_regex_path=False)
router.register("regions/<str:region>/figures", FiguresDayViewSet, basename="figures-day")
router.register("regions/<str:region>/entered-figures", EnteredFigureViewSet, basename="entered-figure")
urlpatterns = [
    path("regions/<str:region>/hours/", RegionHoursView.as_view(), name="region-hours"),
    *by_code.urls,
    *router.urls,
]
