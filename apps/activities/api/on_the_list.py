"""Who is on the list of a shift, in the hands of the organisation."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import absences, invitations
from apps.activities.models import Shift, Signup
from apps.core.api import Chosen, Input, Reason, RowKey, chosen_from, read
from apps.core.idempotency import OncePerKey


class ListedSerializer(serializers.ModelSerializer):
    volunteer_number = serializers.CharField(source="volunteer.number")
    volunteer_name = serializers.CharField(source="volunteer.masked_name")

    class Meta:
        model = Signup
        fields = [
            *["id", "shift", "volunteer_number", "volunteer_name", "state", "queue_number", "offered_until"],
            *["signed_up_at", "left_at", "reason", "explanation", "explained_at", "is_on_the_spot", "party"],
        ]


class ListedFilter(django_filters.FilterSet):
    class Meta:
        model = Signup
        fields = ["shift", "state"]


class AddInput(Input):
    shift = RowKey(Shift.objects.managed_by, help_text=_("正在进行的一班"))
    number = serializers.RegexField(r"^\d{12}$", help_text=_("志愿者编号"))


class InviteInput(Input):
    shift = RowKey(Shift.objects.managed_by, help_text=_("还没开始的一班"))
    numbers = serializers.ListField(
        child=serializers.RegexField(r"^\d{12}$"),
        min_length=1,
        max_length=100,
        required=False,
        help_text=_("志愿者编号"),
    )
    members = serializers.BooleanField(default=False, help_text=_("组织的全体成员"))

    def validate(self, data):
        if data["members"] == ("numbers" in data):
            raise serializers.ValidationError({"numbers": [_("编号和全体成员，选一样。")]})
        return data


@extend_schema_view(
    list=extend_schema(summary=_("我们各班报名的人")), retrieve=extend_schema(summary=_("名单上的一个人"))
)
class ListedViewSet(OncePerKey, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Signup.objects.none()
    serializer_class = ListedSerializer
    filterset_class = ListedFilter
    lookup_value_converter = "int"
    page_by = "pk"

    def get_queryset(self):
        mine = Signup.objects.managed_by(self.request.user).select_related("volunteer")
        return mine.defer("volunteer__document_number")

    @extend_schema(
        summary=_("现场补一个没报名就来了的人"), request=AddInput, responses={201: ListedSerializer}
    )
    def create(self, request):
        sent = read(AddInput, request)
        signup = absences.add_on_the_spot(sent["shift"], number=sent["number"], by=request.user)
        return Response(self.get_serializer(signup).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("移出名单，写明原因"), request=Reason)
    @action(detail=True, methods=["post"])
    def remove(self, request, pk):
        signup, reason = self.get_object(), read(Reason, request)["reason"]
        absences.remove_signup(signup, reason=reason, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("没来改记为请假，写明原因"), request=Reason)
    @action(detail=True, methods=["post"])
    def excuse(self, request, pk):
        signup, reason = self.get_object(), read(Reason, request)["reason"]
        absences.excuse(signup, reason=reason, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("班次结束后，记下谁没有来"), request=Chosen, responses={204: None})
    @action(detail=False, methods=["post"])
    def missed(self, request):
        chosen = chosen_from(self.get_queryset(), read(Chosen, request)["ids"])
        absences.note_no_shows(chosen, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary=_("邀请人来：编号有没有人、愿不愿意被邀请，都不说"),
        request=InviteInput,
        responses={204: None},
    )
    @action(detail=False, methods=["post"])
    def invite(self, request):
        sent = read(InviteInput, request)
        if sent["members"]:
            invitations.invite_members(sent["shift"], by=request.user)
        else:
            invitations.invite(sent["shift"], numbers=sent["numbers"], by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


router = SimpleRouter(use_regex_path=False)
router.register("signups", ListedViewSet, basename="signup")
urlpatterns = router.urls
