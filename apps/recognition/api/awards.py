"""Awards: one's own, those one's organisations and offices give, and those an office checks."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.api import Input, Reason, RowKey, read
from apps.core.files_api import OfferedFile
from apps.organizations.models import Office, Organization, Post
from apps.recognition.actions import (
    ask_commendation,
    commend_organization,
    commend_people,
    record_commendation,
    refuse_commendation,
    void_commendation,
)
from apps.recognition.models import Commendation
from apps.registration.api.file import own_file
from apps.registration.models import Volunteer


class CommendationSerializer(serializers.ModelSerializer):
    name = serializers.CharField(
        source="volunteer.masked_name", default=None, allow_null=True, help_text=_("遮住的姓名")
    )
    has_document = serializers.BooleanField(help_text=_("有没有证书或者文件"))

    class Meta:
        model = Commendation
        fields = [
            *["id", "volunteer", "name", "organization", "title", "words", "given_on", "giver"],
            "document_number",
            *["has_document", "state", "made_at", "decided_at", "reason"],
        ]


class AwardInput(Input):
    title = serializers.CharField(max_length=60, help_text=_("表彰的名称"))
    given_on = serializers.DateField(help_text=_("授予日期"))
    words = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    document_number = serializers.CharField(
        max_length=60, required=False, default="", allow_blank=True, help_text=_("表彰文件的文号")
    )


class AskInput(AwardInput):
    giver = serializers.CharField(max_length=60, help_text=_("谁授予的"))
    proof = OfferedFile(kind="document", help_text=_("先传文件，再填它的 id"))
    volunteer = RowKey(
        Volunteer.objects.acted_for_by, required=False, help_text=_("替孩子申请：孩子档案的 id；不写是自己")
    )


@extend_schema_view(list=extend_schema(summary=_("我的表彰奖励")))
class MyCommendationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Commendation.objects.none()
    serializer_class = CommendationSerializer
    page_by, page_descending = "made_at", True

    def get_queryset(self):
        return Commendation.objects.cared_for_by(self.request.user).select_related("volunteer")

    @extend_schema(
        summary=_("别处得的表彰，申请记上"), request=AskInput, responses={201: CommendationSerializer}
    )
    def create(self, request):
        sent = read(AskInput, request)
        volunteer = sent.pop("volunteer", None) or own_file(request.user)
        made = ask_commendation(volunteer, by=request.user, **sent)
        return Response(CommendationSerializer(made).data, status=status.HTTP_201_CREATED)


def offices_giving(user):
    """The offices in whose name the person may give an award."""
    posts = Post.objects.held_by(user).filter(role=Post.Role.OFFICER, office__kind__checks_awards=True)
    return Office.objects.filter(pk__in=posts.values("office"))


class GiveInput(AwardInput):
    proof = OfferedFile(
        kind="document", required=False, help_text=_("表彰文件或者证书：先传文件，再填它的 id")
    )
    by_organization = RowKey(Organization.objects.managed_by, required=False, help_text=_("由哪个组织给"))
    by_office = RowKey(offices_giving, required=False, help_text=_("由哪个部门给"))
    volunteers = serializers.ListField(
        child=serializers.CharField(max_length=12),
        required=False,
        max_length=500,
        help_text=_("志愿者编号"),
    )
    organization = RowKey(Organization.objects.approved(), required=False, help_text=_("表彰哪个组织"))

    def validate_volunteers(self, numbers):
        found = list(Volunteer.objects.passed().filter(number__in=numbers))
        if len(found) != len(set(numbers)):
            raise serializers.ValidationError(_("有不认识的编号。"))
        return found

    def validate(self, data):
        if bool(data.get("by_organization")) == bool(data.get("by_office")):
            raise serializers.ValidationError({"by_office": [_("组织和部门，写一个。")]})
        if bool(data.get("volunteers")) == bool(data.get("organization")):
            raise serializers.ValidationError({"volunteers": [_("志愿者和组织，写一样。")]})
        return data


@extend_schema_view(list=extend_schema(summary=_("我的组织给出的和得到的，我的部门管的表彰")))
class KeptCommendationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Commendation.objects.none()
    serializer_class = CommendationSerializer
    page_by, page_descending = "pk", True

    def get_queryset(self):
        user, rows = self.request.user, Commendation.objects
        return (rows.managed_by(user) | rows.governed_by(user)).select_related("volunteer")


@extend_schema_view(list=extend_schema(summary=_("归我审核的表彰")))
class CommendationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Commendation.objects.none()
    serializer_class = CommendationSerializer
    lookup_value_converter = "int"
    page_by = "made_at"

    def get_queryset(self):
        rows = Commendation.objects.select_related("volunteer")
        user = self.request.user
        return rows.voidable_by(user) if self.action == "void" else rows.decidable_by(user)

    @extend_schema(
        summary=_("给志愿者或者组织记表彰"),
        request=GiveInput,
        responses={201: CommendationSerializer(many=True)},
    )
    def create(self, request):
        sent = read(GiveInput, request)
        office = sent.pop("by_office", None)
        giver = sent.pop("by_organization", None) or office
        people, organization = sent.pop("volunteers", None), sent.pop("organization", None)
        if people:
            made = commend_people(people, giver=giver, by=request.user, **sent)
        else:
            made = [commend_organization(organization, giver=giver, by=request.user, **sent)]
        return Response(CommendationSerializer(made, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("核对无误，记上"), request=None)
    @action(detail=True, methods=["post"])
    def record(self, request, pk):
        return Response(CommendationSerializer(record_commendation(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("退回"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        row = refuse_commendation(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(CommendationSerializer(row).data)

    @extend_schema(summary=_("撤销"), request=Reason)
    @action(detail=True, methods=["post"])
    def void(self, request, pk):
        row = void_commendation(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(CommendationSerializer(row).data)
