"""What anyone sees: the list of activities and one of them."""

import datetime

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from apps.activities.cards import shown
from apps.activities.finding import found
from apps.activities.models import Activity, Shift
from apps.activities.offers import offers_of
from apps.core import days
from apps.regions.api import RegionCodeFilter
from apps.registration.models import ServiceField, Volunteer

TWO_YEARS = datetime.timedelta(days=730)


class ActivitySerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name")
    region = serializers.CharField(source="region_id")
    region_name = serializers.CharField(source="region.name")

    class Meta:
        model = Activity
        fields = [
            *["id", "title", "organization", "organization_name", "region", "region_name", "place"],
            *["service_fields", "minimum_age", "starts_at", "ends_at", "state"],
        ]


class OfferSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="shift.pk")
    position = serializers.CharField(source="shift.position.name")
    requirements = serializers.CharField(source="shift.position.requirements")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    capacity = serializers.IntegerField(source="shift.capacity")
    left = serializers.IntegerField(source="shift.left")
    refusal = serializers.CharField(help_text=_("为什么报不了；空着就是可以报"))

    class Meta:
        model = Shift
        fields = ["id", "position", "requirements", "starts_at", "ends_at", "capacity", "left", "refusal"]


class ActivityDetailSerializer(ActivitySerializer):
    shifts = serializers.SerializerMethodField()

    class Meta(ActivitySerializer.Meta):
        fields = [
            *ActivitySerializer.Meta.fields,
            *["description", "requirements", "risks", "beneficiaries", "contact_name", "reason", "shifts"],
        ]

    def get_shifts(self, activity) -> OfferSerializer(many=True):
        user = self.context["request"].user
        volunteer = Volunteer.objects.filter(user=user).first() if user.is_authenticated else None
        return OfferSerializer(offers_of(activity, volunteer), many=True).data


def plannable(day):
    """Nobody plans further than two years, nor looks further back than the platform is old."""
    if not datetime.date(2020, 1, 1) <= day <= days.today() + TWO_YEARS:
        raise ValidationError(_("日期太远了，选两年以内的。"), code="too_far")


@extend_schema_field(OpenApiTypes.STR)
class ServiceFieldFilter(django_filters.MultipleChoiceFilter):
    def __init__(self, **kwargs):
        super().__init__(choices=lambda: ServiceField.objects.values_list("code", "name"), **kwargs)


class ActivityFilter(django_filters.FilterSet):
    """The search of the page, and any span of days."""

    region = RegionCodeFilter(help_text=_("在这个地区里"))
    field = ServiceFieldFilter(help_text=_("服务领域，可以几个"))
    since = django_filters.DateFilter(validators=[plannable], help_text=_("这天起"))
    until = django_filters.DateFilter(validators=[plannable], help_text=_("到这天"))
    places = django_filters.BooleanFilter(help_text=_("还有名额"))
    words = django_filters.CharFilter(max_length=50, help_text=_("标题、地点、说明里的词"))

    class Meta:
        model = Activity
        fields = ["region", "field", "since", "until", "places", "words"]

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        wanted = {
            "banner": asked["region"],
            "field": asked["field"],
            "places": asked["places"],
            "q": asked["words"],
        }
        activities = found(wanted)
        if asked["since"] or asked["until"]:
            activities = activities.between(*span(asked["since"], asked["until"]))
        return shown(activities)


def span(since, until):
    """From the beginning of a day to the end of another."""
    since = since or days.today()
    until = until or days.today() + TWO_YEARS
    return days.start_of(since), days.start_of(until + datetime.timedelta(days=1))


@extend_schema_view(
    list=extend_schema(summary=_("正在招募的活动")), retrieve=extend_schema(summary=_("一个活动"))
)
class ActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Activity.objects.public().select_related("organization", "region").defer("contact_phone")
    permission_classes = [AllowAny]
    filterset_class = ActivityFilter
    lookup_value_converter = "int"
    page_by = "next_at"

    def get_serializer_class(self):
        return ActivityDetailSerializer if self.action == "retrieve" else ActivitySerializer


router = SimpleRouter(use_regex_path=False)
router.register("activities", ActivityViewSet, basename="activity")
urlpatterns = router.urls
