"""What anyone sees: the list of activities and one of them."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from apps.activities.api.search import ActivityFilter
from apps.activities.cards import shown
from apps.activities.finding import order_of
from apps.activities.models import Activity, ActivityPicture, Shift
from apps.activities.offers import obstacle_of, offers_of
from apps.registration.models import Volunteer


class ActivitySerializer(serializers.ModelSerializer):
    organization_name = serializers.CharField(source="organization.name")
    region = serializers.CharField(source="region_id")
    region_name = serializers.CharField(source="region.name")
    phase = serializers.ChoiceField(
        choices=Activity.Phase.choices, help_text=_("招募中的活动，按时间和名额再细分")
    )
    metres = serializers.IntegerField(
        default=None, allow_null=True, help_text=_("离所问的位置多少米；没有问就是空的")
    )

    class Meta:
        model = Activity
        fields = [
            *["id", "title", "organization", "organization_name", "region", "region_name", "place"],
            *["service_fields", "beneficiaries", "minimum_age", "maximum_age", "starts_at", "ends_at"],
            *["state", "phase", "is_emergency", "longitude", "latitude", "metres"],
        ]


class ShownPictureSerializer(serializers.ModelSerializer):
    url = serializers.CharField(source="picture.url")

    class Meta:
        model = ActivityPicture
        fields = ["url", "alt", "of_summary"]


class OfferSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="shift.pk")
    position = serializers.CharField(source="shift.position.name")
    requirements = serializers.CharField(source="shift.position.requirements")
    required_trainings = serializers.ListField(
        source="shift.position.required_trainings",
        child=serializers.CharField(),
        help_text=_("要完成哪几类培训"),
    )
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    capacity = serializers.IntegerField(source="shift.capacity")
    left = serializers.IntegerField(source="shift.left")
    refusal = serializers.CharField(help_text=_("为什么报不了；空着就是可以报"))

    class Meta:
        model = Shift
        fields = [
            *["id", "position", "requirements", "required_trainings", "starts_at", "ends_at", "capacity"],
            *["left", "refusal"],
        ]


class ActivityDetailSerializer(ActivitySerializer):
    shifts = serializers.SerializerMethodField()
    pictures = ShownPictureSerializer(many=True, help_text=_("活动的图片和结项的图片"))
    contact_phone = serializers.SerializerMethodField(help_text=_("没有公开就是空的"))
    contact_email = serializers.SerializerMethodField(help_text=_("没有公开、没有填就是空的"))

    class Meta(ActivitySerializer.Meta):
        fields = [
            *ActivitySerializer.Meta.fields,
            *["description", "requirements", "risks", "protections", "required_skills", "minutes_before"],
            *["residents_of", "members_only", "opens_at", "closes_at", "cancel_hours", "contact_name"],
            *["contact_phone", "contact_email", "reason", "summary", "pictures", "shifts"],
        ]

    def get_contact_phone(self, activity) -> str:
        return activity.contact_phone if activity.contact_is_public else ""

    def get_contact_email(self, activity) -> str:
        return activity.contact_email if activity.contact_is_public else ""

    def get_shifts(self, activity) -> OfferSerializer(many=True):
        user = self.context["request"].user
        volunteer = Volunteer.objects.filter(user=user).first() if user.is_authenticated else None
        rows = OfferSerializer(offers_of(activity, volunteer), many=True).data
        if volunteer or activity.has_ended_sign_up():
            obstacle = obstacle_of(activity, user, volunteer)
            for row in rows:
                row["refusal"] = row["refusal"] or (obstacle.words if obstacle else "")
        return rows


@extend_schema_view(
    list=extend_schema(summary=_("正在招募的活动")), retrieve=extend_schema(summary=_("一个活动"))
)
class ActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Activity.objects.public().with_phase().select_related("organization", "region")
    permission_classes = [AllowAny]
    filterset_class = ActivityFilter
    lookup_value_converter = "int"

    page_shows = staticmethod(shown)

    @property
    def page_by(self):
        return self.order[0]

    @property
    def page_descending(self):
        return self.order[1]

    @property
    def order(self):
        return order_of(self.request.query_params)

    def get_serializer_class(self):
        return ActivityDetailSerializer if self.action == "retrieve" else ActivitySerializer


router = SimpleRouter(use_regex_path=False)
router.register("activities", ActivityViewSet, basename="activity")
urlpatterns = router.urls
