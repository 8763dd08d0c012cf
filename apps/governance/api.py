"""Complaints for programs: one's own, those an office handles, and what an organisation is asked."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.models import Activity
from apps.core.api import Input, RowKey, read
from apps.core.files_api import OfferedFiles
from apps.governance import actions
from apps.governance.models import Complaint
from apps.governance.views.organization import SEEN
from apps.organizations.models import Organization
from apps.registration.models import Volunteer


class ComplaintSerializer(serializers.ModelSerializer):
    """For whoever complained."""

    class Meta:
        model = Complaint
        fields = [
            *["id", "about", "organization", "activity", "matter", "words", "happened_on", "is_nameless"],
            *["made_at", "state", "accept_by", "settle_by", "responsible", "outcome", "answer"],
            "decided_at",
        ]


class ComplaintInput(Input):
    organization = RowKey(
        Organization.objects.exclude(state__in=[Organization.State.APPLIED, Organization.State.RETURNED]),
        required=False,
    )
    activity = RowKey(Activity.objects.public(), required=False)
    volunteer = serializers.CharField(max_length=12, required=False, help_text=_("志愿者编号"))
    matter = serializers.ChoiceField(choices=Complaint.Matter.choices, help_text=_("什么事"))
    words = serializers.CharField(max_length=1000, help_text=_("经过"))
    happened_on = serializers.DateField(required=False, allow_null=True, help_text=_("哪一天"))
    proofs = OfferedFiles(kind="document", most=5, default=list, help_text=_("文件，可以没有"))
    is_nameless = serializers.BooleanField(default=False, help_text=_("办理的人也看不到是谁"))

    def validate_volunteer(self, number):
        found = Volunteer.objects.passed().filter(number=number).first()
        if found is None:
            raise serializers.ValidationError(_("没有这个编号。"))
        return found

    def validate(self, data):
        named = [data.pop(name, None) for name in ("organization", "activity", "volunteer")]
        meant = [one for one in named if one]
        if len(meant) != 1:
            raise serializers.ValidationError({"organization": [_("组织、活动和志愿者，写一个。")]})
        return {**data, "whom": meant[0]}


@extend_schema_view(
    list=extend_schema(summary=_("我的投诉")), retrieve=extend_schema(summary=_("我的一件投诉"))
)
class MyComplaintViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Complaint.objects.none()
    serializer_class = ComplaintSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return Complaint.objects.lodged_by(self.request.user)

    @extend_schema(summary=_("投诉"), request=ComplaintInput, responses={201: ComplaintSerializer})
    def create(self, request):
        sent = read(ComplaintInput, request)
        made = actions.lodge(sent.pop("whom"), by=request.user, **sent)
        return Response(ComplaintSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("撤回投诉"), request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        return Response(ComplaintSerializer(actions.withdraw(self.get_object(), by=request.user)).data)


class HandledComplaintSerializer(serializers.ModelSerializer):
    """For the office: who complained is not in it."""

    class Meta:
        model = Complaint
        fields = [
            *["id", "about", "organization", "activity", "volunteer", "region", "matter", "words"],
            *["happened_on", "made_at", "state", "accept_by", "settle_by", "question", "statement"],
            *["responsible", "outcome", "answer", "measure", "decided_at"],
        ]


class ComplaintPassOnInput(Input):
    responsible = serializers.CharField(max_length=100, help_text=_("归谁管"))
    answer = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ComplaintQuestionInput(Input):
    question = serializers.CharField(max_length=300, help_text=_("用部门自己的话，不要让人看出是谁投诉"))


class ComplaintOutcomeInput(Input):
    outcome = serializers.ChoiceField(choices=Complaint.Outcome.choices, help_text=_("查明的结果"))
    answer = serializers.CharField(max_length=500, help_text=_("对投诉的人说"))
    measure = serializers.CharField(
        max_length=300, required=False, default="", allow_blank=True, help_text=_("对被投诉一方的要求")
    )


@extend_schema_view(
    list=extend_schema(summary=_("归我办理的投诉")), retrieve=extend_schema(summary=_("一件投诉"))
)
class ComplaintViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Complaint.objects.none()
    serializer_class = HandledComplaintSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return Complaint.objects.handled_by(self.request.user)

    def answered(self, complaint):
        return Response(HandledComplaintSerializer(complaint).data)

    @extend_schema(summary=_("受理"), request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        return self.answered(actions.accept(self.get_object(), by=request.user))

    @extend_schema(summary=_("不归这里管，告诉归谁管"), request=ComplaintPassOnInput)
    @action(detail=True, methods=["post"], url_path="pass-on")
    def pass_on(self, request, pk):
        one = self.get_object()
        return self.answered(actions.pass_on(one, by=request.user, **read(ComplaintPassOnInput, request)))

    @extend_schema(summary=_("请组织说明"), request=ComplaintQuestionInput)
    @action(detail=True, methods=["post"])
    def ask(self, request, pk):
        one = self.get_object()
        return self.answered(
            actions.ask_organization(one, by=request.user, **read(ComplaintQuestionInput, request))
        )

    @extend_schema(summary=_("办结"), request=ComplaintOutcomeInput)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk):
        one = self.get_object()
        return self.answered(actions.settle(one, by=request.user, **read(ComplaintOutcomeInput, request)))


class AskedComplaintSerializer(serializers.ModelSerializer):
    """For the accused organisation: the office's words, and its own."""

    class Meta:
        model = Complaint
        fields = [
            *["id", "about", "organization", "activity", "matter", "state", "question", "asked_at"],
            *["statement", "stated_at", "outcome", "measure", "decided_at"],
        ]


class ComplaintStatementInput(Input):
    statement = serializers.CharField(max_length=500, help_text=_("情况说明"))


@extend_schema_view(list=extend_schema(summary=_("部门就投诉问我的组织的事")))
class AskedComplaintViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Complaint.objects.none()
    serializer_class = AskedComplaintSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return Complaint.objects.told_to(self.request.user).select_related("activity").only(*SEEN)

    @extend_schema(summary=_("交说明"), request=ComplaintStatementInput)
    @action(detail=True, methods=["post"])
    def explain(self, request, pk):
        one = self.get_object()
        made = actions.explain(one, by=request.user, **read(ComplaintStatementInput, request))
        return Response(AskedComplaintSerializer(made).data)


router = SimpleRouter(use_regex_path=False)
router.register("me/complaints", MyComplaintViewSet, basename="my-complaint")
router.register("complaints", ComplaintViewSet, basename="complaint")
router.register("asked-complaints", AskedComplaintViewSet, basename="asked-complaint")
urlpatterns = router.urls
