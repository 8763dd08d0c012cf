"""What both sides say of a shift, and reading it before anyone else does."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.activities.models import Signup
from apps.core.api import Chosen, Input, Reason, RowKey, chosen_from, read
from apps.organizations.models import Organization
from apps.recognition.actions import (
    Said,
    evaluate_organization,
    evaluate_volunteers,
    hold_evaluation,
    show_evaluations,
)
from apps.recognition.models import Evaluation


class EvaluationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Evaluation
        fields = [
            *["id", "signup", "organization", "side", "stars", "words", "attendance", "made_at"],
            *["state", "reason"],
        ]


class OwnEvaluationInput(Input):
    signup = RowKey(Signup.objects.cared_for_by, help_text=_("哪一次报名"))
    stars = serializers.IntegerField(min_value=1, max_value=5)
    words = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


@extend_schema_view(list=extend_schema(summary=_("我写的和写我的评价")))
class MyEvaluationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Evaluation.objects.none()
    serializer_class = EvaluationSerializer
    page_by, page_descending = "made_at", True

    def get_queryset(self):
        return Evaluation.objects.cared_for_by(self.request.user)

    @extend_schema(
        summary=_("评价一班服务"), request=OwnEvaluationInput, responses={201: EvaluationSerializer}
    )
    def create(self, request):
        sent = read(OwnEvaluationInput, request)
        made = evaluate_organization(sent.pop("signup"), by=request.user, **sent)
        return Response(EvaluationSerializer(made).data, status=status.HTTP_201_CREATED)


class EvaluatedPersonInput(Input):
    signup = RowKey(Signup.objects.managed_by, help_text=_("谁的哪一次报名"))
    stars = serializers.IntegerField(min_value=1, max_value=5)
    attendance = serializers.ChoiceField(choices=Evaluation.Attendance.choices, default="full")
    words = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class EvaluatedPeopleInput(Input):
    organization = RowKey(Organization.objects.managed_by)
    people = serializers.ListField(child=EvaluatedPersonInput(), min_length=1, max_length=200)


@extend_schema_view(list=extend_schema(summary=_("我的组织写的评价")))
class EvaluationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Evaluation.objects.none()
    serializer_class = EvaluationSerializer
    page_by, page_descending = "made_at", True

    def get_queryset(self):
        return Evaluation.objects.managed_by(self.request.user)

    @extend_schema(
        summary=_("评价来过的志愿者"),
        request=EvaluatedPeopleInput,
        responses={201: EvaluationSerializer(many=True)},
    )
    def create(self, request):
        sent = read(EvaluatedPeopleInput, request)
        lines = [Said(**one) for one in sent["people"]]
        made = evaluate_volunteers(sent["organization"], lines, by=request.user)
        return Response(EvaluationSerializer(made, many=True).data, status=status.HTTP_201_CREATED)


class WaitingEvaluationSerializer(serializers.ModelSerializer):
    """Without who wrote it."""

    class Meta:
        model = Evaluation
        fields = ["id", "organization", "stars", "words", "made_at", "state", "reason"]


@extend_schema_view(list=extend_schema(summary=_("归我审核的评价")))
class WaitingEvaluationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Evaluation.objects.none()
    serializer_class = WaitingEvaluationSerializer
    lookup_value_converter = "int"
    page_by = "made_at"

    def get_queryset(self):
        return Evaluation.objects.moderated_by(self.request.user)

    @extend_schema(summary=_("公开一批"), request=Chosen, responses=WaitingEvaluationSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None)
    def show(self, request):
        ids = read(Chosen, request)["ids"]
        show_evaluations(chosen_from(self.get_queryset(), ids), by=request.user)
        shown = Evaluation.objects.filter(pk__in=set(ids)).order_by("pk")
        return Response(WaitingEvaluationSerializer(shown, many=True).data)

    @extend_schema(summary=_("不公开"), request=Reason, responses=WaitingEvaluationSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request, pk):
        held = hold_evaluation(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(WaitingEvaluationSerializer(held).data)
