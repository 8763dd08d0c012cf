"""The reviewer's queue of notices."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import publish_activity, return_activity
from apps.activities.api.manage import ManagedActivitySerializer
from apps.activities.forms import PublishForm
from apps.activities.models import Activity
from apps.core.api import Input, Reason, read
from apps.regions.api import RegionCodeFilter


class ReviewFilter(django_filters.FilterSet):
    region = RegionCodeFilter(method="in_region", help_text=_("在这个地区里"))
    state = django_filters.ChoiceFilter(choices=Activity.State.choices, help_text=_("状态"))

    class Meta:
        model = Activity
        fields = ["region", "state"]

    def in_region(self, activities, _name, code):
        return activities.in_region(code)


class Checked(Input):
    """Who publishes says that none of what may never be published is in it, one by one."""

    checked = serializers.MultipleChoiceField(choices=PublishForm.KINDS, help_text=_("六条都看过，都没问题"))

    def validate_checked(self, checked):
        form = PublishForm({"checked": list(checked)})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors["checked"])
        return checked


@extend_schema_view(
    list=extend_schema(summary=_("归我审核的活动")), retrieve=extend_schema(summary=_("一个要审核的活动"))
)
class ReviewViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Activity.objects.none()
    serializer_class = ManagedActivitySerializer
    filterset_class = ReviewFilter
    lookup_value_converter = "int"
    page_by = "submitted_at"

    def get_queryset(self):
        handed_in = Activity.objects.reviewable_by(self.request.user).handed_in()
        rows = handed_in.select_related("organization", "region").prefetch_related("positions__shifts")
        return rows.defer("contact_phone")

    @extend_schema(summary=_("发布"), request=Checked)
    @action(detail=True, methods=["post"])
    def publish(self, request, pk):
        activity = self.get_object()
        read(Checked, request)
        publish_activity(activity, by=request.user)
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
