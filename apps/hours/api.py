import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Chosen, Input, Key, Reason, chosen_from, read
from apps.hours.actions import confirm_hours, reject_hours, void_hours
from apps.hours.models import HourRecord, YearTotal
from apps.hours.rooms import UNREAD
from apps.regions.api import RegionCodeFilter


class HourRecordSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name")
    activity = serializers.IntegerField(source="signup.shift.position.activity_id")
    title = serializers.CharField(source="signup.shift.position.activity.title")
    starts_at = serializers.DateTimeField(source="during.lower")
    ends_at = serializers.DateTimeField(source="during.upper")

    class Meta:
        model = HourRecord
        fields = [
            *[
                "id",
                "organization",
                "organization_name",
                "activity",
                "title",
                "served_on",
                "starts_at",
                "ends_at",
            ],
            *["minutes", "counted", "source", "state", "decided_at", "reason"],
        ]


class DecidableSerializer(HourRecordSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")

    class Meta(HourRecordSerializer.Meta):
        fields = [*HourRecordSerializer.Meta.fields, "volunteer", "name", "number"]


class MyHourFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(
        field_name="served_on", lookup_expr="year", min_value=2000, max_value=2100, help_text=_("哪一年")
    )
    state = django_filters.ChoiceFilter(choices=HourRecord.State.choices, help_text=_("状态"))

    class Meta:
        model = HourRecord
        fields = ["year", "state"]


class YearTotalSerializer(serializers.ModelSerializer):
    class Meta:
        model = YearTotal
        fields = ["year", "minutes"]


def shown(records):
    return records.select_related("volunteer", "organization", "signup__shift__position__activity").defer(
        *UNREAD
    )


@extend_schema_view(list=extend_schema(summary=_("我的服务时长")))
class MyHourViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = HourRecord.objects.none()
    serializer_class = HourRecordSerializer
    filterset_class = MyHourFilter
    page_by, page_descending = "served_on", True

    def get_queryset(self):
        return shown(HourRecord.objects.filter(volunteer__user=self.request.user))


@extend_schema_view(list=extend_schema(summary=_("我各年的总时长")))
class MyTotalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = YearTotal.objects.none()
    serializer_class = YearTotalSerializer
    page_by, page_descending = "year", True

    def get_queryset(self):
        return YearTotal.objects.filter(volunteer__user=self.request.user)


class HourFilter(MyHourFilter):
    region = RegionCodeFilter(
        field_name="organization_region__code", lookup_expr="startswith", help_text=_("组织在这个地区里")
    )

    class Meta(MyHourFilter.Meta):
        fields = ["year", "state", "organization", "region"]


class Less(Input):
    id = Key()
    minutes = serializers.IntegerField(min_value=1, max_value=1440)


class ConfirmInput(Chosen):
    less = Less(many=True, required=False, max_length=1000, help_text=_("哪几条少记，记多少分钟"))
    reason = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text=_("少记的原因")
    )


class RejectInput(Chosen, Reason):
    pass


class Confirmed(serializers.Serializer):
    confirmed = serializers.ListField(child=serializers.IntegerField())
    set_aside = serializers.ListField(child=serializers.IntegerField(), help_text=_("这段时间已记过别的时长"))
    passed_on = serializers.ListField(
        child=serializers.IntegerField(), help_text=_("这一天加起来太长，要由上级部门确认")
    )


class Rejected(serializers.Serializer):
    rejected = serializers.ListField(child=serializers.IntegerField())


@extend_schema_view(
    list=extend_schema(summary=_("归我处理的时长")), retrieve=extend_schema(summary=_("一条时长"))
)
class HourViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = HourRecord.objects.none()
    serializer_class = DecidableSerializer
    filterset_class = HourFilter
    lookup_value_converter = "int"
    page_by = "served_on"

    def get_queryset(self):
        return shown(HourRecord.objects.decidable_by(self.request.user))

    @extend_schema(summary=_("确认选中的"), request=ConfirmInput, responses=Confirmed)
    @action(detail=False, methods=["post"], filterset_class=None)
    def confirm(self, request):
        sent = read(ConfirmInput, request)
        records = chosen_from(HourRecord.objects.decidable_by(request.user), sent["ids"])
        less = {one["id"]: one["minutes"] for one in sent.get("less", [])}
        done = confirm_hours(records, by=request.user, minutes=less, reason=sent.get("reason", ""))
        return Response(Confirmed(done).data)

    @extend_schema(summary=_("退回选中的"), request=RejectInput, responses=Rejected)
    @action(detail=False, methods=["post"], filterset_class=None)
    def reject(self, request):
        sent = read(RejectInput, request)
        records = chosen_from(HourRecord.objects.decidable_by(request.user), sent["ids"])
        return Response({"rejected": reject_hours(records, by=request.user, reason=sent["reason"])})

    @extend_schema(summary=_("作废"), request=Reason)
    @action(detail=True, methods=["post"])
    def void(self, request, pk):
        void_hours(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(self.get_serializer(self.get_object()).data)


router = SimpleRouter(use_regex_path=False)
router.register("me/hours", MyHourViewSet, basename="my-hour")
router.register("me/totals", MyTotalViewSet, basename="my-total")
router.register("hours", HourViewSet, basename="hour")
urlpatterns = router.urls
