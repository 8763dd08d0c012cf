"""Who is trained: member by member, team by team, who lacks what, and the figures of a region."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from apps.core import days
from apps.core.api import YesOrNo
from apps.organizations.models import Member, Organization
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.training.api.seen import (
    Asked,
    EndingViewSet,
    PlaceViewSet,
    Seen,
    SeenSessionViewSet,
    TagAsked,
    ThinViewSet,
    kind_filter,
)
from apps.training.demands import lacking, last_held
from apps.training.members import narrowed, with_what_they_hold
from apps.training.models import Completion, TrainedFigures, TrainingKind
from apps.training.teams import tagged, teams_of


class TeamSerializer(serializers.Serializer):
    organization = serializers.IntegerField(source="organization.pk")
    name = serializers.CharField(source="organization.name")
    members = serializers.IntegerField()
    trained = serializers.IntegerField(help_text=_("今天有有效培训的成员"))
    share = serializers.FloatField(allow_null=True, help_text=_("百分之几；没有成员是空的"))
    ending = serializers.IntegerField(help_text=_("快到期的"))


class TeamAsked(TagAsked):
    kind = kind_filter()


@extend_schema_view(list=extend_schema(summary=_("按队伍看谁受过训练")))
class TeamViewSet(Seen):
    queryset = Organization.objects.none()
    serializer_class = TeamSerializer
    filterset_class = TeamAsked

    def get_queryset(self):
        return tagged(self.keeper().teams(), self.asked("tag"))

    def lines(self, rows):
        return teams_of(rows, self.asked("kind"))


class HeldTrainingSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(source="kind_id")
    kind_name = serializers.CharField(source="kind.name")

    class Meta:
        model = Completion
        fields = ["kind", "kind_name", "passed_on", "expires_on"]


class TrainedMemberSerializer(serializers.Serializer):
    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")
    backbone_since = serializers.DateField(source="member.backbone_since", allow_null=True)
    held = HeldTrainingSerializer(many=True, help_text=_("今天有效的培训"))


class MemberAsked(Asked):
    kind = kind_filter()
    lack = YesOrNo(help_text=_("true 是该有这一类却没有的人；要写上类别"))

    def is_valid(self):
        """Nobody lacks nothing in particular."""
        if super().is_valid() and self.form.cleaned_data["lack"] and not self.form.cleaned_data["kind"]:
            self.form.add_error("kind", _("写上是哪一类。"))
        return super().is_valid()


@extend_schema_view(list=extend_schema(summary=_("成员受过什么训练；只列实名核验通过的")))
class TrainedMemberViewSet(Seen):
    queryset = Member.objects.none()
    serializer_class = TrainedMemberSerializer
    filterset_class = MemberAsked
    page_by = "begun_at"

    def get_queryset(self):
        rows, lack = Member.objects.of(self.keeper().place), bool(self.asked("lack"))
        return narrowed(rows, self.asked("kind"), lack=lack, day=days.today())

    def lines(self, rows):
        return with_what_they_hold(rows, days.today())


class LackingSerializer(serializers.Serializer):
    name = serializers.CharField(source="person.masked_name")
    number = serializers.CharField(source="person.number")
    region = serializers.CharField(source="person.region_id")
    ended_on = serializers.DateField(allow_null=True, help_text=_("上一次到哪天为止有效；没上过是空的"))


class LackingAsked(Asked):
    kind = kind_filter()


@extend_schema_view(list=extend_schema(summary=_("谁该有一类培训却没有；不写类别是基础培训")))
class LackingViewSet(Seen):
    queryset = Volunteer.objects.none()
    serializer_class = LackingSerializer
    filterset_class = LackingAsked
    page_by = "region_id"

    def kind(self):
        return self.asked("kind") or TrainingKind.objects.get(pk=TrainingKind.BASIC)

    def get_queryset(self):
        here = Volunteer.objects.filter(region__code__startswith=self.keeper().place.pk)
        return lacking(here, self.kind(), days.today()).defer("document_number")

    def lines(self, rows):
        held = last_held(rows, self.kind().pk, days.today())
        return [{"person": person, "ended_on": last and last.expires_on} for person, last in held]


class TrainedFiguresSerializer(serializers.ModelSerializer):
    share = serializers.FloatField(
        allow_null=True, help_text=_("百分之几；没有人，或者是专业培训的合计，就是空的")
    )

    class Meta:
        model = TrainedFigures
        fields = [
            "region",
            "kind",
            "group",
            "year",
            "people",
            "trained",
            "share",
            "completions",
            "counted_at",
        ]
        extra_kwargs = {
            "kind": {"help_text": _("类别的代码；合计是空的")},
            "group": {"help_text": _("按给谁的合计；一类的、任何一类的是空的")},
            "people": {"help_text": _("该有的人：骨干培训是骨干，别的是实名志愿者")},
        }


class FiguresFilter(django_filters.FilterSet):
    region = django_filters.CharFilter(max_length=6, help_text=_("只看一个地方：这里，或者下一级"))
    year = django_filters.NumberFilter(min_value=2000, max_value=9999)
    kind = kind_filter()
    group = django_filters.ChoiceFilter(choices=TrainingKind.Group.choices, help_text=_("按给谁的合计"))

    class Meta:
        model = TrainedFigures
        fields = ["region", "year", "kind", "group"]


@extend_schema_view(list=extend_schema(summary=_("受过训练的人数和比例：这里和下一级，按类别、年份")))
class FiguresViewSet(Seen):
    queryset = TrainedFigures.objects.none()
    serializer_class = TrainedFiguresSerializer
    filterset_class = FiguresFilter

    def get_queryset(self):
        place = self.keeper().place
        below = Region.objects.current().filter(parent=place, level__lte=Region.Level.BANNER)
        return TrainedFigures.objects.filter(region__in=[place.pk, *below.values_list("pk", flat=True)])


# Where the lists stand: those of both sides, and of each its own.
BOTH = {
    "sessions": SeenSessionViewSet,
    "thin-sessions": ThinViewSet,
    "ending": EndingViewSet,
    "teams": TeamViewSet,
    "stations": PlaceViewSet,
}
AT = {
    "organization": ("managed-organizations/<int:organization>", BOTH | {"members": TrainedMemberViewSet}),
    "region": ("regions/<str:region>", BOTH | {"lacking": LackingViewSet, "figures": FiguresViewSet}),
}
router = SimpleRouter(use_regex_path=False)
for side, (base, lists) in AT.items():
    for word, viewset in lists.items():
        router.register(f"{base}/training/{word}", viewset, basename=f"{side}-training-{word}")
urlpatterns = router.urls
