"""What a school or unit states of its people, for programs."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.accounts.recent import needs_recent_sign_in
from apps.certificates.actions import issue_statement
from apps.certificates.models import Batch, Certificate
from apps.core import audit, uploads
from apps.core.api import Input, Key, read
from apps.reports.selection import reporting
from apps.reports.statements import papers_of, person_at, statements_of


class StatementSerializer(serializers.ModelSerializer):
    class Meta:
        model = Certificate
        fields = ["id", "number", "volunteer", "since", "until", "minutes", "issued_at", "state"]


class StatedInput(Input):
    volunteer = Key(help_text=_("这个学校、单位的人"))
    purpose = serializers.ChoiceField(choices=Batch.Purpose.choices, help_text=_("用在哪里"))
    since = serializers.DateField()
    until = serializers.DateField()


@extend_schema_view(list=extend_schema(summary=_("这个学校、单位开过的情况说明")))
class StatementViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Certificate.objects.none()
    serializer_class = StatementSerializer
    lookup_value_converter = "int"
    page_descending = True

    def place(self):
        mine = reporting().managed_by(self.request.user)
        return get_object_or_404(mine, pk=self.kwargs["organization"])

    def get_queryset(self):
        return statements_of(self.place()).for_lists()

    @extend_schema(
        summary=_("给一个人开一份：推优入团、入党"),
        request=StatedInput,
        responses={201: StatementSerializer},
    )
    def create(self, request, organization):
        place, sent = self.place(), read(StatedInput, request)
        try:
            held = person_at(place, sent.pop("volunteer"))
        except Http404:
            raise serializers.ValidationError({"volunteer": [_("没有这一个。")]}) from None
        made = issue_statement(held.volunteer, organization=place, by=request.user, **sent)
        return Response(StatementSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary=_("签了名的PDF"), request=None, responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    @action(detail=True, methods=["post"])
    @needs_recent_sign_in
    def file(self, request, organization, pk):
        row = get_object_or_404(papers_of(self.place()), pk=pk)
        audit.note("statement.taken", [row], by=request.user)
        return uploads.answer(row.pdf)


router = SimpleRouter(use_regex_path=False)
router.register("managed-organizations/<int:organization>/statements", StatementViewSet, basename="statement")
urlpatterns = router.urls
