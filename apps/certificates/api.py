"""The same by programs: one's own certificates, batches and seals at a workbench, and checking one that is held."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.accounts.recent import needs_recent_sign_in
from apps.activities.models import Activity
from apps.certificates import badges, checking, drafts, sheets
from apps.certificates.actions import (
    ask_for_seal,
    begin_batch,
    decide_seal,
    issue_service,
    issue_star,
    issue_training,
    resume_batch,
    withdraw_seal,
)
from apps.certificates.archives import hand_out
from apps.certificates.forms import served_with
from apps.certificates.limits import may_ask
from apps.certificates.models import Batch, Certificate, Seal
from apps.core import uploads
from apps.core.api import Input, Reason, RowKey, read
from apps.core.files_api import OfferedFile
from apps.organizations.api.workbench import AtWorkbench
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.models import Recognition
from apps.training.models import Completion


class CertificateSerializer(serializers.ModelSerializer):
    issuer_name = serializers.CharField(source="issuer.name", default="", help_text=_("空的：平台出具"))
    address = serializers.SerializerMethodField(help_text=_("二维码里的内容"))

    class Meta:
        model = Certificate
        fields = [
            *["id", "number", "token", "kind", "volunteer", "issuer_name", "since", "until", "minutes"],
            *["issued_at", "state", "ended_at", "why", "address"],
        ]

    def get_address(self, row) -> str:
        return sheets.address_of(row.token, row.payload)


def people(user):
    return Volunteer.objects.acted_for_by(user)


class ServiceInput(Input):
    volunteer = RowKey(people, required=False, allow_null=True, help_text=_("给谁开；不写就是自己"))
    since = serializers.DateField()
    until = serializers.DateField()
    organization = RowKey(
        lambda user: served_with(people(user)),
        required=False,
        allow_null=True,
        help_text=_("不写就是全部组织"),
    )
    detail = serializers.ChoiceField(
        choices=[(drafts.LINES, _("逐条")), (drafts.SUMMARY, _("汇总"))], default=drafts.LINES
    )


class StarInput(Input):
    recognition = RowKey(lambda user: Recognition.objects.filter(volunteer__in=people(user)))


class TrainingInput(Input):
    completion = RowKey(Completion.objects.cared_for_by)


@extend_schema_view(
    list=extend_schema(summary=_("开过的证明，我的和孩子的")), retrieve=extend_schema(summary=_("一份证明"))
)
class MyCertificateViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Certificate.objects.none()
    serializer_class = CertificateSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        mine = Certificate.objects.cared_for_by(self.request.user)
        return (
            mine.select_related("issuer")
            if self.action == "badge"
            else mine.select_related("issuer").defer("claims", "badge")
        )

    @extend_schema(summary=_("开一份服务证明"), request=ServiceInput, responses={201: CertificateSerializer})
    def create(self, request):
        sent = read(ServiceInput, request)
        volunteer = sent.pop("volunteer", None) or Volunteer.objects.filter(user=request.user).first()
        if volunteer is None:
            raise exceptions.NotFound
        return self._made(issue_service(volunteer, by=request.user, **sent))

    @extend_schema(summary=_("开一份星级证书"), request=StarInput, responses={201: CertificateSerializer})
    @action(detail=False, methods=["post"])
    def star(self, request):
        return self._made(issue_star(read(StarInput, request)["recognition"], by=request.user))

    @extend_schema(summary=_("开一份培训证书"), request=TrainingInput, responses={201: CertificateSerializer})
    @action(detail=False, methods=["post"])
    def training(self, request):
        return self._made(issue_training(read(TrainingInput, request)["completion"], by=request.user))

    @extend_schema(
        summary=_("签了名的PDF"), responses={(200, "application/pdf"): OpenApiTypes.BINARY}, request=None
    )
    @action(detail=True, methods=["get"])
    def file(self, request, pk):
        row = self.get_object()
        if row.pdf is None:
            raise exceptions.NotFound
        return uploads.answer(row.pdf)

    @extend_schema(summary=_("电子徽章（Open Badges 3.0）"), responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get"])
    def badge(self, request, pk):
        row = self.get_object()
        if not badges.is_there(row):
            raise exceptions.NotFound
        return Response(badges.badge_of(row))

    def _made(self, row):
        return Response(CertificateSerializer(row).data, status=status.HTTP_201_CREATED)


class CheckInput(Input):
    number = serializers.CharField(max_length=40, help_text=_("编号"))
    token = serializers.CharField(max_length=80, help_text=_("校验码"))


class CheckedSerializer(serializers.Serializer):
    number = serializers.CharField(source="certificate.number")
    kind = serializers.ChoiceField(source="certificate.kind", choices=Certificate.Kind.choices)
    state = serializers.ChoiceField(source="certificate.state", choices=Certificate.State.choices)
    ended_at = serializers.DateTimeField(source="certificate.ended_at", allow_null=True)
    why = serializers.CharField(source="certificate.why", help_text=_("为什么撤销"))
    name = serializers.CharField(source="claims.m", help_text=_("遮住的姓名"))
    minutes = serializers.IntegerField(source="claims.h")
    subject = serializers.CharField(source="claims.s", default="", help_text=_("证明什么"))
    issuer_name = serializers.CharField(source="claims.o", default="", help_text=_("空的：平台出具"))
    since = serializers.DateField(source="certificate.since", allow_null=True)
    until = serializers.DateField(source="certificate.until", allow_null=True)
    issued_at = serializers.DateTimeField(source="certificate.issued_at")
    expires_on = serializers.DateField(allow_null=True, help_text=_("有效期的最后一天"))
    has_run_out = serializers.BooleanField(help_text=_("有效期已过"))


class CheckView(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="certificate_checks_create",
        tags=["certificate-checks"],
        summary=_("查验一份证明：编号和校验码都对才有回答"),
        request=CheckInput,
        responses=CheckedSerializer,
    )
    def post(self, request):
        if not may_ask(request, "verify"):
            raise exceptions.Throttled
        sent = read(CheckInput, request)
        found = checking.by_number(sent["number"], sent["token"])
        if found is None or found.claims is None:
            raise exceptions.NotFound
        return Response(CheckedSerializer(found).data)


class BatchSerializer(serializers.ModelSerializer):
    class Meta:
        model = Batch
        fields = [
            *["id", "kind", "activity", "since", "until", "group", "words", "purpose", "made_at"],
            *["state", "why", "rows", "made", "left_out"],
        ]


class BatchInput(Input):
    kind = serializers.ChoiceField(choices=Batch.Kind.choices)
    since = serializers.DateField(required=False, allow_null=True)
    until = serializers.DateField(required=False, allow_null=True)
    activity = RowKey(
        lambda user: Activity.objects.filter(organization__in=_managed(user)), required=False, allow_null=True
    )
    group = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text=_("只开一个班级、部门的；不写就是全部")
    )
    words = serializers.CharField(max_length=200, required=False, allow_blank=True)
    purpose = serializers.ChoiceField(
        choices=Batch.Purpose.choices,
        required=False,
        allow_blank=True,
        help_text=_("情况说明用在哪里"),
    )


def _managed(user):
    return Organization.objects.managed_by(user)


@extend_schema_view(
    list=extend_schema(summary=_("成批开过的证明")), retrieve=extend_schema(summary=_("做到哪里了"))
)
class BatchViewSet(AtWorkbench, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Batch.objects.none()
    serializer_class = BatchSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "made_at", True

    def get_queryset(self):
        return Batch.objects.filter(organization=self.place())

    @extend_schema(summary=_("开一批，在后台做"), request=BatchInput, responses={201: BatchSerializer})
    def create(self, request, organization):
        place = self.place()
        batch = begin_batch(place, by=request.user, **read(BatchInput, request))
        return Response(BatchSerializer(batch).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("停下了的，接着做"), request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request, organization, pk):
        batch = resume_batch(self.get_object(), by=request.user)
        return Response(BatchSerializer(batch).data)

    @extend_schema(
        summary=_("全部证明（ZIP）"), responses={(200, "application/zip"): OpenApiTypes.BINARY}, request=None
    )
    @action(detail=True, methods=["post"])
    @needs_recent_sign_in
    def archive(self, request, organization, pk):
        return hand_out(get_object_or_404(self.get_queryset().ended(), pk=pk), by=request.user)


class SealSerializer(serializers.ModelSerializer):
    class Meta:
        model = Seal
        fields = ["id", "organization", "state", "asked_at", "decided_at", "reason"]


class SealInput(Input):
    picture = OfferedFile(kind="picture")


@extend_schema_view(list=extend_schema(summary=_("交过的印章")))
class SealViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Seal.objects.none()
    serializer_class = SealSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return Seal.objects.filter(
            organization=self.place("owned_by" if self.action != "list" else "managed_by")
        )

    @extend_schema(summary=_("交一枚印章，由部门看"), request=SealInput, responses={201: SealSerializer})
    def create(self, request, organization):
        place = self.place("owned_by")
        seal = ask_for_seal(place, by=request.user, **read(SealInput, request))
        return Response(SealSerializer(seal).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("不再用"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request, organization, pk):
        withdraw_seal(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(list=extend_schema(summary=_("等着看的印章")))
class WaitingSealViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Seal.objects.none()
    serializer_class = SealSerializer
    lookup_value_converter = "int"
    page_by = "asked_at"

    def get_queryset(self):
        return Seal.objects.decidable_by(self.request.user).select_related("picture")

    @extend_schema(summary=_("印章的图片"), responses={(200, "image/*"): OpenApiTypes.BINARY}, request=None)
    @action(detail=True, methods=["get"])
    def picture(self, request, pk):
        return uploads.answer(self.get_object().picture)

    @extend_schema(summary=_("通过"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def approve(self, request, pk):
        decide_seal(self.get_object(), state=Seal.State.APPROVED, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("不通过"), request=Reason, responses={204: None})
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        seal = self.get_object()
        decide_seal(seal, state=Seal.State.REFUSED, by=request.user, reason=read(Reason, request)["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)


BASE = "managed-organizations/<int:organization>"
router = SimpleRouter(use_regex_path=False)
router.register("me/certificates", MyCertificateViewSet, basename="my-paper")
router.register(f"{BASE}/certificate-batches", BatchViewSet, basename="paper-batch")
router.register(f"{BASE}/seals", SealViewSet, basename="seal")
router.register("waiting-seals", WaitingSealViewSet, basename="waiting-seal")
urlpatterns = [path("certificate-checks/", CheckView.as_view(), name="paper-check"), *router.urls]
