"""Profile and stations of an organisation, by API."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Codes, RowCode, Strict, Typed, read
from apps.core.errors import Refused
from apps.core.files_api import OfferedFile
from apps.core.models import PolicyRow
from apps.organizations import actions
from apps.organizations.api.fields import FieldsOfService
from apps.organizations.api.public import StationSerializer
from apps.organizations.api.workbench import AtWorkbench
from apps.organizations.forms import ContactPhoneField
from apps.organizations.models import Organization, Station, StationKind, Step, TeamTag
from apps.organizations.models.stations import EAST, NORTH, SOUTH, WEST
from apps.regions.models import Region


class StepSerializer(serializers.ModelSerializer):
    class Meta:
        model = Step
        fields = ["id", "what", "before", "after", "at", "reason"]


class ManagedOrganizationSerializer(serializers.ModelSerializer):
    """An organisation, as its own people see it."""

    trust_limit_minutes = serializers.SerializerMethodField(help_text=_("一个月最多给多少分钟"))
    tags = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    service_regions = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Organization
        fields = [
            *["id", "name", "kind", "region", "state", "reason", "trust", "trust_limit_minutes", "successor"],
            *["introduction", "address", "founded_on", "has_party_branch", "responsible_person"],
            *["contact_name", "email", "service_fields", "tags", "service_regions", "joining", "parent"],
        ]

    def get_trust_limit_minutes(self, organization) -> int:
        """The limits of all levels are asked for once, however many organisations are shown."""
        if "limits" not in self.context:
            self.context["limits"] = PolicyRow.objects.values_of("trust_minutes")
        return self.context["limits"][organization.trust_id]


class ProfileInput(Strict, serializers.ModelSerializer):
    contact_phone = Typed(ContactPhoneField(), required=False)
    service_fields = FieldsOfService(required=False)
    service_regions = Codes(Region.objects.current(), required=False, max_length=150)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=20, help_text=_("标签的名字")
    )
    picture = OfferedFile(kind="picture", is_public=True, required=False)

    class Meta:
        model = Organization
        fields = [
            *["introduction", "address", "founded_on", "has_party_branch", "responsible_person"],
            *["contact_name", "contact_phone", "email", "service_fields", "service_regions", "tags"],
            *["picture", "joining", "join_code"],
        ]
        extra_kwargs = {"contact_name": {"required": False}}


@extend_schema_view(
    list=extend_schema(summary=_("我有职务的组织")), retrieve=extend_schema(summary=_("其中一个"))
)
class ManagedOrganizationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Organization.objects.none()
    serializer_class = ManagedOrganizationSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        mine = Organization.objects.seen_by(self.request.user).prefetch_related("tags", "service_regions")
        return mine.select_related("trust")

    @extend_schema(summary=_("改资料，没有发来的不动"), request=ProfileInput)
    def partial_update(self, request, pk):
        organization, sent = self.get_object(), read(ProfileInput, request)
        links = {}
        if "tags" in sent:
            offered = TeamTag.objects.for_region(organization.region_id)
            links["tags"] = offered.filter(name__in=sent.pop("tags"))
        if "service_regions" in sent:
            links["service_regions"] = Region.objects.filter(pk__in=sent.pop("service_regions"))
        for name, value in sent.items():
            setattr(organization, name, value)
        if organization.joining == Organization.Joining.CODE and not organization.join_code:
            raise Refused(_("写一个加入口令。"), code="incomplete")
        actions.change_profile(organization, links=links, by=request.user)
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data)

    @extend_schema(summary=_("经过"), responses=StepSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request, pk):
        return Response(StepSerializer(Step.objects.of(self.get_object())[:100], many=True).data)


class StationInput(Strict, serializers.ModelSerializer):
    kind = RowCode(StationKind.objects.all())
    region = RowCode(Region.objects.current())
    longitude = serializers.DecimalField(
        max_digits=9, decimal_places=6, min_value=WEST, max_value=EAST, required=False, allow_null=True
    )
    latitude = serializers.DecimalField(
        max_digits=8, decimal_places=6, min_value=SOUTH, max_value=NORTH, required=False, allow_null=True
    )

    class Meta:
        model = Station
        fields = [
            *["name", "kind", "level", "region", "address"],
            *["longitude", "latitude", "opening", "is_open"],
        ]

    def validate(self, data):
        if (data.get("longitude") is None) != (data.get("latitude") is None):
            raise serializers.ValidationError({"latitude": [_("经度和纬度要么都写，要么都空着。")]})
        return data


@extend_schema_view(list=extend_schema(summary=_("这个组织的站点")))
class StationViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Station.objects.none()
    serializer_class = StationSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        return Station.objects.of(self.place("seen_by")).select_related("kind", "organization")

    @extend_schema(summary=_("加一个站点"), request=StationInput, responses={201: StationSerializer})
    def create(self, request, organization):
        station = Station(organization=self.place(), **read(StationInput, request))
        actions.save_station(station, by=request.user)
        return Response(StationSerializer(station).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("改一个站点"), request=StationInput)
    def update(self, request, organization, pk):
        self.place()
        station = self.get_object()
        for name, value in {"longitude": None, "latitude": None, **read(StationInput, request)}.items():
            setattr(station, name, value)
        return Response(StationSerializer(actions.save_station(station, by=request.user)).data)


BASE = "managed-organizations/<int:organization>"
router = SimpleRouter(use_regex_path=False)
router.register("managed-organizations", ManagedOrganizationViewSet, basename="managed-organization")
router.register(f"{BASE}/stations", StationViewSet, basename="station")
urlpatterns = router.urls
