"""Notices in the hands of the organisation that writes them."""

import django_filters
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities import actions, repeats
from apps.activities.actions.shifts import MOST_PLACES
from apps.activities.api.public import ActivitySerializer, ShownPictureSerializer
from apps.activities.models import Activity, ActivityPicture, Beneficiary, Position, Protection, Shift
from apps.activities.models.notice_rules import EAST, NORTH, SOUTH, WEST
from apps.activities.never import KINDS, SixKindsForm
from apps.activities.notice_forms import ContactEmailField
from apps.activities.schedule_forms import moments
from apps.core.api import Codes, Input, Reason, RowCode, RowKey, Strict, Typed, read
from apps.core.errors import Refused
from apps.core.files_api import OfferedFile
from apps.core.models import PolicyRow
from apps.insurance.models import Policy
from apps.organizations.forms import ContactPhoneField
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.models import ServiceField, Skill
from apps.training.models import TrainingKind


class ManagedShiftSerializer(serializers.ModelSerializer):
    class Meta:
        model = Shift
        fields = ["id", "starts_at", "ends_at", "break_minutes", "capacity", "taken", "called_off_at"]


class PositionSerializer(serializers.ModelSerializer):
    shifts = ManagedShiftSerializer(many=True)

    class Meta:
        model = Position
        fields = ["id", "name", "requirements", "required_skills", "required_trainings", "shifts"]


class ManagedActivitySerializer(ActivitySerializer):
    positions = PositionSerializer(many=True)
    pictures = ShownPictureSerializer(many=True)

    class Meta(ActivitySerializer.Meta):
        fields = [
            *ActivitySerializer.Meta.fields,
            *["description", "requirements", "risks", "protections", "required_skills", "minutes_before"],
            *["residents_of", "members_only", "opens_at", "closes_at", "cancel_hours", "contact_name"],
            *["contact_is_public", "is_hazardous", "policy", "changed_at", "summary", "closed_at"],
            *["created_at", "submitted_at", "decided_at", "reason", "pictures", "positions"],
        ]


class ActivityInput(Strict, serializers.ModelSerializer):
    region = RowCode(Region.objects.current().filter(level__gte=Region.Level.BANNER))
    service_fields = Codes(ServiceField.objects.all(), min_length=1, max_length=4)
    protections = Codes(Protection.objects.all(), min_length=1)
    beneficiaries = Codes(Beneficiary.objects.all(), required=False)
    contact_phone = Typed(ContactPhoneField())
    contact_email = Typed(ContactEmailField(), required=False, allow_blank=True)
    minimum_age = serializers.IntegerField(min_value=3, max_value=70, required=False)
    maximum_age = serializers.IntegerField(min_value=3, max_value=120, required=False, allow_null=True)
    required_skills = Codes(Skill.objects.all(), required=False)
    minutes_before = serializers.IntegerField(
        min_value=0, max_value=60_000, required=False, help_text=_("要先服务满多少分钟")
    )
    residents_of = RowCode(
        Region.objects.current(),
        required=False,
        allow_null=True,
        help_text=_("只招这里的人：活动所在的旗县或盟市"),
    )
    cancel_hours = serializers.IntegerField(min_value=0, max_value=720, required=False)
    policy = RowKey(
        lambda user: Policy.objects.in_force(),
        required=False,
        allow_null=True,
        help_text=_("这个活动自己的保险；给全部志愿者的不用写"),
    )
    longitude = serializers.FloatField(min_value=WEST, max_value=EAST, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=SOUTH, max_value=NORTH, required=False, allow_null=True)

    class Meta:
        model = Activity
        fields = [
            *["region", "title", "description", "service_fields", "beneficiaries", "place", "longitude"],
            *["latitude", "requirements", "minimum_age", "maximum_age", "required_skills", "minutes_before"],
            *["residents_of", "members_only", "risks", "is_hazardous", "policy", "protections"],
            *["contact_name", "contact_phone", "contact_email", "contact_is_public"],
            *["opens_at", "closes_at", "cancel_hours"],
        ]


