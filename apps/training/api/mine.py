"""The person's own training, and that of the children they answer for."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.booking import codes
from apps.core import days
from apps.core.api import Input, RowKey, read
from apps.core.errors import Refused
from apps.core.idempotency import OncePerKey
from apps.registration.models import Volunteer
from apps.training import actions, attendance
from apps.training.actions.results import refuse_test
from apps.training.demands import acted_for_by, demands_on
from apps.training.models import Attempt, Completion, Enrolment, Session


class EnrolmentSerializer(serializers.ModelSerializer):
    volunteer_name = serializers.CharField(source="volunteer.masked_name")
    title = serializers.CharField(source="session.course.title")
    place = serializers.CharField(source="session.place")
    link = serializers.SerializerMethodField(help_text=_("线上链接；有名额的人才看得到"))
    starts_at = serializers.DateTimeField(source="session.starts_at")
    ends_at = serializers.DateTimeField(source="session.ends_at")

    class Meta:
        model = Enrolment
        fields = [
            *["id", "session", "volunteer", "volunteer_name", "title", "place", "link", "starts_at"],
            *["ends_at", "state", "signed_up_at", "queue_number", "offered_until", "reason"],
        ]

    def get_link(self, enrolment) -> str:
        return enrolment.session.link if enrolment.is_joined else ""


class CompletionSerializer(serializers.ModelSerializer):
    volunteer_name = serializers.CharField(source="volunteer.masked_name")
    kind = serializers.CharField(source="kind_id")
    kind_name = serializers.CharField(source="kind.name")

    class Meta:
        model = Completion
        fields = [
            *["id", "volunteer", "volunteer_name", "kind", "kind_name", "title", "minutes", "organizer"],
            *["passed_on", "expires_on", "voided_at", "voided_why"],
        ]


class DemandSerializer(serializers.Serializer):
    volunteer = serializers.IntegerField(source="volunteer.pk")
    volunteer_name = serializers.CharField(source="volunteer.masked_name")
    kind = serializers.CharField(source="kind.pk")
    kind_name = serializers.CharField(source="kind.name")
    look = serializers.ChoiceField(
        choices=[("holds", _("有效")), ("ran_out", _("过期了")), ("never", _("还没上过"))]
    )
    expires_on = serializers.DateField(
        source="last.expires_on",
        default=None,
        allow_null=True,
        help_text=_("上一次到哪天为止；长期有效、没上过是空的"),
    )
    session = serializers.IntegerField(
        source="session.pk", default=None, allow_null=True, help_text=_("缺的，最近一场还有名额的")
    )


class EnrolInput(Input):
    session = RowKey(Session.objects.public())
    volunteer = RowKey(
        Volunteer.objects.acted_for_by, required=False, help_text=_("给哪个孩子报；不填是自己")
    )


class SessionCodeInput(Input):
    direction = serializers.ChoiceField(codes.DIRECTIONS)
    code = serializers.RegexField(r"^[0-9]{6}$", max_length=6, help_text=_("屏幕上的6位数字"))


class TestAnswersInput(Input):
    answers = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=5),
        min_length=1,
        max_length=50,
        help_text=_("每题选第几个，从0数起，按题目的顺序"),
    )


class QuestionSerializer(serializers.Serializer):
    text = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())


class AttemptSerializer(serializers.ModelSerializer):
    class Meta:
        model = Attempt
        fields = ["id", "score", "passed", "at"]


@extend_schema_view(
    list=extend_schema(summary=_("我和孩子报的培训")), retrieve=extend_schema(summary=_("一次培训报名"))
)
class MyEnrolmentViewSet(
    OncePerKey, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    queryset = Enrolment.objects.none()
    serializer_class = EnrolmentSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "pk", True

    def get_queryset(self):
        mine = Enrolment.objects.cared_for_by(self.request.user).select_related(
            "volunteer", "session__course"
        )
        return mine.defer("volunteer__document_number")

    @extend_schema(
        summary=_("报培训；满了就排进候补"), request=EnrolInput, responses={201: EnrolmentSerializer}
    )
    def create(self, request):
        sent = read(EnrolInput, request)
        volunteer = sent.get("volunteer") or own_entry(request.user)
        enrolment = actions.enrol(volunteer, sent["session"], by=request.user)
        return Response(self.get_serializer(enrolment).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("取消、不排候补、不要留给你的名额"), request=None)
    @action(detail=True, methods=["post"])
    def leave(self, request, pk):
        return Response(self.get_serializer(actions.leave(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("候补轮到了，接受名额"), request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        return Response(self.get_serializer(actions.accept_offer(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("用屏幕上的码签到、签退"), request=SessionCodeInput)
    @action(detail=True, methods=["post"], url_path="check-in", url_name="check-in")
    def check_in(self, request, pk):
        enrolment, sent = self.get_object(), read(SessionCodeInput, request)
        if enrolment.volunteer.user_id != request.user.pk:
            raise Refused(_("每个人签自己的。"), code="not_yours")
        act = attendance.check_in if sent["direction"] == codes.IN else attendance.check_out
        act(enrolment.session, by=request.user, code=sent["code"])
        return self.retrieve(request, pk)

    @extend_schema(summary=_("小测验的题目"), responses=QuestionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def questions(self, request, pk):
        enrolment = self.get_object()
        refuse_test(enrolment)
        questions = enrolment.session.course.questions.all()
        return Response(QuestionSerializer(questions, many=True).data)

    @extend_schema(summary=_("交小测验的答案"), request=TestAnswersInput, responses={201: AttemptSerializer})
    @action(detail=True, methods=["post"])
    def test(self, request, pk):
        answers = read(TestAnswersInput, request)["answers"]
        attempt = actions.take_test(self.get_object(), answers, by=request.user)
        return Response(AttemptSerializer(attempt).data, status=status.HTTP_201_CREATED)


@extend_schema_view(list=extend_schema(summary=_("我和孩子的培训账户")))
class MyCompletionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Completion.objects.none()
    serializer_class = CompletionSerializer
    page_by, page_descending = "passed_on", True

    def get_queryset(self):
        mine = Completion.objects.cared_for_by(self.request.user).select_related("volunteer", "kind")
        return mine.defer("volunteer__document_number")

    @extend_schema(
        summary=_("我和孩子要定期上的培训：基础培训，骨干的骨干培训"),
        responses=DemandSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def asked(self, request):
        demands = demands_on(acted_for_by(request.user), timezone.now(), days.today())
        return Response(DemandSerializer(demands, many=True).data)


def own_entry(user):
    volunteer = Volunteer.objects.filter(user=user).first()
    if volunteer is None:
        raise serializers.ValidationError({"volunteer": [_("先登记成为志愿者。")]})
    return volunteer


router = SimpleRouter(use_regex_path=False)
router.register("me/enrolments", MyEnrolmentViewSet, basename="my-enrolment")
router.register("me/completions", MyCompletionViewSet, basename="my-completion")
urlpatterns = router.urls
