"""What people learnt elsewhere: entered from the certificate, and compared with it by a second person."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core import uploads
from apps.core.api import Reason, RowKey, read
from apps.core.files_api import OfferedFile
from apps.training import actions
from apps.training.api.keeping import OwnedInput, refuse_unusable
from apps.training.api.leading import named
from apps.training.api.mine import CompletionSerializer
from apps.training.models import OutsideTraining, Standard
from apps.training.reach import reached_by


class OutsideSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")

    class Meta:
        model = OutsideTraining
        fields = [
            *["id", "name", "number", "standard", "organization", "region", "title", "organizer", "minutes"],
            *["passed_on", "state", "made_at", "decided_at", "reason", "completion"],
        ]


class OutsideInput(OwnedInput):
    number = serializers.CharField(max_length=20, help_text=_("谁学的：志愿者编号"))
    standard = RowKey(Standard.objects.in_force())
    title = serializers.CharField(max_length=50)
    organizer = serializers.CharField(max_length=60, help_text=_("谁办的"))
    minutes = serializers.IntegerField(min_value=1, max_value=60_000)
    passed_on = serializers.DateField()
    proof = OfferedFile(kind="document", help_text=_("结业证书：先传文件，再填它的 id"))

    def validate(self, sent):
        sent = super().validate(sent)
        refuse_unusable(sent)
        owner = {"organization": sent.get("organization"), "region": sent.get("region")}
        sent["volunteer"] = named(reached_by(**owner), sent.pop("number"))
        return sent


@extend_schema_view(list=extend_schema(summary=_("别处学的培训")))
class OutsideViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = OutsideTraining.objects.none()
    serializer_class = OutsideSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "pk", True

    def get_queryset(self):
        user = self.request.user
        decides = self.action in {"record", "refuse"}
        rows = (
            OutsideTraining.objects.decidable_by(user)
            if decides
            else OutsideTraining.objects.managed_by(user)
        )
        return rows.select_related("volunteer", "proof").defer("volunteer__document_number")

    @extend_schema(
        summary=_("登记别处学的培训，等另一个人核对"),
        request=OutsideInput,
        responses={201: OutsideSerializer},
    )
    def create(self, request):
        sent = read(OutsideInput, request)
        made = actions.enter_outside(sent.pop("volunteer"), sent.pop("standard"), by=request.user, **sent)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary=_("看结业证书；谁看过会记下来"),
        request=None,
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "image/jpeg"): OpenApiTypes.BINARY,
        },
    )
    @action(detail=True, methods=["get"])
    def proof(self, request, pk):
        entry = self.get_object()
        if entry.proof is None:
            raise exceptions.NotFound
        actions.note_certificate_seen(entry, by=request.user)
        return uploads.answer(entry.proof)

    @extend_schema(summary=_("和证书一样，记进培训账户"), request=None, responses=CompletionSerializer)
    @action(detail=True, methods=["post"])
    def record(self, request, pk):
        return Response(CompletionSerializer(actions.record_outside(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("和证书不一样，退回"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        reason = read(Reason, request)["reason"]
        refused = actions.refuse_outside(self.get_object(), reason=reason, by=request.user)
        return Response(self.get_serializer(refused).data)


router = SimpleRouter(use_regex_path=False)
router.register("outside-trainings", OutsideViewSet, basename="outside-training")
urlpatterns = router.urls
