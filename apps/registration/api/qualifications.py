"""Certificates for the skills that need one: one's own, and those an office has to look at."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, Reason, RowCode, read
from apps.core.files_api import OfferedFile
from apps.registration.actions import hand_in_certificate, pass_certificate, refuse_certificate
from apps.registration.api.file import own_file
from apps.registration.models import Qualification, Skill


class QualificationSerializer(serializers.ModelSerializer):
    """The number masked, the file by its name: it is opened on the page, and that stays on record."""

    number = serializers.CharField(source="masked_number")
    skill_name = serializers.CharField(source="skill.name")

    class Meta:
        model = Qualification
        fields = [
            *["id", "skill", "skill_name", "number", "issued_on", "expires_on", "state", "submitted_at"],
            *["decided_at", "reason"],
        ]


class QualificationInput(Input):
    skill = RowCode(Skill.objects.filter(needs_certificate=True), help_text=_("要证书的技能"))
    number = serializers.CharField(max_length=60, help_text=_("证书编号"))
    issued_on = serializers.DateField(help_text=_("发证日期"))
    expires_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("有效期到；长期有效的不填")
    )
    proof = OfferedFile(kind="document", help_text=_("先传文件，再填它的 id"))


@extend_schema_view(list=extend_schema(summary=_("我的资格证书")))
class MyQualificationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Qualification.objects.none()
    serializer_class = QualificationSerializer
    page_by, page_descending = "submitted_at", True

    def get_queryset(self):
        return Qualification.objects.filter(volunteer__user=self.request.user).select_related("skill")

    @extend_schema(
        summary=_("交一份证书"), request=QualificationInput, responses={201: QualificationSerializer}
    )
    def create(self, request):
        volunteer, sent = own_file(request.user), read(QualificationInput, request)
        made = hand_in_certificate(volunteer, by=request.user, **sent)
        row = self.get_queryset().get(pk=made.pk)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)


class WaitingCertificateSerializer(QualificationSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    region = serializers.CharField(source="region_id")

    class Meta(QualificationSerializer.Meta):
        fields = [*QualificationSerializer.Meta.fields, "name", "region"]


@extend_schema_view(
    list=extend_schema(summary=_("归我审核的证书")), retrieve=extend_schema(summary=_("一份证书"))
)
class QualificationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Qualification.objects.none()
    serializer_class = WaitingCertificateSerializer
    lookup_value_converter = "int"
    page_by = "submitted_at"

    def get_queryset(self):
        mine = Qualification.objects.decidable_by(self.request.user)
        return mine.select_related("volunteer", "skill")

    @extend_schema(summary=_("通过"), request=None)
    @action(detail=True, methods=["post"], url_path="pass", url_name="pass")
    def let_pass(self, request, pk):
        pass_certificate(self.get_object(), by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("退回"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        refuse_certificate(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(self.get_serializer(self.get_object()).data)


router = SimpleRouter(use_regex_path=False)
router.register("me/qualifications", MyQualificationViewSet, basename="my-qualification")
router.register("qualifications", QualificationViewSet, basename="qualification")
urlpatterns = router.urls
