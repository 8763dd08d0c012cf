"""One's own file in the register."""

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.core.api import Codes, Input, RowCode, RowKey, read
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.actions import (
    Person,
    ask_for_change,
    claim_file,
    move_home,
    register_volunteer,
    tell_about_oneself,
)
from apps.registration.api.identity import IdentityInput
from apps.registration.belonging import Belonging
from apps.registration.models import (
    Affiliation,
    Ethnicity,
    IdentityCase,
    Language,
    ServiceField,
    Skill,
    Volunteer,
)
from apps.registration.profile_forms import MOST_REGIONS


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
            *[
                "skill_codes",
                "skills",
                "political",
                "identity_state",
                "is_minor",
                "has_guardian_consent",
                "guardian_code",
            ],
            *["ethnicity", "education", "occupation", "languages", "free_times", "service_regions"],
            *["invitations", "registered_at", "passed_at"],
        ]


class AboutOneselfInput(Input):
    """What is not sent stays as it is."""

    contact = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text=_("另一个联系方式，加密保存")
    )
    ethnicity = RowCode(Ethnicity.objects.all(), required=False, allow_null=True, help_text=_("GB/T 3304"))
    political = serializers.ChoiceField(Volunteer.Political.choices, required=False, allow_blank=True)
    education = serializers.ChoiceField(Volunteer.Education.choices, required=False, allow_blank=True)
    occupation = serializers.ChoiceField(Volunteer.Occupation.choices, required=False, allow_blank=True)
    service_fields = Codes(ServiceField.objects.all(), required=False, min_length=1, max_length=30)
    skill_codes = Codes(Skill.objects.all(), required=False, max_length=30, help_text=_("会些什么"))
    skills = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text=_("还想说的"))
    languages = Codes(Language.objects.all(), required=False, max_length=20, help_text=_("会的语言"))
    free_times = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=24),
        required=False,
        max_length=24,
        help_text=_("1是周一上午，2是周一下午，3是周一晚上……22到24是节假日"),
    )
    service_regions = Codes(
        Region.objects.current().banners(),
        required=False,
        max_length=MOST_REGIONS,
        help_text=_("还愿意去的旗县"),
    )
    invitations = serializers.ChoiceField(Volunteer.Invitations.choices, required=False)

    def told(self):
        told = dict(self.validated_data)
        if "ethnicity" in told:
            ethnicity = told.pop("ethnicity")
            told["ethnicity_id"] = ethnicity and ethnicity.pk
        if "free_times" in told:
            told["free_times"] = sorted(set(told["free_times"]))
        return told


class HomeInput(Input):
    region = RowCode(Region.objects.current().banners(), help_text=_("现在住的旗县"))


class BelongingInput(Input):
    identity = serializers.ChoiceField(Affiliation.Identity.choices)
    organization = RowKey(Organization.objects.approved(), required=False, allow_null=True)
    stage = serializers.ChoiceField(Affiliation.Stage.choices, required=False, allow_blank=True)
    grade = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=9)
    class_name = serializers.CharField(max_length=20, required=False, allow_blank=True)
    student_number = serializers.CharField(max_length=30, required=False, allow_blank=True)


class RegistrationInput(IdentityInput):
    region = RowCode(Region.objects.current().banners())
    service_fields = Codes(ServiceField.objects.all(), min_length=1, max_length=30)
    skill_codes = Codes(Skill.objects.all(), max_length=30, help_text=_("会些什么；没有特别的就是空的"))
    skills = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text=_("还想说的"))
    political = serializers.ChoiceField(Volunteer.Political.choices, required=False, allow_blank=True)
    belonging = BelongingInput()
    consent = serializers.BooleanField(help_text=_("同意用姓名和证件号码核验身份"))

    def validate_consent(self, given):
        if not given:
            raise serializers.ValidationError(_("不同意就没法登记。"))
        return given

    def person(self):
        sent = self.validated_data
        return Person(**{name: sent[name] for name in Person.__dataclass_fields__ if name in sent})


class MyCaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = IdentityCase
        fields = ["id", "kind", "state", "submitted_at", "decided_at", "reason"]


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

    @extend_schema(
        summary=_("改想做什么、会些什么、什么时候有空"), request=AboutOneselfInput, responses=FileSerializer
    )
    def patch(self, request):
        sent = AboutOneselfInput(data=request.data, context={"request": request}, partial=True)
        sent.is_valid(raise_exception=True)
        tell_about_oneself(own_file(request.user), by=request.user, **sent.told())
        return Response(FileSerializer(own_file(request.user)).data)


class MyHomeView(APIView):
    @extend_schema(
        summary=_("搬到别的旗县；以前的时长记在原来的旗县"), request=HomeInput, responses=FileSerializer
    )
    def post(self, request):
        volunteer = own_file(request.user)
        move_home(volunteer, region=read(HomeInput, request)["region"], by=request.user)
        return Response(FileSerializer(own_file(request.user)).data)


class ChangeInput(IdentityInput):
    story = serializers.CharField(max_length=200, help_text=_("为什么要改"))


class ClaimInput(IdentityInput):
    region = RowCode(Region.objects.current().banners(), help_text=_("现在住的旗县"))
    story = serializers.CharField(max_length=200, help_text=_("原来是怎么登记的，比如换了手机号"))
    consent = serializers.BooleanField(help_text=_("同意用姓名和证件号码核验身份"))

    def validate_consent(self, given):
        if not given:
            raise serializers.ValidationError(_("不同意就没法核验。"))
        return given


class MyChangeView(APIView):
    @extend_schema(
        summary=_("核验通过以后更正姓名、证件"), request=ChangeInput, responses={201: MyCaseSerializer}
    )
    def post(self, request):
        volunteer, sent = own_file(request.user), read(ChangeInput, request)
        case = ask_for_change(volunteer, identity=sent["identity"], story=sent["story"], by=request.user)
        case.refresh_from_db()
        return Response(MyCaseSerializer(case).data, status=status.HTTP_201_CREATED)


class MyClaimView(APIView):
    @extend_schema(
        summary=_("认领以前的档案；有没有那份档案，回答都一样"),
        request=ClaimInput,
        responses={201: FileSerializer},
    )
    def post(self, request):
        sent = read(ClaimInput, request)
        claim_file(identity=sent["identity"], region=sent["region"], story=sent["story"], by=request.user)
        return Response(FileSerializer(own_file(request.user)).data, status=status.HTTP_201_CREATED)


def own_file(user):
    volunteer = Volunteer.objects.filter(user=user).select_related("region").first()
    if volunteer is None:
        raise Http404
    return volunteer


@extend_schema_view(list=extend_schema(summary=_("我的身份核验")))
class MyCaseViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = IdentityCase.objects.none()
    serializer_class = MyCaseSerializer
    page_by, page_descending = "submitted_at", True

    def get_queryset(self):
        return IdentityCase.objects.filter(volunteer__user=self.request.user)


router = SimpleRouter(use_regex_path=False)
router.register("me/identity-cases", MyCaseViewSet, basename="my-case")
urlpatterns = [
    path("me/file/", MyFileView.as_view(), name="my-file"),
    path("me/file/home/", MyHomeView.as_view(), name="my-home"),
    path("me/file/identity/", MyChangeView.as_view(), name="my-change"),
    path("me/claim/", MyClaimView.as_view(), name="my-claim"),
    *router.urls,
]
