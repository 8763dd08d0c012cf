"""Claims by API: one's own; those of the office and of the insurer; what the organisation knows."""

from django.db.models import Case, Q, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.models import Signup
from apps.claims import actions
from apps.claims.evidence import evidence_of
from apps.claims.models import Claim, ClaimDocument, HandedEvidence
from apps.core import audit, pdf, uploads
from apps.core.api import Input, Reason, RowKey, read
from apps.core.files_api import OfferedFile
from apps.insurance.forms import MOST_YUAN
from apps.insurance.models import Cover
from apps.registration.models import Volunteer
from apps.training.models import Enrolment


class HandedSerializer(serializers.ModelSerializer):
    class Meta:
        model = HandedEvidence
        fields = ["id", "handed_at"]


class ClaimSerializer(serializers.ModelSerializer):
    """What happened is told to the person only; others read it on the page, and that stays on record. Why a step was
    taken speaks of it too: the organisation does not read it."""

    policy_name = serializers.CharField(source="cover.policy.name")
    reason = serializers.SerializerMethodField(help_text=_("组织看不到，是空的"))
    handed = serializers.SerializerMethodField(help_text=_("交给保险公司的证明材料，组织看不到"))

    class Meta:
        model = Claim
        fields = [
            *["id", "volunteer", "cover", "policy_name", "signup", "enrolment", "happened_at", "place"],
            *["state", "reason"],
            *["insurer_number", "paid", "statement", "made_at", "reported_at", "handed_over_at", "closed_at"],
            "handed",
        ]

    def get_reason(self, claim) -> str:
        return claim.reason if claim.is_decided_here else ""

    @extend_schema_field(HandedSerializer(many=True))
    def get_handed(self, claim):
        return HandedSerializer(claim.handed.all(), many=True).data if claim.is_decided_here else []


class DocumentSerializer(serializers.ModelSerializer):
    class Meta:
        model = ClaimDocument
        fields = ["id", "title", "added_at"]


class MyClaimSerializer(ClaimSerializer):
    reason = serializers.CharField()
    papers = serializers.SerializerMethodField()

    class Meta(ClaimSerializer.Meta):
        fields = [*ClaimSerializer.Meta.fields, "what", "papers"]

    @extend_schema_field(DocumentSerializer(many=True))
    def get_papers(self, claim):
        return DocumentSerializer(claim.documents.all(), many=True).data


class InsuranceClaimInput(Input):
    volunteer = RowKey(lambda user: Volunteer.objects.acted_for_by(user).passed())
    happened_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=80)
    what = serializers.CharField(max_length=1000)
    signup = RowKey(Signup.objects.cared_for_by, required=False, allow_null=True, default=None)
    enrolment = RowKey(Enrolment.objects.cared_for_by, required=False, allow_null=True, default=None)
    cover = RowKey(
        Cover.objects.cared_for_by,
        required=False,
        allow_null=True,
        default=None,
        help_text=_("不写的话，先用活动自己的那份保险"),
    )


class ClaimChangeInput(InsuranceClaimInput):
    """Who it is about stays."""

    volunteer = None


class DocumentInput(Input):
    file = OfferedFile(kind="document", help_text=_("先传文件，再填它的 id"))
    title = serializers.CharField(max_length=40)


