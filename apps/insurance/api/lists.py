"""Lists for insurers: who is on them, their files, and what the insurer said."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.accounts.recent import needs_recent_sign_in
from apps.core.api import Input, read
from apps.insurance import actions
from apps.insurance.models import Cover, Delivery, DeliveryLine
from apps.insurance.taking_out import hand_out


def mine(user):
    return Delivery.objects.filter(policy__in=actions.writable_by(user))


class DeliverySerializer(serializers.ModelSerializer):
    class Meta:
        model = Delivery
        fields = ["id", "policy", "day", "kind", "key", "rows", "state", "made_at", "answered_at"]


class AcceptInput(Input):
    from_day = serializers.DateField(help_text=_("从哪天起生效"))


class VerdictInput(Input):
    number = serializers.CharField(max_length=12, help_text=_("志愿者编号"))
    from_day = serializers.DateField(
        required=False, allow_null=True, default=None, help_text=_("承保的写生效日期，不承保的不写")
    )
    insurer_number = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    reason = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text=_("不承保的写原因")
    )


class VerdictsInput(Input):
    answers = VerdictInput(many=True, min_length=1, max_length=1000)

    def validate_answers(self, answers):
        if len({one["number"] for one in answers}) < len(answers):
            raise serializers.ValidationError(_("同一个编号只能写一次。"))
        return answers


class RecordedSerializer(serializers.Serializer):
    recorded = serializers.IntegerField()


@extend_schema_view(
    list=extend_schema(summary=_("交给保险公司的名单")), retrieve=extend_schema(summary=_("一份名单"))
)
class DeliveryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return mine(self.request.user).select_related("policy")

    @extend_schema(summary=_("再交一次"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def send(self, request, pk):
        actions.hand_over_again(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("记下：全部承保"), request=AcceptInput, responses=RecordedSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        delivery, sent = self.get_object(), read(AcceptInput, request)
        count = actions.accept_all(delivery, from_day=sent["from_day"], by=request.user)
        return Response({"recorded": count})

    @extend_schema(summary=_("记下按人的答复"), request=VerdictsInput, responses=RecordedSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk):
        delivery, sent = self.get_object(), read(VerdictsInput, request)
        verdicts = [actions.Verdict(**one) for one in sent["answers"]]
        return Response({"recorded": actions.record_answers(delivery, verdicts, by=request.user)})

    @extend_schema(
        summary=_("这份名单的文件，要刚登录过"),
        request=None,
        responses={(200, "text/csv"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["post"])
    @needs_recent_sign_in
    def file(self, request, pk):
        return hand_out(self.get_object(), by=request.user)


class LineSerializer(serializers.ModelSerializer):
    """Somebody on a list, masked."""

    number = serializers.CharField(source="cover.volunteer.number", help_text=_("志愿者编号"))
    name = serializers.CharField(source="cover.volunteer.masked_name", help_text=_("遮住一部分"))
    region = serializers.CharField(source="cover.volunteer.region_id")
    state = serializers.ChoiceField(source="cover.state", choices=Cover.State.choices)
    reason = serializers.CharField(source="cover.reason")

    class Meta:
        model = DeliveryLine
        fields = ["id", "number", "name", "region", "state", "reason"]


@extend_schema_view(list=extend_schema(summary=_("名单上的人")))
class LineViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = DeliveryLine.objects.none()
    serializer_class = LineSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        held = get_object_or_404(mine(self.request.user), pk=self.kwargs["delivery"])
        lines = held.lines.select_related("cover__volunteer", "cover__policy")
        return lines.defer("cover__volunteer__document_number")

    @extend_schema(summary=_("没有承保的，再报一次"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def again(self, request, delivery, pk):
        actions.ask_again(self.get_object().cover, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


router = SimpleRouter(use_regex_path=False)
router.register("insurance-lists", DeliveryViewSet, basename="insurance-list")
router.register("insurance-lists/<int:delivery>/people", LineViewSet, basename="insurance-list-person")
urlpatterns = router.urls
