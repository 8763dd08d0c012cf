"""Reconciliations for programs of the region's offices: start one, watch it, read what it found."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, read
from apps.quotas import actions
from apps.quotas.api.goals import region_of
from apps.quotas.models import Recompute
from apps.regions.models import Region


class RecomputeSerializer(serializers.ModelSerializer):
    all_chunks = serializers.IntegerField(help_text=_("分成几段"))
    finished_chunks = serializers.IntegerField(help_text=_("算了几段"))
    failed_chunks = serializers.IntegerField(help_text=_("没算成几段"))
    totals = serializers.IntegerField(help_text=_("改正了几个时长合计"))
    stars = serializers.IntegerField(help_text=_("改正了几个星级"))
    goals = serializers.IntegerField(help_text=_("改正了几个年度目标"))

    class Meta:
        model = Recompute
        fields = [
            *["id", "what", "state", "asked_at", "ended_at", "all_chunks", "finished_chunks"],
            *["failed_chunks", "totals", "stars", "goals"],
        ]


class RecomputeInput(Input):
    what = serializers.ChoiceField(Recompute.What.choices, default=Recompute.What.ALL)


@extend_schema_view(
    list=extend_schema(summary=_("全区的重算，新的在前")),
    retrieve=extend_schema(summary=_("一次重算：算到哪里，改正了多少")),
)
class RecomputeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Only for the offices of the autonomous region: it goes through everybody."""

    queryset = Recompute.objects.none()
    serializer_class = RecomputeSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        if region_of(self).level != Region.Level.REGION:
            raise NotFound
        return Recompute.objects.with_results()

    @extend_schema(summary=_("开始重算"), request=RecomputeInput, responses={201: RecomputeSerializer})
    def create(self, request, region):
        runs = self.get_queryset()
        made = actions.start_recompute(by=request.user, **read(RecomputeInput, request))
        answer = RecomputeSerializer(runs.get(pk=made.pk)).data
        return Response(answer, status=status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register("regions/<str:region>/recomputes", RecomputeViewSet, basename="recompute")
urlpatterns = router.urls
