"""Notices at their association for programs: settling them, taking them down, answering objections."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, Reason, read
from apps.stars import actions
from apps.stars.models import StarCandidate, StarNotice, StarObjection


class StarNoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = StarNotice
        fields = [
            *["id", "organization", "opened_at", "until", "state", "document_number", "reason", "ended_at"],
        ]


class StarSettleInput(Input):
    document_number = serializers.CharField(
        max_length=40,
        required=False,
        default="",
        allow_blank=True,
        help_text=_("认定文件的文号；给先放一放的人补认定时不用写"),
    )


class StarSettledSerializer(serializers.Serializer):
    recognized = serializers.ListField(child=serializers.IntegerField())
    held = serializers.ListField(child=serializers.IntegerField(), help_text=_("先放一放的"))
    dropped = serializers.ListField(child=serializers.IntegerField(), help_text=_("时长不够了的"))


@extend_schema_view(
    list=extend_schema(summary=_("我的协会的公示")), retrieve=extend_schema(summary=_("我的协会的一次公示"))
)
class KeptStarNoticeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = StarNotice.objects.none()
    serializer_class = StarNoticeSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return StarNotice.objects.kept_by(self.request.user)

    @extend_schema(
        summary=_("认定公示过的，或者给先放一放的补认定"),
        request=StarSettleInput,
        responses=StarSettledSerializer,
    )
    @action(detail=True, methods=["post"])
    def settle(self, request, pk):
        one = self.get_object()
        done = actions.settle_notice(one, by=request.user, **read(StarSettleInput, request))
        return Response(StarSettledSerializer(done).data)

    @extend_schema(summary=_("撤下公示"), request=Reason, responses=StarNoticeSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        one = self.get_object()
        made = actions.withdraw_notice(one, by=request.user, **read(Reason, request))
        return Response(StarNoticeSerializer(made).data)


class KeptStarCandidateSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")

    class Meta:
        model = StarCandidate
        fields = ["id", "notice", "volunteer", "name", "number", "level", "state", "reason", "decided_at"]


@extend_schema_view(list=extend_schema(summary=_("我的协会公示过的人")))
class KeptStarCandidateViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarCandidate.objects.none()
    serializer_class = KeptStarCandidateSerializer
    page_descending = True

    def get_queryset(self):
        kept = StarNotice.objects.kept_by(self.request.user)
        rows = StarCandidate.objects.filter(notice__in=kept).select_related("volunteer")
        return rows.defer("volunteer__document_number")


class StarObjectionSerializer(serializers.ModelSerializer):
    """For the association: who objected is not in it."""

    class Meta:
        model = StarObjection
        fields = ["id", "candidate", "words", "made_at", "state", "answer", "answered_at"]


class StarAnswerInput(Input):
    upholds = serializers.BooleanField(help_text=_("true 这次不认定，false 照常认定"))
    answer = serializers.CharField(max_length=300, help_text=_("核实的情况，本人也看得到"))


@extend_schema_view(list=extend_schema(summary=_("对我的协会的公示提的异议")))
class StarObjectionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarObjection.objects.none()
    serializer_class = StarObjectionSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return StarObjection.objects.answerable_by(self.request.user)

    @extend_schema(summary=_("答复异议"), request=StarAnswerInput, responses=StarObjectionSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk):
        one = self.get_object()
        made = actions.answer_objection(one, by=request.user, **read(StarAnswerInput, request))
        return Response(StarObjectionSerializer(made).data)


router = SimpleRouter(use_regex_path=False)
router.register("kept-star-notices", KeptStarNoticeViewSet, basename="kept-star-notice")
router.register("kept-star-candidates", KeptStarCandidateViewSet, basename="kept-star-candidate")
router.register("star-objections", StarObjectionViewSet, basename="star-objection")
urlpatterns = router.urls
