"""Notices in the hands of the organisation that writes them."""

import django_filters
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities import actions
from apps.activities.actions.notices import MOST_PLACES
from apps.activities.api.public import ActivitySerializer
from apps.activities.models import Activity, Position, Shift
from apps.core.api import Codes, Input, Reason, RowCode, RowKey, Strict, Typed, read
from apps.organizations.forms import ContactPhoneField
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.models import ServiceField


class ManagedShiftSerializer(serializers.ModelSerializer):
    class Meta:
        model = Shift
        fields = ["id", "starts_at", "ends_at", "capacity", "taken", "called_off_at"]


class PositionSerializer(serializers.ModelSerializer):
    shifts = ManagedShiftSerializer(many=True)

    class Meta:
        model = Position
        fields = ["id", "name", "requirements", "shifts"]


class ManagedActivitySerializer(ActivitySerializer):
    positions = PositionSerializer(many=True)

    class Meta(ActivitySerializer.Meta):
        fields = [
            *ActivitySerializer.Meta.fields,
            *["description", "requirements", "risks", "beneficiaries", "contact_name", "is_hazardous"],
            *["created_at", "submitted_at", "decided_at", "reason", "positions"],
        ]


class ActivityInput(Strict, serializers.ModelSerializer):
    region = RowCode(Region.objects.current().filter(level__gte=Region.Level.BANNER))
    service_fields = Codes(ServiceField.objects.all(), min_length=1, max_length=4)
    contact_phone = Typed(ContactPhoneField())
    minimum_age = serializers.IntegerField(min_value=3, max_value=70, required=False)

    class Meta:
        model = Activity
        fields = [
            *["region", "title", "description", "service_fields", "beneficiaries", "place", "requirements"],
            *["minimum_age", "risks", "is_hazardous", "contact_name", "contact_phone"],
        ]


class DraftInput(ActivityInput):
    organization = RowKey(Organization.objects.managed_by)

    class Meta(ActivityInput.Meta):
        fields = ["organization", *ActivityInput.Meta.fields]


class ShiftInput(Input):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)


class PositionInput(Input):
    name = serializers.CharField(max_length=30)
    requirements = serializers.CharField(max_length=200, required=False, allow_blank=True)
    shifts = ShiftInput(many=True, required=False, max_length=50)


class Places(Input):
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)


class ManagedFilter(django_filters.FilterSet):
    class Meta:
        model = Activity
        fields = ["organization", "state"]


@extend_schema_view(
    list=extend_schema(summary=_("我们组织的活动")), retrieve=extend_schema(summary=_("我们的一个活动"))
)
class ManagedActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Activity.objects.none()
    serializer_class = ManagedActivitySerializer
    filterset_class = ManagedFilter
    lookup_value_converter = "int"
    page_by, page_descending = "created_at", True

    def get_queryset(self):
        mine = Activity.objects.managed_by(self.request.user).select_related("organization", "region")
        return mine.prefetch_related("positions__shifts").defer("contact_phone")

    @extend_schema(summary=_("写一个草稿"), request=DraftInput, responses={201: ManagedActivitySerializer})
    def create(self, request):
        sent = dict(read(DraftInput, request))
        region = sent.pop("region")
        activity = actions.save_draft(Activity(**sent), region=region, by=request.user)
        return Response(self.get_serializer(activity).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("改草稿"), request=ActivityInput)
    def update(self, request, pk):
        activity, sent = self.get_object(), dict(read(ActivityInput, request))
        region = sent.pop("region")
        for name, value in sent.items():
            setattr(activity, name, value)
        actions.save_draft(activity, region=region, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("加一个岗位，连同班次"), request=PositionInput)
    @action(detail=True, methods=["post"])
    def positions(self, request, pk):
        activity, sent = self.get_object(), dict(read(PositionInput, request))
        shifts = sent.pop("shifts", [])
        with transaction.atomic():
            position = actions.add_position(activity, **sent, by=request.user)
            for shift in shifts:
                actions.add_shift(position, **shift, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("提交审核"), request=None)
    @action(detail=True, methods=["post"])
    def submit(self, request, pk):
        actions.submit_activity(self.get_object(), by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("取消活动"), request=Reason)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        actions.cancel_activity(self.get_object(), reason=read(Reason, request)["reason"], by=request.user)
        return self.retrieve(request, pk)


class PositionViewSet(viewsets.GenericViewSet):
    queryset = Position.objects.none()
    lookup_value_converter = "int"

    def get_queryset(self):
        mine = Activity.objects.managed_by(self.request.user)
        return Position.objects.filter(activity__in=mine).select_related("activity")

    @extend_schema(summary=_("从草稿里去掉一个岗位"), responses={204: None})
    def destroy(self, request, pk):
        actions.remove_position(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("给岗位加一班"), request=ShiftInput, responses={201: ManagedShiftSerializer})
    @action(detail=True, methods=["post"])
    def shifts(self, request, pk):
        shift = actions.add_shift(self.get_object(), **read(ShiftInput, request), by=request.user)
        return Response(ManagedShiftSerializer(shift).data, status=status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register("managed-activities", ManagedActivityViewSet, basename="managed-activity")
router.register("positions", PositionViewSet, basename="position")
urlpatterns = router.urls
