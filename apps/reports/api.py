import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.organizations.models import Organization, governed_codes, within_any
from apps.quotas.models import YearStanding
from apps.regions.api import CODE, RegionCodeFilter
from apps.reports.models import RegionFigures
from apps.reports.roster import classes_of, roster_of
from apps.reports.views import GROUPS


class FiguresSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region_id")
    region_name = serializers.CharField(source="region.name")
    share = serializers.FloatField(
        allow_null=True, help_text=_("实名志愿者占人口的百分之几；人口不知道就是空")
    )
    active_share = serializers.FloatField(allow_null=True)
    figures = serializers.DictField()

    class Meta:
        model = RegionFigures
        fields = ["region", "region_name", "share", "active_share", "figures", "computed_at"]


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
        user, public = self.request.user, Q(pk=RegionFigures.TOP)
        own = within_any("region__code", governed_codes(user)) if user.is_authenticated else Q(pk__in=[])
        return RegionFigures.objects.filter(public | own).select_related("region")


class RosterSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number", allow_null=True)
    stage = serializers.CharField(source="affiliation.stage")
    grade = serializers.IntegerField(source="affiliation.grade", allow_null=True)
    class_name = serializers.CharField(source="affiliation.class_name")
    student_number = serializers.CharField(source="affiliation.student_number")
    is_met = serializers.BooleanField()

    class Meta:
        model = YearStanding
        fields = [
            *["volunteer", "name", "number", "stage", "grade", "class_name", "student_number"],
            *["identity", "goal", "minutes", "is_met"],
        ]


class RosterFilter(django_filters.FilterSet):
    class_name = django_filters.CharFilter(
        field_name="affiliation__class_name", max_length=20, help_text=_("班级或部门")
    )

    class Meta:
        model = YearStanding
        fields = ["class_name"]


def reporting():
    return Organization.objects.filter(kind__group__in=GROUPS)


@extend_schema_view(list=extend_schema(summary=_("学校、单位一年的名单")))
class RosterViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Row by row for the people of the school or unit itself."""

    queryset = YearStanding.objects.none()
    serializer_class = RosterSerializer
    filterset_class = RosterFilter
    page_by = "place"

    def get_queryset(self):
        mine = reporting().managed_by(self.request.user)
        organization = get_object_or_404(mine, pk=self.kwargs["organization"])
        return roster_of(organization, self.kwargs["year"]).defer("volunteer__document_number")


class ClassSerializer(serializers.Serializer):
    stage = serializers.CharField()
    grade = serializers.IntegerField(allow_null=True)
    class_name = serializers.CharField(source="name")
    people = serializers.IntegerField()
    minutes = serializers.IntegerField(source="served")
    met = serializers.IntegerField()


class ClassViewSet(viewsets.GenericViewSet):
    """The sums by class, for the school or unit itself and the offices above it."""

    queryset = YearStanding.objects.none()
    serializer_class = ClassSerializer
    pagination_class = None

    @extend_schema(summary=_("学校、单位一年各班的数"), responses=ClassSerializer(many=True))
    def list(self, request, organization, year):
        own = reporting().managed_by(request.user)
        above = reporting().approved().governed_by(request.user)
        found = get_object_or_404(reporting().filter(Q(pk__in=own) | Q(pk__in=above)), pk=organization)
        return Response(ClassSerializer(classes_of(found, year), many=True).data)


by_code = SimpleRouter()
by_code.register("figures", FiguresViewSet, basename="figures")
router = SimpleRouter(use_regex_path=False)
router.register("reports/<int:organization>/<int:year>/rows", RosterViewSet, basename="roster")
router.register("reports/<int:organization>/<int:year>/classes", ClassViewSet, basename="classes")
urlpatterns = [*by_code.urls, *router.urls]
