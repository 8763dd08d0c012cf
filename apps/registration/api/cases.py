"""The queue of an office: who waits for a look at their document. The full number is shown on the page only."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Chosen, Reason, chosen_from, read
from apps.regions.api import RegionCodeFilter
from apps.registration.actions import pass_identity, refuse_identity
from apps.registration.models import IdentityCase


class CaseSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    document_type = serializers.CharField(source="volunteer.document_type")
    document = serializers.CharField(source="volunteer.masked_document")
    sex = serializers.IntegerField(source="volunteer.sex")
    age = serializers.IntegerField(source="volunteer.age")
    region = serializers.CharField(source="region_id")
    has_file = serializers.BooleanField(help_text=_("同一证件已有通过核验的档案"))
    has_rival = serializers.BooleanField(help_text=_("还有别人用同一证件等核验"))

    class Meta:
        model = IdentityCase
        fields = [
            *["id", "name", "document_type", "document", "sex", "age", "region", "state", "submitted_at"],
            *["decided_at", "reason", "has_file", "has_rival"],
        ]


class CaseFilter(django_filters.FilterSet):
    region = RegionCodeFilter(
        field_name="region__code", lookup_expr="startswith", help_text=_("在这个地区里")
    )
    state = django_filters.ChoiceFilter(choices=IdentityCase.State.choices, help_text=_("状态"))

    class Meta:
        model = IdentityCase
        fields = ["region", "state"]


class Settled(serializers.Serializer):
    passed = serializers.ListField(child=serializers.IntegerField())
    set_aside = serializers.ListField(
        child=serializers.IntegerField(), help_text=_("证件号码重复，要一份一份看")
    )


@extend_schema_view(
    list=extend_schema(summary=_("归我核验的身份")), retrieve=extend_schema(summary=_("一份身份核验"))
)
class CaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = IdentityCase.objects.none()
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    lookup_value_converter = "int"
    page_by = "submitted_at"

    def get_queryset(self):
        mine = IdentityCase.objects.decidable_by(self.request.user)
        return mine.with_rivals().select_related("volunteer")

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


router = SimpleRouter(use_regex_path=False)
router.register("identity-cases", CaseViewSet, basename="case")
urlpatterns = router.urls
