"""The person's own places, and those of the children they answer for."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import cancel_signup, sign_up
from apps.activities.models import Activity, Shift, Signup
from apps.core.api import Input, RowKey, read
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
        ]


class SignupFilter(django_filters.FilterSet):
    coming = django_filters.BooleanFilter(
        method="whether_coming", help_text=_("还没结束的；否则是过去和取消的")
    )

    class Meta:
        model = Signup
        fields = ["coming"]

    def whether_coming(self, signups, _name, wanted):
        return signups.coming() if wanted else signups.gone_by()


class SignupInput(Input):
    shift = RowKey(Shift.objects.filter(position__activity__in=Activity.objects.public()))
    volunteer = RowKey(
        Volunteer.objects.acted_for_by, required=False, help_text=_("给哪个孩子报；不填是自己")
    )


@extend_schema_view(
    list=extend_schema(summary=_("我和孩子的报名")), retrieve=extend_schema(summary=_("一次报名"))
)
class MySignupViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
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

    @extend_schema(summary=_("报名"), request=SignupInput, responses={201: SignupSerializer})
    def create(self, request):
        sent = read(SignupInput, request)
        volunteer = sent.get("volunteer") or own_entry(request.user)
        signup = sign_up(volunteer, sent["shift"], by=request.user)
        return Response(self.get_serializer(signup).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("取消报名"), request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        return Response(self.get_serializer(cancel_signup(self.get_object(), by=request.user)).data)


def own_entry(user):
    volunteer = Volunteer.objects.filter(user=user).first()
    if volunteer is None:
        raise serializers.ValidationError({"volunteer": [_("先登记成为志愿者。")]})
    return volunteer


router = SimpleRouter(use_regex_path=False)
router.register("me/signups", MySignupViewSet, basename="my-signup")
urlpatterns = router.urls
