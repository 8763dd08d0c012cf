"""Coming and going: with the code for oneself, with the roll for others."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import change_capacity, remove_shift
from apps.activities.api.manage import ManagedShiftSerializer, Places
from apps.activities.attendance import KIND, Mark, call_roll, check_in, check_out
from apps.activities.attendance_forms import CodeForm
from apps.activities.models import Presence, Shift, Signup
from apps.booking import codes
from apps.core.api import Input, Key, read


class PresenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Presence
        fields = ["id", "signup", "came_at", "came_how", "left_at", "left_how"]


class CodeInput(Input):
    code = serializers.CharField(max_length=20, help_text=_("队长屏幕上的6位数字"))

    def validate_code(self, code):
        form = CodeForm({"shift": 1, "direction": codes.IN, "code": code})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors["code"])
        return form.cleaned_data["code"]


class ShiftAttendance(viewsets.GenericViewSet):
    """A shift, for whoever is signed up to it."""

    queryset = Shift.objects.all()
    lookup_value_converter = "int"

    @extend_schema(summary=_("签到"), request=CodeInput, responses=PresenceSerializer)
    @action(detail=True, methods=["post"], url_path="check-in", url_name="check-in")
    def check_in(self, request, pk):
        presence = check_in(self.get_object(), by=request.user, code=read(CodeInput, request)["code"])
        return Response(PresenceSerializer(presence).data)

    @extend_schema(summary=_("签退"), request=CodeInput, responses=PresenceSerializer)
    @action(detail=True, methods=["post"], url_path="check-out", url_name="check-out")
    def check_out(self, request, pk):
        presence = check_out(self.get_object(), by=request.user, code=read(CodeInput, request)["code"])
        return Response(PresenceSerializer(presence).data)


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


class CodeSerializer(serializers.Serializer):
    direction = serializers.ChoiceField([(codes.IN, _("签到")), (codes.OUT, _("签退"))])
    code = serializers.CharField()
    seconds_left = serializers.IntegerField()


class ManagedShift(viewsets.GenericViewSet):
    """A shift, for the people of its organisation."""

    queryset = Shift.objects.none()
    lookup_value_converter = "int"

    def get_queryset(self):
        return Shift.objects.managed_by(self.request.user).select_related("position__activity")

    @extend_schema(summary=_("从草稿里去掉一班"), responses={204: None})
    def destroy(self, request, pk):
        remove_shift(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("改名额"), request=Places, responses=ManagedShiftSerializer)
    @action(detail=True, methods=["post"])
    def capacity(self, request, pk):
        shift = change_capacity(self.get_object(), **read(Places, request), by=request.user)
        return Response(ManagedShiftSerializer(shift).data)

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
        return get_object_or_404(Shift.objects.managed_by(self.request.user), pk=self.kwargs["shift"])

    def get_queryset(self):
        held = Signup.objects.active().filter(shift=self.shift()).select_related("volunteer")
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
