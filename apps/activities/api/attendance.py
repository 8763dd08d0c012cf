"""Coming and going: with the code for oneself, with the roll for others."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import change_capacity, move_shift, remove_shift
from apps.activities.api.manage import ManagedShiftSerializer, Places, ShiftTimes
from apps.activities.attendance import (
    KIND,
    Mark,
    Place,
    Tap,
    appoint_leader,
    call_roll,
    check_in,
    check_out,
    device_of,
    dismiss_leader,
    shifts_led_by,
    take_taps,
)
from apps.activities.attendance_forms import CodeForm
from apps.activities.models import Presence, Shift, ShiftLeader, Signup
from apps.booking import codes
from apps.core import device
from apps.core.api import Input, Key, read


class PresenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Presence
        fields = ["id", "signup", "came_at", "came_how", "left_at", "left_how"]


class PlaceInput(Input):
    longitude = serializers.FloatField(min_value=-180, max_value=180)
    latitude = serializers.FloatField(min_value=-90, max_value=90)
    accuracy = serializers.IntegerField(min_value=0, max_value=10_000_000, help_text=_("误差，米"))


class CodeInput(Input):
    code = serializers.CharField(max_length=20, help_text=_("队长屏幕上的6位数字"))
    device = serializers.CharField(
        max_length=64, required=False, help_text=_("这台手机的名字，自己起一个随机的，一直用它")
    )
    place = PlaceInput(required=False, help_text=_("同意记录签到位置的人才能带"))

    def validate_code(self, code):
        form = CodeForm({"shift": 1, "direction": codes.IN, "code": code})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors["code"])
        return form.cleaned_data["code"]


class ShiftAttendance(viewsets.GenericViewSet):
    """A shift, for whoever is signed up to it."""

    needs_no_post = True
    queryset = Shift.objects.all()
    lookup_value_converter = "int"

    @extend_schema(summary=_("签到"), request=CodeInput, responses=PresenceSerializer)
    @action(detail=True, methods=["post"], url_path="check-in", url_name="check-in")
    def check_in(self, request, pk):
        presence = check_in(self.get_object(), by=request.user, **_shown(request))
        return Response(PresenceSerializer(presence).data)

    @extend_schema(summary=_("签退"), request=CodeInput, responses=PresenceSerializer)
    @action(detail=True, methods=["post"], url_path="check-out", url_name="check-out")
    def check_out(self, request, pk):
        presence = check_out(self.get_object(), by=request.user, **_shown(request))
        return Response(PresenceSerializer(presence).data)


def _shown(request):
    """The code with the device it was entered on and the place, if that was sent along. A program that does not name
    its device is known by its key."""
    said = read(CodeInput, request)
    name = said.get("device") or (request.auth.pk if request.auth else device.name_of(request))
    place = Place(**said["place"]) if "place" in said else None
    return {"code": said["code"], "device": device_of(name), "place": place}


class RollSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.name", help_text=_("点名要叫得出名字，这里不遮"))
    number = serializers.CharField(source="volunteer.number")
    presences = PresenceSerializer(many=True)

    class Meta:
        model = Signup
        fields = ["id", "name", "number", "presences"]


class MarkInput(Input):
    signup = Key()
    came_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(required=False, allow_null=True)


class RollInput(Input):
    marks = MarkInput(many=True, min_length=1, max_length=200)


class TapInput(Input):
    mark = serializers.UUIDField(help_text=_("手机给这一笔起的名字，重发时不变"))
    signup = Key()
    direction = serializers.ChoiceField([(codes.IN, _("到了")), (codes.OUT, _("走了"))])
    at = serializers.DateTimeField(help_text=_("点下去的时间，按手机的钟"))


class TapsInput(Input):
    sent_at = serializers.DateTimeField(help_text=_("发出的时间，按手机的钟；手机的钟不准，就按它校正"))
    taps = TapInput(many=True, min_length=1, max_length=200)


class AnswerSerializer(serializers.Serializer):
    mark = serializers.UUIDField()
    code = serializers.CharField(help_text=_("noted 记下了，noted_before 早就记下了，别的是没记的原因"))
    words = serializers.CharField()


class AnswersSerializer(serializers.Serializer):
    answers = AnswerSerializer(many=True)


class LeaderSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="user.volunteer.masked_name")
    number = serializers.CharField(source="user.volunteer.number")

    class Meta:
        model = ShiftLeader
        fields = ["id", "name", "number", "appointed_at"]


class LeaderInput(Input):
    signup = Key(help_text=_("请名单上的哪一位"))


class DismissInput(Input):
    leader = Key(help_text=_("哪一位队长"))


class CodeSerializer(serializers.Serializer):
    direction = serializers.ChoiceField(codes.DIRECTIONS)
    code = serializers.CharField()
    seconds_left = serializers.IntegerField()


class ManagedShift(viewsets.GenericViewSet):
    """A shift, for the people of its organisation; its code and roll also for who was appointed to lead it."""

    queryset = Shift.objects.none()
    lookup_value_converter = "int"

    def get_queryset(self):
        leads = self.action in {"codes", "taps"}
        shifts = shifts_led_by(self.request.user) if leads else Shift.objects.managed_by(self.request.user)
        return shifts.select_related("position__activity")

    @extend_schema(summary=_("从草稿里去掉一班"), responses={204: None})
    def destroy(self, request, pk):
        remove_shift(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("改名额"), request=Places, responses=ManagedShiftSerializer)
    @action(detail=True, methods=["post"])
    def capacity(self, request, pk):
        shift = change_capacity(self.get_object(), **read(Places, request), by=request.user)
        return Response(ManagedShiftSerializer(shift).data)

    @extend_schema(
        summary=_("改招募中的一班的时间，报了名的人会收到消息"),
        request=ShiftTimes,
        responses=ManagedShiftSerializer,
    )
    @action(detail=True, methods=["post"])
    def move(self, request, pk):
        shift = move_shift(self.get_object(), **read(ShiftTimes, request), by=request.user)
        return Response(ManagedShiftSerializer(shift).data)

    @extend_schema(
        summary=_("现场点名：一笔一笔发来，可以晚到，重发不会多记"),
        request=TapsInput,
        responses=AnswersSerializer,
    )
    @action(detail=True, methods=["post"])
    def taps(self, request, pk):
        said = read(TapsInput, request)
        taps = [Tap(tap["mark"], tap["signup"], tap["direction"], tap["at"]) for tap in said["taps"]]
        answers = take_taps(self.get_object(), taps, by=request.user, sent_at=said["sent_at"])
        return Response(AnswersSerializer({"answers": answers}).data)

    @extend_schema(summary=_("这一班的队长"), responses=LeaderSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def leaders(self, request, pk):
        standing = self.get_object().leaders.standing().select_related("user__volunteer")
        rows = standing.defer("user__volunteer__document_number")
        return Response(LeaderSerializer(rows, many=True).data)

    @extend_schema(
        summary=_("请名单上的一位当这一班的队长"), request=LeaderInput, responses={201: LeaderSerializer}
    )
    @leaders.mapping.post
    def appoint(self, request, pk):
        shift, chosen = self.get_object(), read(LeaderInput, request)["signup"]
        signup = get_object_or_404(Signup.objects.active().filter(shift=shift), pk=chosen)
        leader = appoint_leader(shift, signup, by=request.user)
        return Response(LeaderSerializer(leader).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("撤下一位队长"), request=DismissInput, responses={204: None})
    @action(detail=True, methods=["post"], url_path="dismiss-leader", url_name="dismiss-leader")
    def dismiss_leader(self, request, pk):
        standing, chosen = self.get_object().leaders.standing(), read(DismissInput, request)["leader"]
        dismiss_leader(get_object_or_404(standing, pk=chosen), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("大屏幕上的码"), responses=CodeSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def codes(self, request, pk):
        shift, now, step = self.get_object(), timezone.now(), codes.step_seconds()
        shown = [
            {
                "direction": direction,
                "code": codes.code_at(KIND, shift.pk, direction, now, step=step),
                "seconds_left": codes.seconds_left(now, step=step),
            }
            for direction in (codes.IN, codes.OUT)
        ]
        return Response(CodeSerializer(shown, many=True).data)


@extend_schema_view(list=extend_schema(summary=_("一班的名单")))
class RollViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The list of a shift, for the people of its organisation."""

    queryset = Signup.objects.none()
    serializer_class = RollSerializer
    page_by = "signed_up_at"

    def shift(self):
        return get_object_or_404(shifts_led_by(self.request.user), pk=self.kwargs["shift"])

    def get_queryset(self):
        held = Signup.objects.on_the_list().filter(shift=self.shift()).select_related("volunteer")
        return held.defer("volunteer__document_number").prefetch_related("presences")

    @extend_schema(
        summary=_("点名"), request=RollInput, responses=PresenceSerializer(many=True), filters=False
    )
    def create(self, request, shift):
        marks = [
            Mark(mark["signup"], mark["came_at"], mark.get("left_at"))
            for mark in read(RollInput, request)["marks"]
        ]
        return Response(PresenceSerializer(call_roll(self.shift(), marks, by=request.user), many=True).data)


router = SimpleRouter(use_regex_path=False)
router.register("shifts", ShiftAttendance, basename="shift")
router.register("managed-shifts", ManagedShift, basename="managed-shift")
router.register("managed-shifts/<int:shift>/roll", RollViewSet, basename="roll")
urlpatterns = router.urls
