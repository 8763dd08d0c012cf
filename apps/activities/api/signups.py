"""The person's own places, and those of the children they answer for."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import accept_offer, cancel_signup, change_position, sign_up, sign_up_together
from apps.activities.actions.absences import explain
from apps.activities.models import Activity, Shift, Signup
from apps.core.api import Input, RowKey, YesOrNo, read
from apps.core.idempotency import OncePerKey
from apps.registration.models import Volunteer


class SignupSerializer(serializers.ModelSerializer):
    volunteer_name = serializers.CharField(source="volunteer.masked_name")
    activity = serializers.IntegerField(source="shift.position.activity_id")
    title = serializers.CharField(source="shift.position.activity.title")
    place = serializers.CharField(source="shift.position.activity.place")
    position = serializers.CharField(source="shift.position.name")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")

    class Meta:
        model = Signup
        fields = [
            *["id", "volunteer", "volunteer_name", "activity", "title", "place", "shift", "position"],
            *["starts_at", "ends_at", "state", "signed_up_at", "left_at"],
            *["queue_number", "offered_until", "reason", "explanation", "party"],
        ]
        extra_kwargs = {
            "queue_number": {"help_text": _("候补的顺序号；小的在前")},
            "offered_until": {"help_text": _("候补轮到了，名额留到什么时候")},
            "reason": {"help_text": _("取消、请假或被移出的原因")},
            "party": {"help_text": _("一起报名的那一组")},
        }


class SignupFilter(django_filters.FilterSet):
    coming = YesOrNo(method="whether_coming", help_text=_("还没结束的；否则是过去和取消的"))

    class Meta:
        model = Signup
        fields = ["coming", "state"]

    def whether_coming(self, signups, _name, wanted):
        return signups.coming() if wanted else signups.gone_by()


class SignupInput(Input):
    shift = RowKey(Shift.objects.filter(position__activity__in=Activity.objects.public()))
    volunteer = RowKey(
        Volunteer.objects.acted_for_by, required=False, help_text=_("给哪个孩子报；不填是自己")
    )
    along = serializers.ListField(
        child=RowKey(Volunteer.objects.acted_for_by),
        required=False,
        max_length=10,
        help_text=_("还有谁一起来：自己或自己的孩子。都报上，或者都不报"),
    )


class LeaveInput(Input):
    reason = serializers.CharField(max_length=200, required=False, help_text=_("过了取消期限要写，算请假"))


class ChangeShiftInput(Input):
    shift = RowKey(
        Shift.objects.filter(position__activity__in=Activity.objects.public()),
        help_text=_("同一个活动的另一班"),
    )


class Words(Input):
    words = serializers.CharField(max_length=300, help_text=_("当时的情况"))


@extend_schema_view(
    list=extend_schema(summary=_("我和孩子的报名")), retrieve=extend_schema(summary=_("一次报名"))
)
class MySignupViewSet(OncePerKey, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Signup.objects.none()
    serializer_class = SignupSerializer
    filterset_class = SignupFilter
    lookup_value_converter = "int"
    page_by, page_descending = "shift__starts_at", True

    def get_queryset(self):
        mine = Signup.objects.cared_for_by(self.request.user)
        return mine.select_related("volunteer", "shift__position__activity").defer(
            "volunteer__document_number"
        )

    @extend_schema(summary=_("报名；满了就排进候补"), request=SignupInput, responses={201: SignupSerializer})
    def create(self, request):
        sent = read(SignupInput, request)
        volunteer = sent.get("volunteer") or own_entry(request.user)
        along = [person for person in sent.get("along", []) if person != volunteer]
        if along:
            signups = sign_up_together([volunteer, *along], sent["shift"], by=request.user)
            signup = next(signup for signup in signups if signup.volunteer_id == volunteer.pk)
        else:
            signup = sign_up(volunteer, sent["shift"], by=request.user)
        return Response(self.get_serializer(signup).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("取消报名、请假、不排候补、不要留给你的名额"), request=LeaveInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        signup, reason = self.get_object(), read(LeaveInput, request).get("reason", "")
        return Response(self.get_serializer(cancel_signup(signup, by=request.user, reason=reason)).data)

    @extend_schema(summary=_("候补轮到了，接受名额"), request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        return Response(self.get_serializer(accept_offer(self.get_object(), by=request.user)).data)

    @extend_schema(
        summary=_("换到同一个活动的另一班"), request=ChangeShiftInput, responses={201: SignupSerializer}
    )
    @action(detail=True, methods=["post"])
    def change(self, request, pk):
        signup, sent = self.get_object(), read(ChangeShiftInput, request)
        moved = change_position(signup, sent["shift"], by=request.user)
        return Response(self.get_serializer(moved).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("说明为什么没来，或者其实来了"), request=Words)
    @action(detail=True, methods=["post"])
    def explain(self, request, pk):
        signup = explain(self.get_object(), words=read(Words, request)["words"], by=request.user)
        return Response(self.get_serializer(signup).data)


def own_entry(user):
    volunteer = Volunteer.objects.filter(user=user).first()
    if volunteer is None:
        raise serializers.ValidationError({"volunteer": [_("先登记成为志愿者。")]})
    return volunteer


router = SimpleRouter(use_regex_path=False)
router.register("me/signups", MySignupViewSet, basename="my-signup")
urlpatterns = router.urls
