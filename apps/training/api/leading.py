"""Sessions in the hands of whoever holds them: the list, the code, the roll; and what was completed."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.booking import codes
from apps.booking.window import window_of
from apps.core.api import Chosen, Input, Key, Reason, read
from apps.core.errors import Refused
from apps.training import actions, attendance
from apps.training.api.mine import CompletionSerializer
from apps.training.api.public import SessionSerializer
from apps.training.models import Completion, Enrolment, Session, SessionLeader
from apps.training.reach import reached_by


class OnTheListSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")

    class Meta:
        model = Enrolment
        fields = ["id", "name", "number", "state", "signed_up_at", "queue_number"]


class ManagedSessionSerializer(SessionSerializer):
    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "taken", "link", "station"]


class ListedFilter(django_filters.FilterSet):
    session = django_filters.NumberFilter(help_text=_("场次的 id"))

    class Meta:
        model = Enrolment
        fields = ["session", "state"]


class CompletedFilter(django_filters.FilterSet):
    session = django_filters.NumberFilter(help_text=_("场次的 id"))
    kind = django_filters.CharFilter(max_length=20, help_text=_("培训类别的代码"))

    class Meta:
        model = Completion
        fields = ["session", "kind"]


class SessionCodeSerializer(serializers.Serializer):
    code = serializers.CharField()
    seconds_left = serializers.IntegerField()


class DirectionInput(Input):
    direction = serializers.ChoiceField(codes.DIRECTIONS)


class PlacesInput(Input):
    capacity = serializers.IntegerField(min_value=1, max_value=10_000)


class SessionChangeInput(Input):
    trainer = serializers.CharField(max_length=40)
    where = serializers.CharField(max_length=120, help_text=_("在哪里上课；线上的课是链接"))


class LinkChangeInput(SessionChangeInput):
    where = serializers.URLField(max_length=300)


class SessionLeaderSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="user.volunteer.masked_name")
    number = serializers.CharField(source="user.volunteer.number")

    class Meta:
        model = SessionLeader
        fields = ["id", "name", "number", "appointed_at"]


class SessionLeaderInput(Input):
    number = serializers.CharField(max_length=20, help_text=_("志愿者编号"))


class DismissSessionLeaderInput(Input):
    leader = Key(help_text=_("哪一位"))


def named(among, number):
    """The volunteer of these with this number."""
    found = among.defer("document_number").filter(number=number).first()
    if found is None:
        raise serializers.ValidationError({"number": [_("这里没有这个编号，请核对。")]})
    return found


@extend_schema_view(
    list=extend_schema(summary=_("我们的、我带的场次")),
    retrieve=extend_schema(summary=_("我们的、我带的一场")),
)
class ManagedSessionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Session.objects.none()
    serializer_class = ManagedSessionSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "starts_at", True

    def get_queryset(self):
        """Who leads a session sees it, shows its code and calls its roll; the rest is for who keeps it."""
        user = self.request.user
        leads = self.action in {"list", "retrieve", "code", "roll"}
        rows = Session.objects.led_by(user) if leads else Session.objects.managed_by(user)
        return rows.select_related("course__organization", "course__region", "kind")

    @extend_schema(summary=_("现在的签到码"), request=DirectionInput, responses=SessionCodeSerializer)
    @action(detail=True, methods=["post"])
    def code(self, request, pk):
        session, now = self.get_object(), timezone.now()
        direction = read(DirectionInput, request)["direction"]
        if session.called_off_at or not window_of(session).releases(now):
            raise Refused(_("这一场现在不出码。"), code="no_code")
        digits = codes.code_at(attendance.KIND, session.pk, direction, now)
        return Response({"code": digits, "seconds_left": codes.seconds_left(now)})

    @extend_schema(
        summary=_("点名：从头到尾都在的人"), request=Chosen, responses=CompletionSerializer(many=True)
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    def roll(self, request, pk):
        session, ids = self.get_object(), read(Chosen, request)["ids"]
        attendance.call_roll(session, ids, by=request.user)
        done = Completion.objects.standing().filter(enrolment__in=ids).select_related("volunteer", "kind")
        return Response(CompletionSerializer(done, many=True).data)

    @extend_schema(
        methods=["get"], summary=_("谁带这一场"), responses=SessionLeaderSerializer(many=True), filters=False
    )
    @extend_schema(
        methods=["post"],
        summary=_("请一个人带这一场"),
        request=SessionLeaderInput,
        responses={201: SessionLeaderSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def leaders(self, request, pk):
        session = self.get_object()
        if request.method == "POST":
            number, course = read(SessionLeaderInput, request)["number"], session.course
            among = reached_by(organization=course.organization, region=course.region)
            leader = actions.appoint_leader(session, named(among, number), by=request.user)
            return Response(SessionLeaderSerializer(leader).data, status=status.HTTP_201_CREATED)
        standing = session.leaders.standing().select_related("user__volunteer")
        rows = standing.defer("user__volunteer__document_number")
        return Response(SessionLeaderSerializer(rows, many=True).data)

    @extend_schema(summary=_("撤下带课的人"), request=DismissSessionLeaderInput, responses={204: None})
    @action(detail=True, methods=["post"], url_path="dismiss-leader", url_name="dismiss-leader")
    def dismiss_leader(self, request, pk):
        standing = self.get_object().leaders.standing()
        leader = get_object_or_404(standing, pk=read(DismissSessionLeaderInput, request)["leader"])
        actions.dismiss_leader(leader, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("改地点、讲课的人，告诉报了名的人"), request=SessionChangeInput)
    @action(detail=True, methods=["post"])
    def change(self, request, pk):
        session = self.get_object()
        sent = read(LinkChangeInput if session.course.is_online else SessionChangeInput, request)
        actions.change_session(session, by=request.user, **sent)
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data)

    @extend_schema(summary=_("改名额"), request=PlacesInput)
    @action(detail=True, methods=["post"])
    def places(self, request, pk):
        session, capacity = self.get_object(), read(PlacesInput, request)["capacity"]
        actions.change_places(session, capacity=capacity, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("取消这一场"), request=Reason)
    @action(detail=True, methods=["post"], url_path="call-off", url_name="call-off")
    def call_off(self, request, pk):
        actions.call_off(self.get_object(), reason=read(Reason, request)["reason"], by=request.user)
        return self.retrieve(request, pk)


@extend_schema_view(list=extend_schema(summary=_("我们场次的名单")))
class ManagedEnrolmentViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Enrolment.objects.none()
    serializer_class = OnTheListSerializer
    filterset_class = ListedFilter
    lookup_value_converter = "int"
    page_by, page_descending = "pk", True

    def get_queryset(self):
        user = self.request.user
        rows = (
            Enrolment.objects.filter(session__in=Session.objects.led_by(user))
            if self.action == "list"
            else Enrolment.objects.managed_by(user)
        )
        return rows.select_related("volunteer").defer("volunteer__document_number")

    @extend_schema(summary=_("移出名单"), request=Reason)
    @action(detail=True, methods=["post"])
    def remove(self, request, pk):
        reason = read(Reason, request)["reason"]
        actions.remove(self.get_object(), reason=reason, by=request.user)
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data)


@extend_schema_view(list=extend_schema(summary=_("我们能看到的结业")))
class CompletionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Completion.objects.none()
    serializer_class = CompletionSerializer
    filterset_class = CompletedFilter
    lookup_value_converter = "int"
    page_by, page_descending = "pk", True

    def get_queryset(self):
        rows = Completion.objects.voidable_by(self.request.user).select_related("volunteer", "kind")
        return rows.defer("volunteer__document_number")

    @extend_schema(summary=_("作废一条结业"), request=Reason)
    @action(detail=True, methods=["post"])
    def void(self, request, pk):
        found, why = self.get_object(), read(Reason, request)["reason"]
        chosen = Completion.objects.standing().filter(pk=found.pk)
        (voided,) = actions.void_completions(chosen, why=why, by=request.user)
        shown = Completion.objects.select_related("volunteer", "kind").get(pk=voided.pk)
        return Response(self.get_serializer(shown).data)


router = SimpleRouter(use_regex_path=False)
router.register("managed-sessions", ManagedSessionViewSet, basename="managed-session")
router.register("managed-enrolments", ManagedEnrolmentViewSet, basename="managed-enrolment")
router.register("completions", CompletionViewSet, basename="completion")
urlpatterns = router.urls
