"""The reviewer's queue of notices."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import publish_activity, return_activity
from apps.activities.api.manage import Checked, ManagedActivitySerializer
from apps.activities.models import Activity
from apps.core.api import Reason, read
from apps.regions.api import RegionCodeFilter


class ReviewFilter(django_filters.FilterSet):
    region = RegionCodeFilter(method="in_region", help_text=_("在这个地区里"))
    state = django_filters.ChoiceFilter(choices=Activity.State.choices, help_text=_("状态"))

    class Meta:
        model = Activity
        fields = ["region", "state"]

    def in_region(self, activities, _name, code):
        return activities.in_region(code)


def shown(activities):
    rows = activities.with_phase().select_related("organization", "region")
    return rows.prefetch_related("positions__shifts", "pictures__picture").defer(
        "contact_phone", "contact_email"
    )


@extend_schema_view(
    list=extend_schema(summary=_("归我审核的活动")), retrieve=extend_schema(summary=_("一个要审核的活动"))
)
class ReviewViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Activity.objects.none()
    serializer_class = ManagedActivitySerializer
    filterset_class = ReviewFilter
    lookup_value_converter = "int"
    page_by = "submitted_at"
    page_shows = staticmethod(shown)

    def get_queryset(self):
        handed_in = Activity.objects.reviewable_by(self.request.user).handed_in()
        return handed_in if self.action == "list" else shown(handed_in)

    @extend_schema(summary=_("发布"), request=Checked)
    @action(detail=True, methods=["post"])
    def publish(self, request, pk):
        activity = self.get_object()
        publish_activity(activity, kinds=read(Checked, request)["checked"], by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("退回"), request=Reason)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request, pk):
        activity = self.get_object()
        return_activity(activity, by=request.user, reason=read(Reason, request)["reason"])
        return Response(self.get_serializer(self.get_object()).data)


router = SimpleRouter(use_regex_path=False)
router.register("activity-reviews", ReviewViewSet, basename="review")
urlpatterns = router.urls
