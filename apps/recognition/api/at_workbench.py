"""At the workbench of an organisation: whom it has not evaluated yet, and what is said of it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets

from apps.activities.models import Signup
from apps.organizations.api.workbench import AtWorkbench
from apps.recognition.evaluable import days_to_record, open_to_organization, record_by
from apps.recognition.models import Evaluation


class ToEvaluateSerializer(serializers.ModelSerializer):
    signup = serializers.IntegerField(source="pk", help_text=_("评价时写它"))
    number = serializers.CharField(source="volunteer.number", help_text=_("志愿者编号"))
    name = serializers.CharField(source="volunteer.name")
    title = serializers.CharField(source="shift.position.activity.title", help_text=_("活动"))
    position = serializers.CharField(source="shift.position.name")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    record_by = serializers.SerializerMethodField(help_text=_("什么时候前记录好"))

    class Meta:
        model = Signup
        fields = ["signup", "number", "name", "title", "position", "starts_at", "ends_at", "record_by"]

    def get_record_by(self, row) -> str:
        return record_by(row.shift.ends_at, self.context["days_to_record"]).isoformat()


@extend_schema_view(list=extend_schema(summary=_("来过、还没评价的人")))
class ToEvaluateViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Signup.objects.none()
    serializer_class = ToEvaluateSerializer

    def get_queryset(self):
        rows = open_to_organization(self.place(), self.request.user)
        return rows.select_related("volunteer", "shift__position__activity").defer(
            "volunteer__document_number"
        )

    def get_serializer_context(self):
        return super().get_serializer_context() | {"days_to_record": days_to_record()}


class HeardSerializer(serializers.ModelSerializer):
    """Without who wrote it, and to the month only."""

    title = serializers.CharField(source="signup.shift.position.activity.title", help_text=_("活动"))
    month = serializers.DateTimeField(source="made_at", format="%Y-%m", help_text=_("哪个月写的"))

    class Meta:
        model = Evaluation
        fields = ["title", "stars", "words", "month"]


@extend_schema_view(list=extend_schema(summary=_("大家对组织的评价，公开了的")))
class HeardViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Evaluation.objects.none()
    serializer_class = HeardSerializer
    page_by, page_descending = "made_at", True

    def get_queryset(self):
        return Evaluation.objects.heard(self.place()).select_related("signup__shift__position__activity")
