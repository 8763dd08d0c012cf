"""What is said differently in published notices, and the reviewer's word on it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities import actions
from apps.activities.api.manage import ActivityInput
from apps.activities.models import Activity, Change
from apps.core.api import Reason, read


class PublishedInput(ActivityInput):
    """What may be said differently; what is not sent stays. Another place in the map of regions is another notice."""

    region = None

    class Meta(ActivityInput.Meta):
        fields = [name for name in ActivityInput.Meta.fields if name not in {"region", "is_hazardous"}]

    def get_fields(self):
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class ChangeSerializer(serializers.ModelSerializer):
    activity_title = serializers.CharField(source="activity.title")
    values = serializers.JSONField(help_text=_("每一项想改成什么"))

    class Meta:
        model = Change
        fields = ["id", "activity", "activity_title", "values", "state", "proposed_at", "reason"]


class ChangeAnswerSerializer(serializers.Serializer):
    waiting = ChangeSerializer(allow_null=True, help_text=_("要审核的那些；空着就是都已经改好"))


class PublishedActivityViewSet(viewsets.GenericViewSet):
    queryset = Activity.objects.none()
    lookup_value_converter = "int"

    def get_queryset(self):
        return Activity.objects.managed_by(self.request.user).select_related("organization")

    @extend_schema(
        summary=_("改招募中的活动：联系方式、地点和错别字马上改，别的等审核"),
        request=PublishedInput,
        responses=ChangeAnswerSerializer,
    )
    @action(detail=True, methods=["post"])
    def change(self, request, pk):
        values = dict(read(PublishedInput, request))
        if "residents_of" in values:
            region = values.pop("residents_of")
            values["residents_of_id"] = region and region.pk
        change = actions.change_published(self.get_object(), values=values, by=request.user)
        return Response(ChangeAnswerSerializer({"waiting": change}).data)


@extend_schema_view(list=extend_schema(summary=_("归我审核的修改")))
class ChangeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Change.objects.none()
    serializer_class = ChangeSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        return Change.objects.waiting().reviewable_by(self.request.user).select_related("activity")

    @extend_schema(summary=_("采用修改"), request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        return self.answer(actions.accept_change(self.get_object(), by=request.user))

    @extend_schema(summary=_("不采用修改"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        reason = read(Reason, request)["reason"]
        return self.answer(actions.refuse_change(self.get_object(), reason=reason, by=request.user))

    def answer(self, change):
        return Response(self.get_serializer(Change.objects.select_related("activity").get(pk=change.pk)).data)


router = SimpleRouter(use_regex_path=False)
router.register("managed-activities", PublishedActivityViewSet, basename="published-activity")
router.register("activity-changes", ChangeViewSet, basename="activity-change")
urlpatterns = router.urls
