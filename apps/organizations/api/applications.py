"""Applications: handing them in, deciding about them, and what an office does with organisations afterwards."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, Reason, RowCode, RowKey, Strict, Typed, read
from apps.core.files_api import OfferedFile
from apps.organizations.actions import apply_for_organization, approve_organization, return_organization
from apps.organizations.actions.standing import (
    change_trust,
    close_organization,
    reinstate_organization,
    suspend_organization,
)
from apps.organizations.api.fields import FieldsOfService
from apps.organizations.api.public import OrganizationSerializer
from apps.organizations.forms import ContactPhoneField
from apps.organizations.models import Organization, OrganizationKind, TrustLevel
from apps.regions.api import RegionCodeFilter
from apps.regions.models import Region


class ApplicationSerializer(OrganizationSerializer):
    """An application, as its applicant and the office see it."""

    class Meta(OrganizationSerializer.Meta):
        fields = [
            *OrganizationSerializer.Meta.fields,
            *["credit_code", "registered_with", "registered_on", "responsible_person", "address"],
            *["guiding_organization", "guidance", "guidance_reason", "has_party_branch", "email", "trust"],
            *["contact_name", "state", "applied_at", "decided_at", "reason", "successor"],
        ]


class ApplicationInput(Strict, serializers.ModelSerializer):
    kind = RowCode(OrganizationKind.objects.all())
    region = RowCode(Region.objects.current().filter(level__lte=Region.Level.BANNER))
    contact_phone = Typed(ContactPhoneField())
    credit_code = serializers.CharField(
        max_length=30, required=False, allow_blank=True, help_text=_("全角、小写、带空格都认")
    )
    service_fields = FieldsOfService(required=False)
    proof = OfferedFile(
        kind="document", required=False, help_text=_("证明材料；指导单位不在平台上的队伍要有")
    )

    class Meta:
        model = Organization
        fields = [
            *["name", "kind", "region", "credit_code", "registered_with", "registered_on"],
            *["responsible_person", "guiding_unit", "proof", "address", "founded_on", "has_party_branch"],
            *["contact_name", "contact_phone", "email", "service_fields", "joining", "join_code"],
            "introduction",
        ]


class ClosingInput(Reason):
    successor = RowKey(Organization.objects.approved(), required=False, help_text=_("接手的组织"))


class ReinstatingInput(Input):
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class TrustInput(Reason):
    level = RowCode(TrustLevel.objects.all(), help_text=_("new、ordinary 或 trusted"))


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

    @extend_schema(summary=_("暂停"), request=Reason)
    @action(detail=True, methods=["post"])
    def suspend(self, request, pk):
        reason = read(Reason, request)["reason"]
        return self.answer(suspend_organization(self.get_object(), by=request.user, reason=reason))

    @extend_schema(summary=_("恢复"), request=ReinstatingInput)
    @action(detail=True, methods=["post"])
    def reinstate(self, request, pk):
        said = read(ReinstatingInput, request)
        return self.answer(reinstate_organization(self.get_object(), by=request.user, **said))

    @extend_schema(summary=_("注销，可以有接手的组织"), request=ClosingInput)
    @action(detail=True, methods=["post"])
    def close(self, request, pk):
        return self.answer(
            close_organization(self.get_object(), by=request.user, **read(ClosingInput, request))
        )

    @extend_schema(summary=_("改信任等级"), request=TrustInput)
    @action(detail=True, methods=["post"])
    def trust(self, request, pk):
        return self.answer(change_trust(self.get_object(), by=request.user, **read(TrustInput, request)))

    def answer(self, organization):
        return Response(self.get_serializer(self.get_queryset().get(pk=organization.pk)).data)


router = SimpleRouter(use_regex_path=False)
router.register("organization-applications", ApplicationViewSet, basename="application")
router.register("me/applications", MyApplicationViewSet, basename="my-application")
urlpatterns = router.urls
