"""Rosters that schools and units hand in, and what people answer."""

from django.core.exceptions import ValidationError as ModelProblem
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, read
from apps.core.files_api import FileParser
from apps.core.tables import read_table
from apps.organizations.api.workbench import AtWorkbench
from apps.registration.actions import (
    accept_entry,
    begin_roster,
    hand_in_roster,
    refuse_entry,
    take_off_roster,
)
from apps.registration.models import Roster, RosterEntry, RosterProblem


class RosterSerializer(serializers.ModelSerializer):
    wrong = serializers.IntegerField(help_text=_("要改的行数"))

    class Meta:
        model = Roster
        fields = ["id", "handed_in_at", "state", "rows", "read", "taken", "repeated", "wrong"]


class ProblemSerializer(serializers.ModelSerializer):
    class Meta:
        model = RosterProblem
        fields = ["line", "reason"]


class RosterInput(Input):
    table = serializers.FileField(
        allow_empty_file=True,
        error_messages={"invalid": _("这里要一个文件。"), "no_name": _("这个文件没有名字。")},
        help_text=_("XLSX或者CSV，第一行是标题；按标题认列"),
    )
    declared = serializers.BooleanField(help_text=_("名单上的人，孩子还有监护人，都知道也同意"))


class EntrySerializer(serializers.ModelSerializer):
    document = serializers.CharField(source="masked_document", help_text=_("遮住的证件号码"))

    class Meta:
        model = RosterEntry
        fields = ["id", "name", "document", "stage", "grade", "class_name", "expires_on"]


@extend_schema_view(
    list=extend_schema(summary=_("交过的名单")), retrieve=extend_schema(summary=_("读到哪里了"))
)
class RosterViewSet(AtWorkbench, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Roster.objects.none()
    serializer_class = RosterSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "handed_in_at", True

    def get_queryset(self):
        return Roster.objects.filter(organization=self.place()).defer("sheet")

    def get_parsers(self):
        return [FileParser()] if self.request and self.request.method == "POST" else super().get_parsers()

    @extend_schema(
        summary=_("交一张名单，在后台读；只是请人确认"),
        request={"multipart/form-data": RosterInput},
        responses={201: RosterSerializer},
    )
    def create(self, request, organization):
        place = self.place()
        sent = read(RosterInput, request)
        try:
            table = read_table(sent["table"])
        except ModelProblem as problem:
            raise serializers.ValidationError({"table": problem.messages}) from None
        roster = hand_in_roster(place, table=table, by=request.user)
        roster = begin_roster(roster, columns=roster.columns, has_declared=sent["declared"], by=request.user)
        return Response(RosterSerializer(roster).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("要改的行，最前面的1000行"), responses=ProblemSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def problems(self, request, organization, pk):
        return Response(ProblemSerializer(self.get_object().problems.order_by("line")[:1000], many=True).data)


@extend_schema_view(list=extend_schema(summary=_("还没确认的人；在不在平台上，这里不说")))
class UnconfirmedViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = RosterEntry.objects.none()
    serializer_class = EntrySerializer
    lookup_value_converter = "int"
    page_by = "group"

    def get_queryset(self):
        return RosterEntry.objects.unconfirmed().filter(organization=self.place()).defer("phone")

    @extend_schema(summary=_("从名单里去掉"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request, organization, pk):
        take_off_roster(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProposalSerializer(serializers.ModelSerializer):
    volunteer = serializers.IntegerField(source="volunteer_id", help_text=_("说的是谁：自己，或者孩子"))
    organization_name = serializers.CharField(source="organization.name")

    class Meta:
        model = RosterEntry
        fields = [
            *["id", "volunteer", "organization", "organization_name"],
            *["identity", "stage", "grade", "class_name", "student_number"],
        ]


class Agreement(Input):
    beside = serializers.BooleanField(default=False, help_text=_("原来的学校、单位也还在"))


@extend_schema_view(list=extend_schema(summary=_("学校、单位说我或者孩子在那里，等我确认")))
class ProposalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = RosterEntry.objects.none()
    serializer_class = ProposalSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        return RosterEntry.objects.answerable_by(self.request.user).select_related("organization")

    @extend_schema(summary=_("是的，在那里"), request=Agreement, responses={204: None})
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        accept_entry(self.get_object(), by=request.user, **read(Agreement, request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("不在那里"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        refuse_entry(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


BASE = "managed-organizations/<int:organization>"
router = SimpleRouter(use_regex_path=False)
router.register(f"{BASE}/rosters", RosterViewSet, basename="handed-in-roster")
router.register(f"{BASE}/unconfirmed", UnconfirmedViewSet, basename="unconfirmed")
router.register("me/proposals", ProposalViewSet, basename="proposal")
urlpatterns = router.urls
