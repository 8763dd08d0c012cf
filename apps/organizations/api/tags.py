"""The tags of teams (“8+N”), by API: read by everybody who is signed in, added and removed by offices."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, RowCode, read
from apps.organizations import actions
from apps.organizations.models import TeamTag, governed_codes, within_any
from apps.regions.api import RegionCodeFilter
from apps.regions.models import Region

POWER = "reviews_organizations"


class TagSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region_id", allow_null=True, help_text=_("空着就是哪里都有的八个"))

    class Meta:
        model = TeamTag
        fields = ["id", "name", "region"]


class TagInput(Input):
    region = RowCode(lambda user: Region.objects.filter(within_any("code", governed_codes(user, POWER))))
    name = serializers.CharField(max_length=20)


class TagFilter(django_filters.FilterSet):
    region = RegionCodeFilter(method="offered_in", help_text=_("这个地区的队伍能选的"))

    class Meta:
        model = TeamTag
        fields = ["region"]

    def offered_in(self, tags, _name, code):
        return tags.for_region(code)


@extend_schema_view(
    list=extend_schema(summary=_("队伍标签")),
    destroy=extend_schema(summary=_("去掉本地区的一个标签"), responses={204: None}),
)
class TagViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    queryset = TeamTag.objects.none()
    serializer_class = TagSerializer
    filterset_class = TagFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        if self.action == "list":
            return TeamTag.objects.order_by()
        codes = governed_codes(self.request.user, POWER)
        return TeamTag.objects.filter(within_any("region__code", codes))

    @extend_schema(summary=_("给本地区加一个标签"), request=TagInput, responses={201: TagSerializer})
    def create(self, request):
        tag = actions.add_tag(**read(TagInput, request), by=request.user)
        return Response(self.get_serializer(tag).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, tag):
        actions.remove_tag(tag, by=self.request.user)


router = SimpleRouter(use_regex_path=False)
router.register("team-tags", TagViewSet, basename="team-tag")
urlpatterns = router.urls
