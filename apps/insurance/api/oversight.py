"""Policies of organisations, as the office above them meets them: looked at before they count, and stopped where nobody
else does."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Reason, read
from apps.insurance import actions
from apps.insurance.api.contacts import WithContacts
from apps.insurance.api.policies import PolicySerializer, with_all
from apps.insurance.models import Policy


@extend_schema_view(list=extend_schema(summary=_("等我核对的组织保单")))
class WaitingPolicyViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Policy.objects.none()
    serializer_class = PolicySerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        rows = Policy.objects.checkable_by(self.request.user).filter(state=Policy.State.CHECKING)
        return with_all(rows)

    def answer(self, policy):
        """It does not wait here any more."""
        return Response(self.get_serializer(with_all(Policy.objects.filter(pk=policy.pk)).get()).data)

    @extend_schema(summary=_("核对过了"), request=None)
    @action(detail=True, methods=["post"], url_path="pass", url_name="pass")
    def let_pass(self, request, pk):
        return self.answer(actions.pass_policy(self.get_object(), by=request.user))

    @extend_schema(summary=_("退回去改"), request=Reason)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request, pk):
        reason = read(Reason, request)["reason"]
        return self.answer(actions.return_policy(self.get_object(), reason=reason, by=request.user))


@extend_schema_view(
    list=extend_schema(summary=_("下面的组织交来过的保单")),
    retrieve=extend_schema(summary=_("组织交来过的一份保单")),
)
class OverseenPolicyViewSet(
    WithContacts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    queryset = Policy.objects.none()
    serializer_class = PolicySerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return with_all(Policy.objects.overseen_by(self.request.user))

    def answer(self):
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("停用组织的保单，由部门来停"), request=Reason)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        actions.withdraw_policy(self.get_object(), reason=read(Reason, request)["reason"], by=request.user)
        return self.answer()


router = SimpleRouter(use_regex_path=False)
router.register("policies-to-check", WaitingPolicyViewSet, basename="policy-to-check")
router.register("overseen-policies", OverseenPolicyViewSet, basename="overseen-policy")
urlpatterns = router.urls
