"""One's own file in the register."""

from django.core.exceptions import ValidationError as ModelProblem
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.core import days
from apps.core.api import Codes, Input, RowCode, RowKey, read
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.actions import Person, change_affiliation, register_volunteer
from apps.registration.belonging import Belonging
from apps.registration.documents import read_name, read_number
from apps.registration.models import Affiliation, IdentityCase, ServiceField, Volunteer


class FileSerializer(serializers.ModelSerializer):
    """Masked even for its owner: what a program does not see it cannot lose."""

    name = serializers.CharField(source="masked_name")
    document = serializers.CharField(source="masked_document")
    region = serializers.CharField(source="region_id")
    region_name = serializers.CharField(source="region.name")
    is_minor = serializers.BooleanField()
    has_guardian_consent = serializers.BooleanField()

    class Meta:
        model = Volunteer
        fields = [
            *["id", "number", "name", "document_type", "document", "region", "region_name", "service_fields"],
            *["skills", "political", "identity_state", "is_minor", "has_guardian_consent", "guardian_code"],
            *["registered_at", "passed_at"],
        ]


class BelongingInput(Input):
    identity = serializers.ChoiceField(Affiliation.Identity.choices)
    organization = RowKey(Organization.objects.approved(), required=False, allow_null=True)
    stage = serializers.ChoiceField(Affiliation.Stage.choices, required=False, allow_blank=True)
    grade = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=9)
    class_name = serializers.CharField(max_length=20, required=False, allow_blank=True)
    student_number = serializers.CharField(max_length=30, required=False, allow_blank=True)


class RegistrationInput(Input):
    name = serializers.CharField(max_length=40)
    document_type = serializers.ChoiceField(Volunteer.Document.choices)
    document_number = serializers.CharField(max_length=40)
    region = RowCode(Region.objects.current().banners())
    service_fields = Codes(ServiceField.objects.all(), min_length=1, max_length=30)
    skills = serializers.CharField(max_length=200, required=False, allow_blank=True)
    political = serializers.ChoiceField(Volunteer.Political.choices, required=False, allow_blank=True)
    belonging = BelongingInput()
    consent = serializers.BooleanField(help_text=_("同意用姓名和证件号码核验身份"))

    def validate_name(self, name):
        return read_name(name)

    def validate_consent(self, given):
        if not given:
            raise serializers.ValidationError(_("不同意就没法登记。"))
        return given

    def validate(self, sent):
        is_hmt = sent["document_type"] == Volunteer.Document.HMT_RESIDENCE
        try:
            document = read_number(sent.pop("document_number"), is_hmt=is_hmt, today=days.today())
        except ModelProblem as wrong:
            raise serializers.ValidationError({"document_number": wrong.messages}) from None
        return {**sent, "document": document}

    def person(self):
        sent = self.validated_data
        return Person(**{name: sent[name] for name in Person.__dataclass_fields__ if name in sent})


class MyFileView(APIView):
    """The person's own file; 404 until they have registered."""

    @extend_schema(summary=_("我的档案"), responses=FileSerializer)
    def get(self, request):
        return Response(FileSerializer(own_file(request.user)).data)

    @extend_schema(
        summary=_("登记，或改好退回的再交"), request=RegistrationInput, responses={201: FileSerializer}
    )
    def post(self, request):
        sent = RegistrationInput(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        belonging = Belonging(**sent.validated_data["belonging"])
        volunteer = register_volunteer(person=sent.person(), belonging=belonging, by=request.user)
        return Response(FileSerializer(volunteer).data, status=status.HTTP_201_CREATED)


def own_file(user):
    volunteer = Volunteer.objects.filter(user=user).select_related("region").first()
    if volunteer is None:
        raise Http404
    return volunteer


class MyCaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = IdentityCase
        fields = ["id", "state", "submitted_at", "decided_at", "reason"]


@extend_schema_view(list=extend_schema(summary=_("我的身份核验")))
class MyCaseViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = IdentityCase.objects.none()
    serializer_class = MyCaseSerializer
    page_by, page_descending = "submitted_at", True

    def get_queryset(self):
        return IdentityCase.objects.filter(volunteer__user=self.request.user)


class AffiliationSerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name", default=None)

    class Meta:
        model = Affiliation
        fields = [
            *["id", "identity", "organization", "organization_name", "stage", "grade", "class_name"],
            *["student_number", "since", "until"],
        ]


class AffiliationInput(BelongingInput):
    political = serializers.ChoiceField(Volunteer.Political.choices, allow_blank=True)


@extend_schema_view(list=extend_schema(summary=_("我在哪里上学、上班")))
class MyAffiliationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Affiliation.objects.none()
    serializer_class = AffiliationSerializer
    page_by, page_descending = "since", True

    def get_queryset(self):
        mine = Affiliation.objects.filter(volunteer__user=self.request.user)
        return mine.select_related("organization").defer("organization__contact_phone")

    @extend_schema(
        summary=_("改学校或单位"), request=AffiliationInput, responses={201: AffiliationSerializer}
    )
    def create(self, request):
        volunteer, sent = own_file(request.user), dict(read(AffiliationInput, request))
        political = sent.pop("political")
        affiliation = change_affiliation(
            volunteer, belonging=Belonging(**sent), political=political, by=request.user
        )
        return Response(self.get_serializer(affiliation).data, status=status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register("me/identity-cases", MyCaseViewSet, basename="my-case")
router.register("me/affiliations", MyAffiliationViewSet, basename="my-affiliation")
urlpatterns = [path("me/file/", MyFileView.as_view(), name="my-file"), *router.urls]
