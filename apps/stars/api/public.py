"""What anybody may ask about stars: notices that take objections, who is on them, the roll of honour."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from apps.core import days
from apps.regions.api import RegionCodeFilter
from apps.stars.api.mine import on_notice
from apps.stars.api.notices import StarNoticeSerializer
from apps.stars.models import StarCandidate, StarHonour, StarNotice, StarStanding
from apps.stars.roll import roll_of


class StarNoticeFilter(django_filters.FilterSet):
    region = RegionCodeFilter(
        method="concerning", help_text=_("这个地区的协会的，和上级协会的、里面有这个地区的人的")
    )

    def concerning(self, rows, _name, code):
        return rows.concerning(code)


@extend_schema_view(list=extend_schema(summary=_("正在公示的星级")))
class StarNoticeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarNotice.objects.none()
    permission_classes = [AllowAny]
    serializer_class = StarNoticeSerializer
    filterset_class = StarNoticeFilter
    page_descending = True

    def get_queryset(self):
        return StarNotice.objects.public().open().filter(until__gte=days.today())


class StarCandidateSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")

    class Meta:
        model = StarCandidate
        fields = ["id", "notice", "name", "number", "level"]


class StarCandidateFilter(django_filters.FilterSet):
    class Meta:
        model = StarCandidate
        fields = ["notice"]


@extend_schema_view(list=extend_schema(summary=_("正在公示的人，姓名只露姓")))
class StarCandidateViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarCandidate.objects.none()
    permission_classes = [AllowAny]
    serializer_class = StarCandidateSerializer
    filterset_class = StarCandidateFilter

    def get_queryset(self):
        return on_notice(self.request.user).select_related("volunteer").defer("volunteer__document_number")


class StarRollListSerializer(serializers.ListSerializer):
    """Asks once for the whole page who shows the full name."""

    def to_representation(self, data):
        rows = list(data)
        named = StarHonour.objects.named().filter(volunteer__in=[row.pk for row in rows])
        self.child.named = set(named.values_list("pk", flat=True))
        return super().to_representation(rows)


class StarRollEntrySerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField(help_text=_("本人同意时写全名，否则只露姓"))
    region = serializers.CharField(source="volunteer.region_id")
    level = serializers.IntegerField(source="recognized")

    class Meta:
        model = StarStanding
        list_serializer_class = StarRollListSerializer
        fields = ["name", "region", "level"]

    def get_name(self, row) -> str:
        return row.volunteer.name if row.pk in self.named else row.volunteer.masked_name


class StarRollFilter(django_filters.FilterSet):
    region = RegionCodeFilter(
        field_name="volunteer__region__code", lookup_expr="startswith", help_text=_("住在这个地区的")
    )


@extend_schema_view(list=extend_schema(summary=_("光荣榜：同意上榜的人，星高的在前")))
class StarRollViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarStanding.objects.none()
    permission_classes = [AllowAny]
    serializer_class = StarRollEntrySerializer
    filterset_class = StarRollFilter
    page_by = "recognized"
    page_descending = True

    def get_queryset(self):
        return roll_of("").select_related("volunteer").defer("volunteer__document_number")


router = SimpleRouter(use_regex_path=False)
router.register("star-notices", StarNoticeViewSet, basename="star-notice")
router.register("star-candidates", StarCandidateViewSet, basename="star-candidate")
router.register("star-roll", StarRollViewSet, basename="star-roll")
urlpatterns = router.urls
