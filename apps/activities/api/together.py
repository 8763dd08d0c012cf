"""Coming together, and being asked to come."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import invitations, parties
from apps.activities.api.signups import LeaveInput, SignupSerializer
from apps.activities.models import Activity, Invitation, Party, PartyMember, Shift
from apps.core.api import Input, Key, RowKey, read
from apps.core.idempotency import OncePerKey


class PartyMemberSerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField(help_text=_("同意以后才有，遮住一部分"))

    class Meta:
        model = PartyMember
        fields = ["id", "number", "name", "state"]

    def get_name(self, member) -> str:
        agreed = member.state == PartyMember.State.AGREED
        return member.volunteer.masked_name if agreed else ""


class PartySerializer(serializers.ModelSerializer):
    members = PartyMemberSerializer(many=True)

    class Meta:
        model = Party
        fields = ["id", "shift", "state", "made_at", "members"]


class PartyInput(Input):
    shift = RowKey(Shift.objects.filter(position__activity__in=Activity.objects.public()))


class NumberInput(Input):
    number = serializers.RegexField(r"^\d{12}$", help_text=_("志愿者编号"))


class MemberInput(Input):
    member = Key(help_text=_("组里的哪一个人"))


class AnswerInput(Input):
    agrees = serializers.BooleanField(help_text=_("去还是不去"))


@extend_schema_view(
    list=extend_schema(summary=_("我约的人")), retrieve=extend_schema(summary=_("我约的一组人"))
)
class MyPartyViewSet(OncePerKey, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Party.objects.none()
    serializer_class = PartySerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return Party.objects.made_by(self.request.user).prefetch_related("members__volunteer")

    @extend_schema(summary=_("开始约人一起报一班"), request=PartyInput, responses={201: PartySerializer})
    def create(self, request):
        party = parties.gather(read(PartyInput, request)["shift"], by=request.user)
        return Response(self.get_serializer(party).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("问一个人去不去"), request=NumberInput)
    @action(detail=True, methods=["post"])
    def ask(self, request, pk):
        party, sent = self.get_object(), read(NumberInput, request)
        parties.ask_along(party, number=sent["number"], by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(
        summary=_("一起报名：都报上，或者都不报"),
        request=None,
        responses={201: SignupSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["post"], url_path="sign-up", pagination_class=None)
    def sign_up(self, request, pk):
        signups = parties.sign_up_party(self.get_object(), by=request.user)
        return Response(SignupSerializer(signups, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("不带这个人了"), request=MemberInput)
    @action(detail=True, methods=["post"])
    def drop(self, request, pk):
        party, sent = self.get_object(), read(MemberInput, request)
        parties.drop_from_party(get_object_or_404(party.members, pk=sent["member"]), by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(
        summary=_("报上以后，替大家取消；每个人都会收到消息"),
        request=LeaveInput,
        responses=SignupSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    def cancel(self, request, pk):
        party, reason = self.get_object(), read(LeaveInput, request).get("reason", "")
        signups = parties.cancel_party(party, by=request.user, reason=reason)
        return Response(SignupSerializer(signups, many=True).data)

    @extend_schema(summary=_("不约了"), request=None)
    @action(detail=True, methods=["post"])
    def dissolve(self, request, pk):
        parties.dissolve(self.get_object(), by=request.user)
        return self.retrieve(request, pk)


class CompanySerializer(serializers.ModelSerializer):
    shift = serializers.IntegerField(source="party.shift_id")
    title = serializers.CharField(source="party.shift.position.activity.title")
    starts_at = serializers.DateTimeField(source="party.shift.starts_at")

    class Meta:
        model = PartyMember
        fields = ["id", "volunteer", "shift", "title", "starts_at", "state"]


@extend_schema_view(list=extend_schema(summary=_("谁约我和孩子一起去")))
class MyCompanyViewSet(OncePerKey, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = PartyMember.objects.none()
    serializer_class = CompanySerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        asked = PartyMember.objects.asked_of(self.request.user)
        return asked.select_related("party__shift__position__activity")

    @extend_schema(summary=_("答复：一起去，或者不去"), request=AnswerInput)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk):
        agrees = read(AnswerInput, request)["agrees"]
        member = parties.answer_party(self.get_object(), agrees=agrees, by=request.user)
        return Response(self.get_serializer(member).data)


class ActivityInvitationSerializer(serializers.ModelSerializer):
    title = serializers.CharField(source="shift.position.activity.title")
    position = serializers.CharField(source="shift.position.name")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")

    class Meta:
        model = Invitation
        fields = ["id", "volunteer", "shift", "title", "position", "starts_at", "ends_at", "invited_at"]


@extend_schema_view(list=extend_schema(summary=_("邀请我和孩子的")))
class MyInvitationViewSet(OncePerKey, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Invitation.objects.none()
    serializer_class = ActivityInvitationSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        mine = Invitation.objects.open_for(self.request.user, timezone.now())
        return mine.select_related("volunteer", "shift__position__activity")

    @extend_schema(summary=_("接受邀请，按规则报名"), request=None, responses={201: SignupSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        signup = invitations.accept_invitation(self.get_object(), by=request.user)
        return Response(SignupSerializer(signup).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("谢绝邀请"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def decline(self, request, pk):
        invitations.decline_invitation(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


router = SimpleRouter(use_regex_path=False)
router.register("me/parties", MyPartyViewSet, basename="my-party")
router.register("me/company", MyCompanyViewSet, basename="my-company")
router.register("me/activity-invitations", MyInvitationViewSet, basename="my-activity-invitation")
urlpatterns = router.urls
