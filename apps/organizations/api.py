import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Reason, RowCode, Strict, Typed, read
from apps.organizations.actions import apply_for_organization, approve_organization, return_organization
from apps.organizations.forms import ContactPhoneField
from apps.organizations.models import Organization, OrganizationKind, Post
from apps.regions.api import RegionCodeFilter
from apps.regions.models import Region


class OrganizationSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(source="kind_id")
    kind_name = serializers.CharField(source="kind.name")
    region = serializers.CharField(source="region_id")
    region_name = serializers.CharField(source="region.name")

    class Meta:
        model = Organization
        fields = ["id", "name", "kind", "kind_name", "region", "region_name", "guiding_unit", "introduction"]


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


@extend_schema_view(list=extend_schema(summary=_("组织")), retrieve=extend_schema(summary=_("一个组织")))
class OrganizationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Organization.objects.approved().select_related("kind", "region").defer("contact_phone")
    permission_classes = [AllowAny]
    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter
    lookup_value_converter = "int"


class ApplicationSerializer(OrganizationSerializer):
    """An application, as its applicant and the office see it."""

    class Meta(OrganizationSerializer.Meta):
        fields = [
            *OrganizationSerializer.Meta.fields,
            *["credit_code", "address", "contact_name", "state", "applied_at", "decided_at", "reason"],
        ]


class ApplicationInput(Strict, serializers.ModelSerializer):
    kind = RowCode(OrganizationKind.objects.all())
    region = RowCode(Region.objects.current().filter(level__lte=Region.Level.BANNER))
    contact_phone = Typed(ContactPhoneField())

    class Meta:
        model = Organization
        fields = [
            *["name", "kind", "region", "credit_code", "guiding_unit", "address", "introduction"],
            *["contact_name", "contact_phone"],
        ]
        extra_kwargs = {"credit_code": {"validators": []}}


@extend_schema_view(
    list=extend_schema(summary=_("我的入驻申请")), retrieve=extend_schema(summary=_("我的一份申请"))
)
class MyApplicationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Organization.objects.none()
    serializer_class = ApplicationSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return Organization.objects.applied_by(self.request.user).select_related("kind", "region")

    @extend_schema(summary=_("申请入驻"), request=ApplicationInput, responses={201: ApplicationSerializer})
    def create(self, request):
        organization = apply_for_organization(
            Organization(**read(ApplicationInput, request)), by=request.user
        )
        return Response(self.get_serializer(organization).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("改好退回的申请再交"), request=ApplicationInput, responses=ApplicationSerializer)
    def update(self, request, pk):
        organization = self.get_object()
        for name, value in read(ApplicationInput, request).items():
            setattr(organization, name, value)
        return Response(self.get_serializer(apply_for_organization(organization, by=request.user)).data)


class ApplicationFilter(django_filters.FilterSet):
    region = RegionCodeFilter(
        field_name="region__code", lookup_expr="startswith", help_text=_("在这个地区里")
    )
    state = django_filters.ChoiceFilter(choices=Organization.State.choices, help_text=_("状态"))

    class Meta:
        model = Organization
        fields = ["region", "state"]


@extend_schema_view(
    list=extend_schema(summary=_("归我审核的入驻申请")), retrieve=extend_schema(summary=_("一份入驻申请"))
)
class ApplicationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Organization.objects.none()
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    lookup_value_converter = "int"
    page_by = "applied_at"

    def get_queryset(self):
        return Organization.objects.decidable_by(self.request.user).select_related("kind", "region")

    @extend_schema(summary=_("通过"), request=None)
    @action(detail=True, methods=["post"])
    def approve(self, request, pk):
        return Response(self.get_serializer(approve_organization(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("退回"), request=Reason)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request, pk):
        reason = read(Reason, request)["reason"]
        done = return_organization(self.get_object(), by=request.user, reason=reason)
        return Response(self.get_serializer(done).data)


class PostSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name", default=None)
    office_name = serializers.CharField(source="office.name", default=None)
    region = serializers.CharField(source="office.region_id", default=None)

    class Meta:
        model = Post
        fields = [
            "id",
            "role",
            "organization",
            "organization_name",
            "office_name",
            "region",
            "since",
            "until",
        ]


@extend_schema_view(list=extend_schema(summary=_("我今天的职务")))
class MyPostViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Post.objects.none()
    serializer_class = PostSerializer

    def get_queryset(self):
        live = Q(organization=None) | Q(organization__in=Organization.objects.managed_by(self.request.user))
        held = Post.objects.held_by(self.request.user).filter(live)
        return held.select_related("organization", "office").defer("organization__contact_phone")


router = SimpleRouter(use_regex_path=False)
router.register("organizations", OrganizationViewSet, basename="organization")
router.register("organization-applications", ApplicationViewSet, basename="application")
router.register("me/applications", MyApplicationViewSet, basename="my-application")
router.register("me/posts", MyPostViewSet, basename="my-post")
urlpatterns = router.urls
