"""What anyone sees: kinds of training and the sessions to come."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, RowCode, YesOrNo, read
from apps.training import actions
from apps.training.models import Course, Session, TrainingKind
from apps.training.reach import own_regions


class KindSerializer(serializers.ModelSerializer):
    region = serializers.CharField(
        source="region_id", allow_null=True, help_text=_("哪个地区加的；空的是全区")
    )

    class Meta:
        model = TrainingKind
        fields = ["code", "name", "group", "region"]


class KindInput(Input):
    region = RowCode(own_regions, help_text=_("替哪个地区的部门"))
    name = serializers.CharField(max_length=20)
    group = serializers.ChoiceField(choices=TrainingKind.Group.choices, help_text=_("给谁的"))


class SessionSerializer(serializers.ModelSerializer):
    title = serializers.CharField(source="course.title")
    kind = serializers.CharField(source="kind_id")
    kind_name = serializers.CharField(source="kind.name")
    organizer = serializers.CharField(source="course.organizer")
    how = serializers.ChoiceField(source="course.how", choices=Course.How.choices)
    contents = serializers.CharField(source="course.contents")
    minutes = serializers.IntegerField(source="course.minutes", help_text=_("学时，分钟"))
    pass_mark = serializers.IntegerField(
        source="course.pass_mark", allow_null=True, help_text=_("小测验及格线；空的没有测验")
    )
    region = serializers.CharField(source="region_id")
    left = serializers.IntegerField()

    class Meta:
        model = Session
        fields = [
            *["id", "course", "title", "kind", "kind_name", "organizer", "how", "contents", "minutes"],
            *["pass_mark", "region", "place", "trainer", "starts_at", "ends_at", "capacity", "left"],
            *["called_off_at"],
        ]


class SessionFilter(django_filters.FilterSet):
    region = django_filters.CharFilter(method="within", max_length=12, help_text=_("盟市或旗县的代码"))
    kind = django_filters.ModelChoiceFilter(
        queryset=TrainingKind.objects.all(), to_field_name="code", help_text=_("培训类别的代码")
    )
    how = django_filters.ChoiceFilter(
        field_name="course__how", choices=Course.How.choices, help_text=_("现场或线上")
    )
    places = YesOrNo(method="with_places", help_text=_("还有名额的"))

    class Meta:
        model = Session
        fields = ["region", "kind", "how", "places"]

    def within(self, sessions, _name, code):
        return sessions.in_region(code)

    def with_places(self, sessions, _name, wanted):
        return sessions.bookable() if wanted else sessions


@extend_schema_view(list=extend_schema(summary=_("培训类别")))
class KindViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = TrainingKind.objects.all()
    serializer_class = KindSerializer
    page_by = "order"

    def get_permissions(self):
        return [AllowAny()] if self.action == "list" else super().get_permissions()

    @extend_schema(summary=_("部门加一个培训类别"), request=KindInput, responses={201: KindSerializer})
    def create(self, request):
        sent = read(KindInput, request)
        made = actions.add_kind(sent.pop("region"), by=request.user, **sent)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary=_("接下来的培训场次")), retrieve=extend_schema(summary=_("一场培训"))
)
class SessionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Session.objects.none()
    serializer_class = SessionSerializer
    permission_classes = [AllowAny]
    filterset_class = SessionFilter
    lookup_value_converter = "int"
    page_by = "starts_at"

    def get_queryset(self):
        sessions = Session.objects.listed() if self.action == "list" else Session.objects.public()
        return sessions.select_related("course__organization", "course__region", "kind")


router = SimpleRouter(use_regex_path=False)
router.register("training/kinds", KindViewSet, basename="training-kind")
router.register("training/sessions", SessionViewSet, basename="training-session")
urlpatterns = router.urls