class DraftInput(ActivityInput):
    organization = RowKey(Organization.objects.managed_by)

    class Meta(ActivityInput.Meta):
        fields = ["organization", *ActivityInput.Meta.fields]


class ShiftTimes(Input):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ShiftInput(ShiftTimes):
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)
    break_minutes = serializers.IntegerField(
        min_value=0, max_value=720, required=False, help_text=_("不算服务时长")
    )


class RepeatInput(Input):
    """A rule: on days of the week, or every so many days."""

    first = serializers.DateField()
    until = serializers.DateField(required=False, default=None)
    count = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, default=None)
    weekdays = serializers.MultipleChoiceField(
        choices=range(1, 8), required=False, default=set, help_text=_("周几，1是周一；不写就按 step")
    )
    step = serializers.IntegerField(min_value=1, max_value=92, default=7, help_text=_("每几天一次"))
    without = serializers.ListField(
        child=serializers.DateField(), max_length=200, default=list, help_text=_("这些天不排")
    )
    without_holidays = serializers.BooleanField(default=False, help_text=_("国家放假的日子不排"))
    start = serializers.TimeField()
    end = serializers.TimeField()
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)
    break_minutes = serializers.IntegerField(min_value=0, max_value=720, default=0)

    def validate(self, sent):
        if sent["until"] is None and sent["count"] is None:
            raise serializers.ValidationError({"until": [_("写到哪天为止，或者一共几次。")]})
        return sent


class Checked(Input):
    """Each of the six kinds that may not be published was read."""

    checked = serializers.MultipleChoiceField(choices=KINDS, help_text=_("六条都看过，都没问题"))

    def validate_checked(self, checked):
        form = SixKindsForm({"checked": list(checked)})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors["checked"])
        return checked


class Picture(Input):
    picture = OfferedFile(kind="picture", is_public=True)
    alt = serializers.CharField(max_length=80, help_text=_("图里有什么"))


class Summary(Input):
    summary = serializers.CharField(max_length=1000)
    pictures = Picture(many=True, required=False, max_length=ActivityPicture.MOST)


class Pictures(Input):
    pictures = Picture(many=True, max_length=ActivityPicture.MOST)


class PositionInput(Input):
    name = serializers.CharField(max_length=30)
    requirements = serializers.CharField(max_length=200, required=False, allow_blank=True)
    required_skills = Codes(Skill.objects.all(), required=False)
    required_trainings = Codes(
        TrainingKind.objects.all(), required=False, help_text=_("要完成哪几类培训，到那天还有效")
    )
    shifts = ShiftInput(many=True, required=False, max_length=50)


class Places(Input):
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)


class ManagedFilter(django_filters.FilterSet):
    class Meta:
        model = Activity
        fields = ["organization", "state"]


