"""Parents and parts of an organisation, and the teams that name it as their guiding unit, by API."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, Reason, RowKey, read
from apps.organizations import actions
from apps.organizations.api.public import OrganizationSerializer
from apps.organizations.api.workbench import AtWorkbench
from apps.organizations.models import Organization, ParentRequest


class ParentRequestSerializer(serializers.ModelSerializer):
    child_name = serializers.CharField(source="child.name")
    parent_name = serializers.CharField(source="parent.name")

    class Meta:
        model = ParentRequest
        fields = ["id", "child", "child_name", "parent", "parent_name", "state", "asked_at", "reason"]


class ParentInput(Input):
    parent = RowKey(Organization.objects.approved())


@extend_schema_view(list=extend_schema(summary=_("想归到这个组织下面的")))
class ParentRequestViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = ParentRequest.objects.none()
    serializer_class = ParentRequestSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        waiting, place = ParentRequest.objects.waiting(), self.place("owned_by")
        asked = waiting.from_child(place) if self.action == "withdraw" else waiting.to(place)
        return asked.select_related("child", "parent")

    @extend_schema(summary=_("申请归到一个上级组织下面"), request=ParentInput)
    def create(self, request, organization):
        asked = actions.ask_parent(self.place("owned_by"), by=request.user, **read(ParentInput, request))
        return Response(self.get_serializer(asked).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("同意"), request=None)
    @action(detail=True, methods=["post"])
    def agree(self, request, organization, pk):
        return Response(self.get_serializer(actions.agree_to_child(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("不同意"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, organization, pk):
        done = actions.refuse_child(self.get_object(), by=request.user, **read(Reason, request))
        return Response(self.get_serializer(done).data)

    @extend_schema(summary=_("收回自己组织的申请"), request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, organization, pk):
        done = actions.withdraw_request(self.get_object(), by=request.user)
        return Response(self.get_serializer(done).data)


@extend_schema_view(list=extend_schema(summary=_("下属组织")))
class PartViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Organization.objects.none()
    serializer_class = OrganizationSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        if self.action == "list":
            return Organization.objects.children_of(self.place("seen_by")).select_related("kind", "region")
        place = self.place("owned_by")
        tied = Organization.objects.filter(Q(parent=place) | Q(pk=place.pk), parent__isnull=False)
        return tied.select_related("kind", "region")

    @extend_schema(summary=_("解除上下级：下属组织的编号，或者自己的"), request=None)
    @action(detail=True, methods=["post"])
    def leave(self, request, organization, pk):
        done = actions.leave_parent(self.get_object(), by=request.user)
        return Response(self.get_serializer(done).data)


class GuidedSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organization
        fields = ["id", "name", "region", "introduction", "guidance", "guidance_reason", "applied_at"]


@extend_schema_view(list=extend_schema(summary=_("等这个单位确认指导的队伍")))
class GuidedViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Organization.objects.none()
    serializer_class = GuidedSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        teams = Organization.objects.guided_by_people_of(self.request.user)
        return teams.filter(guiding_organization=self.place("owned_by"))

    @extend_schema(summary=_("确认指导"), request=None)
    @action(detail=True, methods=["post"])
    def confirm(self, request, organization, pk):
        done = actions.confirm_guidance(self.get_object(), by=request.user)
        return Response(self.get_serializer(done).data)

    @extend_schema(summary=_("不确认"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, organization, pk):
        done = actions.refuse_guidance(self.get_object(), by=request.user, **read(Reason, request))
        return Response(self.get_serializer(done).data)


BASE = "managed-organizations/<int:organization>"
router = SimpleRouter(use_regex_path=False)
router.register(f"{BASE}/parent-requests", ParentRequestViewSet, basename="parent-request")
router.register(f"{BASE}/parts", PartViewSet, basename="part")
router.register(f"{BASE}/guided", GuidedViewSet, basename="guided")
urlpatterns = router.urls
