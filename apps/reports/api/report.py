"""The report of a school or unit: row by row for its own people, the sums for the offices above it too."""

from dataclasses import replace

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.display import mask_name
from apps.registration.models import Affiliation
from apps.reports.lines import SOURCES, field_codes
from apps.reports.periods import Period
from apps.reports.selection import Selection, reporting
from apps.reports.sums import Goal


def by_code(parts):
    """{code: minutes} of the sources and of the fields; what holds nothing is left out."""
    sources = dict(zip(SOURCES, parts, strict=False))
    fields = dict(zip(field_codes(), parts[len(SOURCES) :], strict=False))
    return {
        "sources": {code: minutes for code, minutes in sources.items() if minutes},
        "fields": {code: minutes for code, minutes in fields.items() if minutes},
    }


class PersonSerializer(serializers.Serializer):
    volunteer = serializers.IntegerField()
    name = serializers.SerializerMethodField(help_text=_("遮住的姓名"))
    number = serializers.CharField()
    stage = serializers.CharField()
    grade = serializers.IntegerField(allow_null=True)
    class_name = serializers.CharField()
    student_number = serializers.CharField()
    since = serializers.DateField(help_text=_("这一段里从哪天起在这里"))
    until = serializers.DateField(help_text=_("到哪天，那天也算"))
    minutes = serializers.IntegerField(help_text=_("在这里的时候服务的分钟"))
    goal = serializers.IntegerField(help_text=_("0是没有目标，或者这一年不算在这里"))
    judged_by = serializers.IntegerField(
        help_text=_("计入目标的分钟：全年确认过的，在别处做的也算；没有目标的是0")
    )
    is_met = serializers.BooleanField()
    star = serializers.IntegerField(help_text=_("那时认定的星级"))
    trained = serializers.IntegerField(help_text=_("培训的分钟"))

    def get_name(self, line) -> str:
        return mask_name(line.name)


class PeopleFilter(django_filters.FilterSet):
    class_name = django_filters.CharFilter(max_length=20, help_text=_("班级或部门"))
    grade = django_filters.NumberFilter(field_name="grade", min_value=1, max_value=12)
    goal = django_filters.ChoiceFilter(
        choices=Goal.choices, method="with_goal", help_text=_("年度目标完成得怎样")
    )

    class Meta:
        model = Affiliation
        fields = ["stage", "grade", "class_name"]

    def with_goal(self, queryset, _name, value):
        selection = replace(self.request.parser_context["view"].selection(), goal=value)
        return queryset.filter(pk__in=selection.ids)


def period_of(view):
    period = Period.of(view.kwargs["period"])
    if period is None:
        raise NotFound
    return period


@extend_schema_view(list=extend_schema(summary=_("学校、单位一年的名单，一学年写成2025-2026")))
class ReportViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Row by row for the people of the school or unit itself: each the time they were there."""

    queryset = Affiliation.objects.none()
    serializer_class = PersonSerializer
    filterset_class = PeopleFilter
    page_by = "place"

    def selection(self):
        mine = reporting().managed_by(self.request.user)
        return Selection(get_object_or_404(mine, pk=self.kwargs["organization"]), period_of(self))

    def get_queryset(self):
        return self.selection().people

    def paginate_queryset(self, queryset):
        return self.selection().lines_of(super().paginate_queryset(queryset))


class SumSerializer(serializers.Serializer):
    words = serializers.CharField()
    people = serializers.IntegerField()
    minutes = serializers.IntegerField()
    with_goal = serializers.IntegerField()
    met = serializers.IntegerField()
    starred = serializers.IntegerField()
    trained = serializers.IntegerField()


@extend_schema_serializer(many=False)
class SumsSerializer(serializers.Serializer):
    total = SumSerializer()
    classes = SumSerializer(many=True)
    grades = SumSerializer(many=True)
    sources = serializers.DictField(child=serializers.IntegerField(), help_text=_("各来源的分钟"))
    fields = serializers.DictField(child=serializers.IntegerField(), help_text=_("各领域的分钟"))


class SumsViewSet(viewsets.GenericViewSet):
    """The sums, for the school or unit itself and the offices above it."""

    queryset = Affiliation.objects.none()
    serializer_class = SumsSerializer
    pagination_class = None

    @extend_schema(summary=_("学校、单位一年的合计：各班、各年级、各来源、各领域"), responses=SumsSerializer)
    def list(self, request, organization, period):
        own = reporting().managed_by(request.user)
        above = reporting().approved().governed_by(request.user)
        found = get_object_or_404(reporting().filter(Q(pk__in=own) | Q(pk__in=above)), pk=organization)
        summary = Selection(found, period_of(self)).summary
        sums = {"total": summary.total, "classes": summary.classes, "grades": summary.grades}
        return Response(SumsSerializer(sums | by_code(summary.total.parts)).data)


router = SimpleRouter(use_regex_path=False)
router.register("reports/<int:organization>/<str:period>/rows", ReportViewSet, basename="roster")
router.register("reports/<int:organization>/<str:period>/sums", SumsViewSet, basename="report-sums")
urlpatterns = router.urls
