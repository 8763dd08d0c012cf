"""Files that are taken out, for programs: the same road as on the pages, with a second person and an end."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.accounts.recent import needs_recent_sign_in
from apps.core.api import Input, read
from apps.organizations.models import governed_codes
from apps.regions.models import Region
from apps.reports.actions import (
    agree_to_export,
    ask_for_places,
    ask_for_report,
    hand_out,
    refuse_export,
)
from apps.reports.files import CONTENT_TYPES
from apps.reports.models import Export
from apps.reports.periods import Kind, Period
from apps.reports.roster import groups_of
from apps.reports.selection import Selection, reporting
from apps.reports.sums import Goal

FILE = {(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()}


class ExportSerializer(serializers.ModelSerializer):
    period = serializers.SerializerMethodField(help_text=_("一年写成2025，一学年写成2025-2026"))
    group = serializers.CharField(help_text=_("班级或年级；一个地区的，是哪一类学校、单位；空是全部"))
    people = serializers.IntegerField(
        help_text=_("几个人；一个地区的，文件做好以前只数到要不要另一个人同意为止")
    )
    ends_at = serializers.DateTimeField(allow_null=True)
    is_there = serializers.BooleanField(help_text=_("现在能不能下载"))

    class Meta:
        model = Export
        fields = [
            *["id", "organization", "region", "format", "period", "group", "goal", "is_masked"],
            *["needs_second", "state", "why", "people", "total", "done", "asked_at", "ends_at", "is_there"],
        ]

    def get_period(self, export) -> str:
        return Period(export.period, export.year).key


class ExportInput(Input):
    format = serializers.ChoiceField(
        choices=Export.Format.choices,
        help_text=_("CSV里12位以上的号码和0开头的号码后面有一个制表符，这样表格软件不会改它；XLSX没有"),
    )
    period = serializers.CharField(max_length=9, help_text=_("一年写成2025，一学年写成2025-2026"))

    def validate_period(self, key):
        period = Period.of(key)
        if period is None or period.last_day < period.span.first:
            raise serializers.ValidationError(_("没有这样的一段。"))
        return period


class ReportFileInput(ExportInput):
    masked = serializers.BooleanField(default=False, help_text=_("遮住姓名，不给学号"))
    group = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text=_("班级或年级的代码，取自页面上的选项")
    )
    goal = serializers.ChoiceField(choices=Goal.choices, required=False, allow_blank=True)


class RegionFileInput(ExportInput):
    kind = serializers.CharField(
        max_length=60,
        default="",
        allow_blank=True,
        help_text=_("只要哪一类学校、单位，写类型的代码；不写是全部"),
    )

    def validate_period(self, key):
        period = super().validate_period(key)
        if period.kind != Kind.CALENDAR:
            raise serializers.ValidationError(_("部门的合计按自然年。"))
        return period


class WhyInput(Input):
    why = serializers.CharField(max_length=200)


class Exports(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """One's own files of a place; `agree` and `refuse` are for what waits for one's word there."""

    queryset = Export.objects.none()
    serializer_class = ExportSerializer
    lookup_value_converter = "int"
    page_descending = True

    def rows(self):
        return Export.objects.defer("ids", "sums").select_related("organization", "region")

    def get_queryset(self):
        mine = Export.objects.asked_by(self.request.user).filter(pk__in=self.here())
        return self.rows().filter(pk__in=mine.values("pk"))

    def waiting(self, pk):
        rows = Export.objects.agreeable_by(self.request.user).filter(pk__in=self.here_and_below())
        return get_object_or_404(rows, pk=pk)

    def here_and_below(self):
        return self.here()

    def answered(self, export, code=status.HTTP_200_OK):
        return Response(ExportSerializer(export).data, status=code)

    @extend_schema(summary=_("下载"), request=None, responses=FILE)
    @action(detail=True, methods=["post"])
    @needs_recent_sign_in
    def file(self, request, **kwargs):
        return hand_out(self.get_object(), by=request.user)

    @extend_schema(summary=_("等我同意的，同意"), request=None, responses=ExportSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request, pk, **kwargs):
        return self.answered(agree_to_export(self.waiting(pk), by=request.user))

    @extend_schema(summary=_("等我同意的，不同意"), request=WhyInput, responses=ExportSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk, **kwargs):
        return self.answered(refuse_export(self.waiting(pk), by=request.user, **read(WhyInput, request)))


@extend_schema_view(
    list=extend_schema(summary=_("我从这个学校、单位要的文件")),
    retrieve=extend_schema(summary=_("做到哪里了")),
)
class OrganizationExportViewSet(Exports):
    def place(self):
        mine = reporting().managed_by(self.request.user)
        return get_object_or_404(mine, pk=self.kwargs["organization"])

    def here(self):
        return Export.objects.filter(organization=self.place()).values("pk")

    @extend_schema(
        summary=_("要一份报表：少的当场做好，多的在后台做，很多人的全名要另一个人同意"),
        request=ReportFileInput,
        responses={201: ExportSerializer},
    )
    @needs_recent_sign_in
    def create(self, request, organization):
        place, sent = self.place(), read(ReportFileInput, request)
        period, group = sent["period"], sent.get("group", "")
        grades, classes = groups_of(place, period)
        if group and group not in grades | classes:
            raise serializers.ValidationError({"group": [_("没有这一个。")]})
        selection = Selection(place, period, group, sent.get("goal", ""))
        export = ask_for_report(
            selection, by=request.user, file_format=sent["format"], is_masked=sent["masked"]
        )
        return self.answered(export, status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary=_("我从这个地区要的文件")),
    retrieve=extend_schema(summary=_("做到哪里了")),
)
class RegionExportViewSet(Exports):
    def place(self):
        code = self.kwargs["region"]
        if not any(code.startswith(own) for own in governed_codes(self.request.user)):
            raise NotFound
        return get_object_or_404(Region, pk=code)

    def here(self):
        return Export.objects.filter(region=self.place()).values("pk")

    def here_and_below(self):
        code = self.place().pk
        below = Export.objects.filter(organization__region__code__startswith=code)
        return (below | Export.objects.filter(region__code__startswith=code)).values("pk")

    @extend_schema(
        summary=_("要一份学校、单位的合计；很多人的要另一个人同意"),
        request=RegionFileInput,
        responses={201: ExportSerializer},
    )
    @needs_recent_sign_in
    def create(self, request, region):
        place, sent = self.place(), read(RegionFileInput, request)
        which = {"year": sent["period"].year, "kind": sent["kind"]}
        export = ask_for_places(place, by=request.user, file_format=sent["format"], **which)
        return self.answered(export, status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register(
    "managed-organizations/<int:organization>/exports", OrganizationExportViewSet, basename="export"
)
router.register("regions/<str:region>/exports", RegionExportViewSet, basename="region-export")
urlpatterns = router.urls
