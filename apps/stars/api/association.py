"""Lists of an association for programs: who waits, whose hours are not enough any more, what was recognised."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Chosen, chosen_from, read
from apps.organizations.models import Organization
from apps.stars import actions
from apps.stars.api.mine import RecognitionSerializer
from apps.stars.models import Recognition, StarStanding
from apps.stars.reasons import reasons_of


class AtAssociation:
    """Lists of an association, for its own people; for everybody else and every other organisation they are not there."""

    def association(self):
        mine = Organization.objects.managed_by(self.request.user).filter(kind__recognizes_stars=True)
        return get_object_or_404(mine.select_related("kind"), pk=self.kwargs["organization"])


class WaitingListSerializer(serializers.ListSerializer):
    """Asks once for the whole page who has a reason to wait."""

    def to_representation(self, data):
        rows = list(data)
        self.child.reasons = reasons_of([row.pk for row in rows])
        return super().to_representation(rows)


class WaitingSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="volunteer_id")
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")
    region = serializers.CharField(source="volunteer.region_id")
    reasons = serializers.SerializerMethodField(help_text=_("为什么还不能认定；没有就是可以"))

    class Meta:
        model = StarStanding
        list_serializer_class = WaitingListSerializer
        fields = [
            "id",
            "name",
            "number",
            "region",
            "minutes",
            "reached",
            "reached_on",
            "recognized",
            "reasons",
        ]

    def get_reasons(self, row) -> list[str]:
        return self.reasons.get(row.pk, [])


class NoticeInput(Chosen):
    length = serializers.IntegerField(
        required=False, min_value=1, max_value=1000, help_text=_("公示多少天；不写按平台规则")
    )


class NoticedSerializer(serializers.Serializer):
    notice = serializers.IntegerField(source="notice.pk")
    noticed = serializers.ListField(child=serializers.IntegerField())
    own = serializers.ListField(child=serializers.IntegerField(), help_text=_("自己的，请同事来认定"))
    wait = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text=_("还不能认定的人，和原因")
    )


@extend_schema_view(list=extend_schema(summary=_("等这个协会认定的星级")))
class WaitingViewSet(AtAssociation, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarStanding.objects.none()
    serializer_class = WaitingSerializer
    page_by = "reached_on"

    def get_queryset(self):
        waiting = StarStanding.objects.recognizable_by(self.association())
        return waiting.select_related("volunteer").defer("volunteer__document_number")

    @extend_schema(summary=_("公示选中的"), request=NoticeInput, responses=NoticedSerializer)
    @action(detail=False, methods=["post"])
    def notice(self, request, organization):
        association, sent = self.association(), read(NoticeInput, request)
        standings = chosen_from(StarStanding.objects.recognizable_by(association), sent["ids"])
        done = actions.open_notice(
            standings, by=request.user, organization=association, length=sent.get("length")
        )
        return Response(NoticedSerializer(done).data)


class FallenSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="volunteer_id")
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")
    region = serializers.CharField(source="volunteer.region_id")

    class Meta:
        model = StarStanding
        fields = ["id", "name", "number", "region", "minutes", "reached", "recognized"]


class KeepInput(Chosen):
    reason = serializers.CharField(max_length=200)
    until = serializers.DateField(help_text=_("保留到哪天"))


class WithdrawalInput(Chosen):
    reason = serializers.CharField(max_length=200)
    document_number = serializers.CharField(max_length=40, help_text=_("取消的文号"))


class DecidedSerializer(serializers.Serializer):
    decided = serializers.ListField(child=serializers.IntegerField())


@extend_schema_view(list=extend_schema(summary=_("认定过、现在时长不够了，由这个协会来定的")))
class FallenViewSet(AtAssociation, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarStanding.objects.none()
    serializer_class = FallenSerializer

    def get_queryset(self):
        fallen = StarStanding.objects.fallen_at(self.association())
        return fallen.select_related("volunteer").defer("volunteer__document_number")

    def _decided(self, act, kind):
        association, sent = self.association(), read(kind, self.request)
        chosen = chosen_from(StarStanding.objects.fallen_at(association), sent.pop("ids"))
        done = act(chosen, by=self.request.user, organization=association, **sent)
        return Response(DecidedSerializer({"decided": done}).data)

    @extend_schema(summary=_("先保留到一天"), request=KeepInput, responses=DecidedSerializer)
    @action(detail=False, methods=["post"])
    def keep(self, request, organization):
        return self._decided(actions.keep_stars, KeepInput)

    @extend_schema(summary=_("取消认定"), request=WithdrawalInput, responses=DecidedSerializer)
    @action(detail=False, methods=["post"])
    def withdraw(self, request, organization):
        return self._decided(actions.withdraw_stars, WithdrawalInput)


@extend_schema_view(list=extend_schema(summary=_("这个协会认定过的，和别的协会在它的地区认定过的")))
class RecognitionViewSet(AtAssociation, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Recognition.objects.none()
    serializer_class = RecognitionSerializer
    page_descending = True

    def get_queryset(self):
        done = Recognition.objects.seen_by(self.association())
        return done.select_related("volunteer").defer("volunteer__document_number")


router = SimpleRouter(use_regex_path=False)
router.register("associations/<int:organization>/stars", WaitingViewSet, basename="waiting-star")
router.register("associations/<int:organization>/fallen-stars", FallenViewSet, basename="fallen-star")
router.register("associations/<int:organization>/recognitions", RecognitionViewSet, basename="recognition")
urlpatterns = router.urls
