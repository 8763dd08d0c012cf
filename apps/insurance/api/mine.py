"""One's own covers, and what a guardian decides for a child."""

from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.insurance import actions
from apps.insurance.agreeing import agreed
from apps.insurance.api.benefits import BenefitSerializer
from apps.insurance.models import Benefit, Cover
from apps.registration.models import Guardianship


class MyCoverSerializer(serializers.ModelSerializer):
    policy_name = serializers.CharField(source="policy.name")
    insurer = serializers.CharField(source="policy.insurer.name")
    claim_phone = serializers.CharField(source="policy.insurer.claim_phone")
    claim_words = serializers.CharField(source="policy.insurer.claim_words", help_text=_("怎么理赔"))
    covers_travel = serializers.BooleanField(source="policy.covers_travel")
    covers_training = serializers.BooleanField(source="policy.covers_training")
    covers_hazard = serializers.BooleanField(source="policy.covers_hazard")
    benefits = BenefitSerializer(source="policy.benefits", many=True)
    consent_missing = serializers.SerializerMethodField(
        help_text=_("还没有同意把名单交给保险公司，同意以后才会报上去")
    )
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)

    class Meta:
        model = Cover
        fields = [
            *["id", "volunteer", "policy", "policy_name", "insurer", "claim_phone", "claim_words"],
            *["covers_travel", "covers_training", "covers_hazard", "benefits", "state", "consent_missing"],
            *["first_day", "last_day", "insurer_number", "reason"],
        ]

    def get_consent_missing(self, cover) -> bool:
        return cover.state == Cover.State.ELIGIBLE and not cover.is_agreed


@extend_schema_view(list=extend_schema(summary=_("我的保险")))
class MyCoverViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Cover.objects.none()
    serializer_class = MyCoverSerializer
    page_descending = True

    def get_queryset(self):
        """The person's own and those of the children they answer for."""
        rows = Cover.objects.cared_for_by(self.request.user).select_related("policy__insurer")
        benefits = Prefetch("policy__benefits", Benefit.objects.order_by("pk"))
        has_agreed = Exists(agreed().filter(user=OuterRef("volunteer__user")))
        return rows.annotate(is_agreed=has_agreed).prefetch_related(benefits)


class ForChildView(APIView):
    """A guardian decides for a child, addressed by the guardianship as in the list of one's children."""

    act = None

    def post(self, request, pk):
        mine = Guardianship.objects.standing().filter(guardian__user=request.user)
        type(self).act(get_object_or_404(mine, pk=pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(
    post=extend_schema(summary=_("同意把孩子的名单交给保险公司"), request=None, responses={204: None})
)
class AgreeForChildView(ForChildView):
    act = actions.agree_for_child


@extend_schema_view(
    post=extend_schema(summary=_("撤回把孩子的名单交给保险公司"), request=None, responses={204: None})
)
class TakeBackForChildView(ForChildView):
    act = actions.take_back_for_child


router = SimpleRouter(use_regex_path=False)
router.register("me/covers", MyCoverViewSet, basename="my-cover")
urlpatterns = [
    path("me/children/<int:pk>/insurer/agree/", AgreeForChildView.as_view(), name="my-child-insurer-agree"),
    path(
        "me/children/<int:pk>/insurer/take-back/",
        TakeBackForChildView.as_view(),
        name="my-child-insurer-take-back",
    ),
    *router.urls,
]
