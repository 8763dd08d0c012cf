"""The queue of an office: who waits for a look at their document. The full number is shown on the page only."""

import django_filters
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.core.api import Chosen, Reason, chosen_from, read
from apps.organizations.models import governed_codes
from apps.regions.api import RegionCodeFilter
from apps.regions.models import Region
from apps.registration.actions import (
    ask_for_correction,
    hand_over,
    make_change,
    pass_identity,
    refuse_identity,
)
from apps.registration.models import IdentityCase
from apps.registration.waiting import waits_within


class ChangesTo(serializers.Serializer):
    name = serializers.CharField(source="masked_name")
    document_type = serializers.CharField()
    document = serializers.CharField(source="masked_number")
    sex = serializers.IntegerField()
    age = serializers.IntegerField()


class CaseSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    document_type = serializers.CharField(source="volunteer.document_type")
    document = serializers.CharField(source="volunteer.masked_document")
    sex = serializers.IntegerField(source="volunteer.sex")
    age = serializers.IntegerField(source="volunteer.age")
    region = serializers.CharField(source="region_id")
    has_file = serializers.BooleanField(help_text=_("同一证件已有通过核验的档案"))
    has_rival = serializers.BooleanField(help_text=_("还有别人用同一证件等核验"))
    has_namesake = serializers.BooleanField(help_text=_("有同名同生日、证件不同的已通过的人"))
    changes_to = ChangesTo(source="new_identity", allow_null=True, help_text=_("更正成什么；别的种类是空的"))

    class Meta:
        model = IdentityCase
        fields = [
            *[
                "id",
                "kind",
                "story",
                "name",
                "document_type",
                "document",
                "sex",
                "age",
                "region",
                "state",
                "submitted_at",
            ],
            *["decided_at", "reason", "has_file", "has_rival", "has_namesake", "changes_to"],
        ]


class CaseFilter(django_filters.FilterSet):
    region = RegionCodeFilter(
        field_name="region__code", lookup_expr="startswith", help_text=_("在这个地区里")
    )
    kind = django_filters.ChoiceFilter(choices=IdentityCase.Kind.choices, help_text=_("种类"))
    state = django_filters.ChoiceFilter(choices=IdentityCase.State.choices, help_text=_("状态"))

    class Meta:
        model = IdentityCase
        fields = ["region", "kind", "state"]


class Settled(serializers.Serializer):
    passed = serializers.ListField(child=serializers.IntegerField())
    set_aside = serializers.ListField(
        child=serializers.IntegerField(), help_text=_("证件号码重复，要一份一份看")
    )


def shown(cases):
    return cases.with_rivals().select_related("volunteer")


@extend_schema_view(
    list=extend_schema(summary=_("归我核验的身份")), retrieve=extend_schema(summary=_("一份身份核验"))
)
class CaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = IdentityCase.objects.none()
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    lookup_value_converter = "int"
    page_by = "submitted_at"
    page_shows = staticmethod(shown)

    def get_queryset(self):
        mine = IdentityCase.objects.decidable_by(self.request.user)
        return mine if self.action == "list" else shown(mine)

    @extend_schema(summary=_("通过选中的"), request=Chosen, responses=Settled)
    @action(detail=False, methods=["post"], url_path="pass", url_name="pass", filterset_class=None)
    def let_pass(self, request):
        cases = chosen_from(IdentityCase.objects.decidable_by(request.user), read(Chosen, request)["ids"])
        return Response(Settled(pass_identity(cases, by=request.user)).data)

    @extend_schema(summary=_("退回"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        case = self.get_object()
        refuse_identity(case, by=request.user, reason=read(Reason, request)["reason"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("请本人改一处，改好回到原来的位置"), request=Reason)
    @action(detail=True, methods=["post"])
    def ask(self, request, pk):
        ask_for_correction(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("更正姓名、证件"), request=None)
    @action(detail=True, methods=["post"])
    def change(self, request, pk):
        make_change(self.get_object(), by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("是同一个人，把原来的档案移交给他"), request=None)
    @action(detail=True, methods=["post"], url_path="hand-over", url_name="hand-over")
    def give_over(self, request, pk):
        hand_over(self.get_object(), by=request.user)
        return Response(self.get_serializer(self.get_object()).data)


class WaitSerializer(serializers.Serializer):
    region = serializers.CharField(source="region.pk")
    region_name = serializers.CharField(source="region.name")
    waiting = serializers.IntegerField(help_text=_("在等的"))
    oldest = serializers.DateTimeField(allow_null=True, help_text=_("等得最久的是什么时候交的"))
    late = serializers.IntegerField(help_text=_("在等的里面超过期限的"))
    decided = serializers.IntegerField(help_text=_("最近办完的"))
    median_hours = serializers.IntegerField(allow_null=True, help_text=_("等待的中位数；太少就不算"))
    late_share = serializers.IntegerField(allow_null=True, help_text=_("办完的里面超期的百分比"))


class WaitsView(APIView):
    """How long people wait in a region of one's offices, and in each one below it."""

    @extend_schema(summary=_("核验等了多久"), responses=WaitSerializer(many=True))
    def get(self, request, code):
        if not any(code.startswith(own) for own in governed_codes(request.user, "reviews_identities")):
            raise Http404
        region = get_object_or_404(Region, pk=code)
        return Response(WaitSerializer(waits_within(region), many=True).data)


router = SimpleRouter(use_regex_path=False)
router.register("identity-cases", CaseViewSet, basename="case")
urlpatterns = [path("regions/<str:code>/identity-waits/", WaitsView.as_view(), name="waits"), *router.urls]