@extend_schema_view(
    list=extend_schema(summary=_("我们组织的活动")), retrieve=extend_schema(summary=_("我们的一个活动"))
)
class ManagedActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Activity.objects.none()
    serializer_class = ManagedActivitySerializer
    filterset_class = ManagedFilter
    lookup_value_converter = "int"
    page_by, page_descending = "created_at", True

    def get_queryset(self):
        mine = Activity.objects.managed_by(self.request.user).with_phase()
        mine = mine.select_related("organization", "region")
        return mine.prefetch_related("positions__shifts", "pictures__picture").defer(
            "contact_phone", "contact_email"
        )

    @extend_schema(summary=_("写一个草稿"), request=DraftInput, responses={201: ManagedActivitySerializer})
    def create(self, request):
        sent = dict(read(DraftInput, request))
        region = sent.pop("region")
        activity = actions.save_draft(Activity(**sent), region=region, by=request.user)
        made = self.get_queryset().get(pk=activity.pk)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("改草稿"), request=ActivityInput)
    def update(self, request, pk):
        activity, sent = self.get_object(), dict(read(ActivityInput, request))
        region = sent.pop("region")
        for name, value in sent.items():
            setattr(activity, name, value)
        actions.save_draft(activity, region=region, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("加一个岗位，连同班次"), request=PositionInput)
    @action(detail=True, methods=["post"])
    def positions(self, request, pk):
        activity, sent = self.get_object(), dict(read(PositionInput, request))
        shifts = sent.pop("shifts", [])
        with transaction.atomic():
            position = actions.add_position(activity, **sent, by=request.user)
            for shift in shifts:
                actions.add_shift(position, **shift, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("放上图片，代替原来的"), request=Pictures)
    @action(detail=True, methods=["post"])
    def pictures(self, request, pk):
        activity = self.get_object()
        actions.keep_pictures(activity, pairs(read(Pictures, request)["pictures"]), by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("照着再写一个草稿"), request=None, responses={201: ManagedActivitySerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request, pk):
        made = actions.copy_activity(self.get_object(), by=request.user)
        copy = self.get_queryset().get(pk=made.pk)
        return Response(self.get_serializer(copy).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("提交审核"), request=Checked)
    @action(detail=True, methods=["post"])
    def submit(self, request, pk):
        activity = self.get_object()
        actions.submit_activity(activity, kinds=read(Checked, request)["checked"], by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("从审核里收回来"), request=None)
    @action(detail=True, methods=["post"], url_path="pull-back", url_name="pull-back")
    def pull_back(self, request, pk):
        actions.pull_back_activity(self.get_object(), by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("撤下没人报名的活动"), request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        actions.withdraw_activity(self.get_object(), by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("写总结，结项"), request=Summary)
    @action(detail=True, methods=["post"])
    def close(self, request, pk):
        activity, sent = self.get_object(), read(Summary, request)
        shown = pairs(sent.get("pictures", []))
        actions.close_activity(activity, summary=sent["summary"], pictures=shown, by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(summary=_("取消活动"), request=Reason)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        actions.cancel_activity(self.get_object(), reason=read(Reason, request)["reason"], by=request.user)
        return self.retrieve(request, pk)


def pairs(pictures):
    return [(one["picture"], one["alt"]) for one in pictures]


def days_of(sent):
    """The days of a rule; refused where there are more than one notice may have."""
    named = ("first", "until", "count", "step", "without_holidays")
    rule = repeats.Rule(
        **{name: sent[name] for name in named},
        weekdays=frozenset(map(int, sent["weekdays"])),
        without=frozenset(sent["without"]),
    )
    most = PolicyRow.objects.value("activity", "shifts")
    found = repeats.dates(rule, most)
    if len(found) > most:
        raise Refused(
            _("太多了，一个活动最多%(most)d班。分成几个活动发。") % {"most": most}, code="too_many_shifts"
        )
    if not found:
        raise Refused(_("这样一天也没有，看看日期和周几。"), code="no_days")
    return found


class PositionViewSet(viewsets.GenericViewSet):
    queryset = Position.objects.none()
    lookup_value_converter = "int"

    def get_queryset(self):
        mine = Activity.objects.managed_by(self.request.user)
        return Position.objects.filter(activity__in=mine).select_related("activity")

    @extend_schema(summary=_("从草稿里去掉一个岗位"), responses={204: None})
    def destroy(self, request, pk):
        actions.remove_position(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("给岗位加一班"), request=ShiftInput, responses={201: ManagedShiftSerializer})
    @action(detail=True, methods=["post"])
    def shifts(self, request, pk):
        shift = actions.add_shift(self.get_object(), **read(ShiftInput, request), by=request.user)
        return Response(ManagedShiftSerializer(shift).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary=_("按规律给岗位排班"), request=RepeatInput, responses={201: ManagedShiftSerializer(many=True)}
    )
    @action(detail=True, methods=["post"])
    def repeat(self, request, pk):
        position, sent = self.get_object(), read(RepeatInput, request)
        made = actions.add_shifts(
            position,
            times=[moments(day, sent["start"], sent["end"]) for day in days_of(sent)],
            capacity=sent["capacity"],
            break_minutes=sent["break_minutes"],
            by=request.user,
        )
        return Response(ManagedShiftSerializer(made, many=True).data, status=status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register("managed-activities", ManagedActivityViewSet, basename="managed-activity")
router.register("positions", PositionViewSet, basename="position")
urlpatterns = router.urls