@extend_schema_view(
    list=extend_schema(summary=_("我报过的案")), retrieve=extend_schema(summary=_("我报的一个案"))
)
class MyClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Claim.objects.none()
    serializer_class = MyClaimSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        mine = Claim.objects.mine(self.request.user).select_related("cover__policy")
        return mine.annotate(is_decided_here=Value(True)).prefetch_related("documents", "handed")

    def answer(self, pk, code=status.HTTP_200_OK):
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=code)

    @extend_schema(summary=_("报案，先存着"), request=InsuranceClaimInput, responses={201: MyClaimSerializer})
    def create(self, request):
        sent = dict(read(InsuranceClaimInput, request))
        made = actions.begin_claim(sent.pop("volunteer"), **sent, by=request.user)
        return self.answer(made.pk, status.HTTP_201_CREATED)

    @extend_schema(summary=_("传一份材料"), request=DocumentInput)
    @action(detail=True, methods=["post"])
    def documents(self, request, pk):
        actions.add_document(self.get_object(), **read(DocumentInput, request), by=request.user)
        return self.answer(pk)

    @extend_schema(summary=_("改一改，交上去以前"), request=ClaimChangeInput)
    @action(detail=True, methods=["post"])
    def change(self, request, pk):
        actions.write_claim(self.get_object(), **read(ClaimChangeInput, request), by=request.user)
        return self.answer(pk)

    @extend_schema(summary=_("去掉一份材料，交上去以前"), request=None, responses={204: None})
    @action(
        detail=True, methods=["post"], url_path="documents/<int:document>/remove", url_name="remove-document"
    )
    def remove_document(self, request, pk, document):
        paper = get_object_or_404(self.get_object().documents.select_related("claim", "file"), pk=document)
        actions.remove_document(paper, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("平台的证明材料"), responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def evidence(self, request, pk):
        return printed(self.get_object(), by=request.user)

    @extend_schema(
        operation_id="me_claims_evidence_handed_over",
        summary=_("交给保险公司的那一份"),
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"], url_path="evidence/<int:sheet>", url_name="handed")
    def sheet(self, request, pk, sheet):
        return handed(self.get_object(), sheet, by=request.user)

    @extend_schema(summary=_("交上去"), request=None)
    @action(detail=True, methods=["post"])
    def report(self, request, pk):
        actions.report_claim(self.get_object(), by=request.user)
        return self.answer(pk)

    @extend_schema(summary=_("撤回"), request=None)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request, pk):
        actions.take_back_claim(self.get_object(), by=request.user)
        return self.answer(pk)


def printed(claim, *, by, with_words=True):
    audit.note("claim.evidence_printed", [claim], by=by)
    return pdf.pdf_answer(evidence_of(claim, with_words=with_words), str(_("出险证明材料.pdf")))


def handed(claim, sheet, *, by):
    kept = get_object_or_404(claim.handed.select_related("file"), pk=sheet)
    audit.note("claim.evidence_seen", [claim], by=by, evidence=kept.pk)
    return uploads.answer(kept.file)


class HandOverInput(Input):
    insurer_number = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class SettleInput(Input):
    paid = serializers.IntegerField(min_value=1, max_value=MOST_YUAN * 100, help_text=_("分"))


class StatementInput(Input):
    statement = serializers.CharField(max_length=500)


@extend_schema_view(
    list=extend_schema(summary=_("归我跟进的报案")), retrieve=extend_schema(summary=_("一份报案"))
)
class ClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Claim.objects.none()
    serializer_class = ClaimSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        user = self.request.user
        decided = Q(pk__in=Claim.objects.governed_by(user).values("pk"))
        decided |= Q(pk__in=Claim.objects.at_insurers_of(user).values("pk"))
        seen = decided | Q(pk__in=Claim.objects.managed_by(user).values("pk"))
        return (
            Claim.objects.filter(seen)
            .annotate(is_decided_here=Case(When(decided, then=True), default=False))
            .select_related("cover__policy")
            .prefetch_related("handed")
            .defer("what")
        )

    def retrieve(self, request, *args, **kwargs):
        audit.note("claim.seen", [self.get_object()], by=request.user)
        return super().retrieve(request, *args, **kwargs)

    def answer(self):
        return Response(self.get_serializer(self.get_queryset().get(pk=self.kwargs["pk"])).data)

    @extend_schema(summary=_("平台的证明材料"), responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def evidence(self, request, pk):
        claim = self.get_object()
        return printed(claim, by=request.user, with_words=claim.is_decided_here)

    @extend_schema(
        operation_id="claims_evidence_handed_over",
        summary=_("交给保险公司的那一份"),
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"], url_path="evidence/<int:sheet>", url_name="handed")
    def sheet(self, request, pk, sheet):
        claim = self.get_object()
        if not claim.is_decided_here:
            raise Http404
        return handed(claim, sheet, by=request.user)

    @extend_schema(summary=_("交给保险公司了"), request=HandOverInput)
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request, pk):
        actions.hand_to_insurer(self.get_object(), **read(HandOverInput, request), by=request.user)
        return self.answer()

    @extend_schema(summary=_("请本人补材料"), request=Reason)
    @action(detail=True, methods=["post"])
    def ask(self, request, pk):
        actions.ask_for_more(self.get_object(), **read(Reason, request), by=request.user)
        return self.answer()

    @extend_schema(summary=_("赔付了"), request=SettleInput)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk):
        actions.settle_claim(self.get_object(), **read(SettleInput, request), by=request.user)
        return self.answer()

    @extend_schema(summary=_("不赔付"), request=Reason)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        actions.refuse_claim(self.get_object(), **read(Reason, request), by=request.user)
        return self.answer()

    @extend_schema(summary=_("组织的说明"), request=StatementInput)
    @action(detail=True, methods=["post"], url_path="state", url_name="state")
    def say(self, request, pk):
        actions.state_what_is_known(self.get_object(), **read(StatementInput, request), by=request.user)
        return self.answer()


router = SimpleRouter(use_regex_path=False)
router.register("me/claims", MyClaimViewSet, basename="my-claim")
router.register("claims", ClaimViewSet, basename="claim")
urlpatterns = router.urls
