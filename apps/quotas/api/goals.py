"""Goals for programs: one's own, what a place asks for, and what another policy would touch."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.activities.models import Activity
from apps.core import days
from apps.core.api import Input, read
from apps.core.idempotency import OncePerKey
from apps.organizations.models import Organization, governed_codes
from apps.quotas import actions
from apps.quotas.actions.asking import identities_at
from apps.quotas.actions.drafts import numbers_in_force
from apps.quotas.course import State
from apps.quotas.effects import by_place
from apps.quotas.history import school_years_of
from apps.quotas.mine import fitting_near, goal_of
from apps.quotas.models import GOAL_IDENTITIES, DraftEffect, DraftRow, GoalRow, PolicyDraft, YearStanding
from apps.quotas.views.asking import POWER
from apps.regions.models import Region
from apps.registration.models import Volunteer

MOST = 600_000
WITH_A_GOAL = [(one.value, one.label) for one in GOAL_IDENTITIES]


class YearStandingSerializer(serializers.ModelSerializer):
    is_met = serializers.BooleanField()
    missing = serializers.IntegerField()
    state = serializers.SerializerMethodField(help_text=_("按自然年，到今天为止"))

    class Meta:
        model = YearStanding
        fields = ["year", "identity", "goal", "minutes", "is_met", "missing", "state"]

    def get_state(self, row) -> str:
        return row.course(days.today()).state.value


@extend_schema_view(list=extend_schema(summary=_("我各年的目标")))
class MyYearViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = YearStanding.objects.none()
    serializer_class = YearStandingSerializer
    page_by, page_descending = "year", True

    def get_queryset(self):
        return YearStanding.objects.filter(volunteer__user=self.request.user)


class NearActivitySerializer(serializers.ModelSerializer):
    class Meta:
        model = Activity
        fields = ["id", "title", "region", "place", "next_at"]


class SchoolYearSerializer(serializers.Serializer):
    began = serializers.IntegerField(source="span.first.year", help_text=_("从这一年的九月一日起"))
    minutes = serializers.IntegerField()
    goal = serializers.IntegerField(help_text=_("学校那时按学年算的才有，没有的是0"))
    state = serializers.ChoiceField(State.choices)


class MyGoalSerializer(serializers.Serializer):
    first = serializers.DateField(source="course.span.first")
    last = serializers.DateField(source="course.span.last")
    goal = serializers.IntegerField(source="course.goal")
    minutes = serializers.IntegerField(source="course.minutes")
    missing = serializers.IntegerField(source="course.missing")
    expected = serializers.IntegerField(source="course.expected", help_text=_("平均算，到今天该有多少"))
    state = serializers.ChoiceField(State.choices, source="course.state")
    is_school_year = serializers.BooleanField(source="course.is_school_year")
    asked_by = serializers.CharField(
        source="asked_by.name", default=None, allow_null=True, help_text=_("比规定要得多的地区、学校或单位")
    )
    rule = serializers.CharField(help_text=_("一年里换过身份的，按哪个算"))
    reminded = serializers.ListField(child=serializers.DateField())
    school_years = SchoolYearSerializer(many=True, help_text=_("上学的各学年，最近的在前"))
    near = NearActivitySerializer(many=True, help_text=_("附近能报的几个活动，只推荐"))


class MyGoalView(APIView):
    @extend_schema(summary=_("我今年的目标"), responses=MyGoalSerializer)
    def get(self, request):
        volunteer = get_object_or_404(Volunteer, user=request.user)
        goal = goal_of(volunteer)
        wanted = volunteer.is_passed and goal.course.state in {State.BEHIND, State.ON_COURSE}
        near = fitting_near(volunteer, by=request.user) if wanted else []
        return Response(MyGoalSerializer(Shown(goal, near, school_years_of(volunteer))).data)


class Shown:
    """A goal with the activities beside it, and the school years before it."""

    def __init__(self, goal, near, school_years):
        self.goal, self.near, self.school_years = goal, near, school_years

    def __getattr__(self, name):
        return getattr(self.goal, name)


class GoalRowSerializer(serializers.ModelSerializer):
    class Meta:
        model = GoalRow
        fields = ["id", "identity", "minutes", "period", "valid_from", "is_to_come"]
        extra_kwargs = {"is_to_come": {"read_only": True}}

    is_to_come = serializers.BooleanField(read_only=True, help_text=_("还没开始算，能撤"))


class GoalRowInput(Input):
    identity = serializers.ChoiceField(WITH_A_GOAL)
    minutes = serializers.IntegerField(min_value=1, max_value=MOST)
    valid_from = serializers.DateField(help_text=_("最早从明天起"))
    period = serializers.ChoiceField(GoalRow.Period.choices, default=GoalRow.Period.CALENDAR)


class Goals(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = GoalRow.objects.none()
    serializer_class = GoalRowSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "valid_from", True

    def get_queryset(self):
        return GoalRow.objects.of(self.place())

    def asked(self, request):
        row = actions.ask_for_more(self.place(), by=request.user, **read(GoalRowInput, request))
        return Response(GoalRowSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("撤掉还没开始算的"), request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request, **kwargs):
        actions.take_back(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(list=extend_schema(summary=_("这个学校、单位给自己人定的目标")))
class OrganizationGoalViewSet(Goals):
    def place(self):
        mine = Organization.objects.owned_by(self.request.user).select_related("kind")
        place = get_object_or_404(mine, pk=self.kwargs["organization"])
        if not identities_at(place):
            raise NotFound
        return place

    @extend_schema(summary=_("从一天起定多一些"), request=GoalRowInput, responses={201: GoalRowSerializer})
    def create(self, request, organization):
        return self.asked(request)


def region_of(view):
    """The region in the address, for the officers who may set goals there."""
    code = view.kwargs["region"]
    if not any(code.startswith(own) for own in governed_codes(view.request.user, POWER)):
        raise NotFound
    return get_object_or_404(Region, pk=code)


@extend_schema_view(list=extend_schema(summary=_("这个地区定的目标")))
class RegionGoalViewSet(Goals):
    def place(self):
        return region_of(self)

    @extend_schema(summary=_("从一天起定多一些"), request=GoalRowInput, responses={201: GoalRowSerializer})
    def create(self, request, region):
        return self.asked(request)


class PolicyNumberSerializer(serializers.ModelSerializer):
    class Meta:
        model = DraftRow
        fields = ["topic", "item", "value"]


class PolicyDraftSerializer(serializers.ModelSerializer):
    counted_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text=_("什么时候数的；空着就是还在数")
    )

    class Meta:
        model = PolicyDraft
        fields = ["id", "name", "state", "made_at", "counted_at", "valid_from", "source"]


class PolicyEffectSerializer(serializers.ModelSerializer):
    class Meta:
        model = DraftEffect
        fields = ["region", *DraftEffect.COUNTS]


class PolicyDraftDetailSerializer(PolicyDraftSerializer):
    rows = PolicyNumberSerializer(many=True)
    effects = serializers.SerializerMethodField(help_text=_("各旗县有多少人会变"))

    class Meta(PolicyDraftSerializer.Meta):
        fields = [*PolicyDraftSerializer.Meta.fields, "rows", "effects"]

    def get_effects(self, draft) -> PolicyEffectSerializer(many=True):
        return PolicyEffectSerializer(by_place(draft)[0], many=True).data


class PolicyNumberInput(Input):
    topic = serializers.ChoiceField(DraftRow.Topic.choices)
    item = serializers.CharField(max_length=40, help_text=_("一到五星是1到5，目标是身份的代码"))
    value = serializers.IntegerField(min_value=1, max_value=MOST, help_text=_("分钟"))


class PolicyDraftInput(Input):
    name = serializers.CharField(max_length=60)
    numbers = PolicyNumberInput(many=True, allow_empty=False, max_length=8)

    def validate_numbers(self, numbers):
        known = numbers_in_force()
        found = {(one["topic"], one["item"]): one["value"] for one in numbers}
        if set(found) - set(known):
            raise serializers.ValidationError(_("有不认识的代码。"))
        if len(found) != len(numbers):
            raise serializers.ValidationError(_("这一项写了两次。"))
        return known | found


class PolicyInForceInput(Input):
    valid_from = serializers.DateField(help_text=_("最早从明天起"))
    source = serializers.CharField(max_length=200, help_text=_("按哪个文件"))


@extend_schema_view(
    list=extend_schema(summary=_("这个地区的草案")),
    retrieve=extend_schema(
        summary=_("一份草案，和各旗县有多少人会变"), responses=PolicyDraftDetailSerializer
    ),
)
class DraftViewSet(OncePerKey, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = PolicyDraft.objects.none()
    serializer_class = PolicyDraftSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return PolicyDraft.objects.of(region_of(self))

    def get_serializer_class(self):
        return PolicyDraftSerializer if self.action == "list" else PolicyDraftDetailSerializer

    def answered(self, draft, code=status.HTTP_200_OK):
        return Response(PolicyDraftDetailSerializer(draft).data, status=code)

    @extend_schema(
        summary=_("写一份草案，随后就数会变的人"),
        request=PolicyDraftInput,
        responses={201: PolicyDraftDetailSerializer},
    )
    def create(self, request, region):
        there, sent = region_of(self), read(PolicyDraftInput, request)
        made = actions.draft_policy(there, by=request.user, **sent)
        return self.answered(made, status.HTTP_201_CREATED)

    @extend_schema(summary=_("按现在的时长重新算"), request=None, responses=PolicyDraftDetailSerializer)
    @action(detail=True, methods=["post"])
    def count(self, request, **kwargs):
        return self.answered(actions.count_again(self.get_object(), by=request.user))

    @extend_schema(
        summary=_("从一天起按它算"), request=PolicyInForceInput, responses=PolicyDraftDetailSerializer
    )
    @action(detail=True, methods=["post"], url_path="put-in-force")
    def put_in_force(self, request, **kwargs):
        draft = self.get_object()
        return self.answered(
            actions.put_in_force(draft, by=request.user, **read(PolicyInForceInput, request))
        )

    @extend_schema(summary=_("不用了"), request=None, responses=PolicyDraftDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, **kwargs):
        return self.answered(actions.withdraw_draft(self.get_object(), by=request.user))


router = SimpleRouter(use_regex_path=False)
router.register("me/years", MyYearViewSet, basename="my-year")
router.register(
    "managed-organizations/<int:organization>/goals", OrganizationGoalViewSet, basename="organization-goal"
)
router.register("regions/<str:region>/goals", RegionGoalViewSet, basename="region-goal")
router.register("regions/<str:region>/policy-drafts", DraftViewSet, basename="policy-draft")
urlpatterns = [path("me/goal/", MyGoalView.as_view(), name="my-goal"), *router.urls]
