import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.activities.attendance import Mark
from apps.core.api import Chosen, Input, Key, Reason, chosen_from, read
from apps.hours.actions import confirm_hours, note_anew, reject_hours, urge, void_hours
from apps.hours.models import HourRecord, YearTotal
from apps.hours.rooms import UNREAD
from apps.regions.api import RegionCodeFilter


class HourRecordSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="host", help_text=_("组织，转入的是开证明的单位"))
    activity = serializers.IntegerField(
        source="signup.shift.position.activity_id", allow_null=True, default=None
    )
    title = serializers.CharField()
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
            *["minutes", "break_minutes", "rounded_minutes", "counted", "counts_to_year"],
            *["source", "state", "decided_at", "reason"],
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
    return records.select_related(
        "volunteer", "organization", "basis", "signup__shift__position__activity"
    ).defer(*UNREAD)


@extend_schema_view(list=extend_schema(summary=_("我的服务时长")))
class MyHourViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = HourRecord.objects.none()
    serializer_class = HourRecordSerializer
    lookup_value_converter = "int"
    filterset_class = MyHourFilter
    page_by, page_descending = "served_on", True
    page_shows = staticmethod(shown)

    def get_queryset(self):
        if self.action == "urge":  # for a child whoever answers for it
            return shown(HourRecord.objects.cared_for_by(self.request.user))
        return HourRecord.objects.filter(volunteer__user=self.request.user)

    @extend_schema(summary=_("催一下，一天一次"), request=None, responses={204: None})
    @action(detail=True, methods=["post"], filterset_class=None)
    def urge(self, request, pk):
        urge(self.get_object(), by=request.user)
        return Response(status=204)


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


class TimesInput(Input):
    came_at = serializers.DateTimeField(help_text=_("几点到的"))
    left_at = serializers.DateTimeField(help_text=_("几点走的"))


class Noted(serializers.Serializer):
    noted = serializers.IntegerField(help_text=_("重记成了几条"))


class Confirmed(serializers.Serializer):
    confirmed = serializers.ListField(child=serializers.IntegerField())
    set_aside = serializers.ListField(child=serializers.IntegerField(), help_text=_("这段时间已记过别的时长"))
    passed_on = serializers.ListField(
        child=serializers.IntegerField(), help_text=_("这一天太长，或超过组织的额度，要由上级确认")
    )
    held = serializers.ListField(child=serializers.IntegerField(), help_text=_("有疑点，部门先查"))


class Rejected(serializers.Serializer):
    rejected = serializers.ListField(child=serializers.IntegerField())


@extend_schema_view(
    list=extend_schema(summary=_("归我处理的时长，不写状态就是待确认的")),
    retrieve=extend_schema(summary=_("一条时长")),
)
class HourViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = HourRecord.objects.none()
    serializer_class = DecidableSerializer
    filterset_class = HourFilter
    lookup_value_converter = "int"
    page_by = "served_on"
    page_shows = staticmethod(shown)

    def get_queryset(self):
        if self.action == "note_anew":
            return shown(HourRecord.objects.notable_anew_by(self.request.user))
        records = HourRecord.objects.decidable_by(self.request.user)
        if self.action != "list":
            return shown(records)
        return records if self.request.query_params.get("state") else records.pending()

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

    @extend_schema(
        summary=_("退回或作废以后，按对的时间重记；等另一位管理员确认"), request=TimesInput, responses=Noted
    )
    @action(detail=True, methods=["post"], url_path="note-anew", url_name="note-anew")
    def note_anew(self, request, pk):
        record, sent = self.get_object(), read(TimesInput, request)
        mark = Mark(record.signup_id, sent["came_at"], sent["left_at"])
        return Response({"noted": note_anew(record, mark, by=request.user)})

    @extend_schema(summary=_("作废"), request=Reason)
    @action(detail=True, methods=["post"])
    def void(self, request, pk):
        void_hours(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(self.get_serializer(self.get_object()).data)
