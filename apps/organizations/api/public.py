"""Organisations as the public sees them; following and joining them."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, read
from apps.organizations import actions
from apps.organizations.api.members import MembershipSerializer
from apps.organizations.models import Organization, OrganizationKind, Station
from apps.regions.api import RegionCodeFilter


class StationSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(source="kind_id")
    kind_name = serializers.CharField(source="kind.name")
    region = serializers.CharField(source="region_id")
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)

    class Meta:
        model = Station
        fields = [
            *["id", "name", "kind", "kind_name", "level", "region", "address"],
            *["longitude", "latitude", "opening", "is_open"],
        ]


class OrganizationSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(source="kind_id")
    kind_name = serializers.CharField(source="kind.name")
    region = serializers.CharField(source="region_id")
    region_name = serializers.CharField(source="region.name")

    class Meta:
        model = Organization
        fields = [
            *["id", "name", "kind", "kind_name", "region", "region_name", "guiding_unit", "introduction"],
            *["service_fields", "founded_on", "joining", "parent"],
        ]


class OrganizationFilter(django_filters.FilterSet):
    region = RegionCodeFilter(
        field_name="region__code", lookup_expr="startswith", help_text=_("在这个地区里")
    )
    kind = django_filters.CharFilter(field_name="kind_id", max_length=20, help_text=_("类型"))
    group = django_filters.ChoiceFilter(
        field_name="kind__group", choices=OrganizationKind.Group.choices, help_text=_("大类")
    )
    words = django_filters.CharFilter(method="named", max_length=50, help_text=_("名字里的词"))

    class Meta:
        model = Organization
        fields = ["region", "kind", "group", "words"]

    def named(self, organizations, _name, words):
        return organizations.named(words)


class JoinInput(Input):
    code = serializers.CharField(max_length=30, required=False, default="", help_text=_("加入口令"))
    words = serializers.CharField(max_length=100, required=False, default="", help_text=_("想说的话"))


@extend_schema_view(list=extend_schema(summary=_("组织")), retrieve=extend_schema(summary=_("一个组织")))
class OrganizationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Organization.objects.approved().select_related("kind", "region").defer("contact_phone")
    permission_classes = [AllowAny]
    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter
    lookup_value_converter = "int"

    @extend_schema(
        summary=_("加入：要口令的带口令，要同意的可以说句话"),
        request=JoinInput,
        responses={201: MembershipSerializer},
    )
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def join(self, request, pk):
        organization, sent = self.get_object(), read(JoinInput, request)
        if organization.joining == Organization.Joining.CODE:
            member = actions.join_by_code(organization, code=sent["code"], by=request.user)
        else:
            member = actions.ask_to_join(organization, words=sent["words"], by=request.user)
        return Response(MembershipSerializer(member).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("关注"), request=None, responses={204: None})
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def follow(self, request, pk):
        actions.follow_organization(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("不再关注"), request=None, responses={204: None})
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def unfollow(self, request, pk):
        actions.unfollow_organization(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("站点"), responses=StationSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def stations(self, request, pk):
        held = Station.objects.of(self.get_object()).open().select_related("kind")[:200]
        return Response(StationSerializer(held, many=True).data)


router = SimpleRouter(use_regex_path=False)
router.register("organizations", OrganizationViewSet, basename="organization")
urlpatterns = router.urls
