"""An office starts an emergency; another officer publishes it from the queue, and people are called."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions import start_emergency
from apps.activities.actions.emergencies import offices_of
from apps.activities.actions.shifts import MOST_PLACES
from apps.activities.api.manage import Checked, ManagedActivitySerializer
from apps.activities.models import Activity, Protection
from apps.core.api import Codes, RowCode, RowKey, Typed, read
from apps.organizations.forms import ContactPhoneField
from apps.organizations.models import Office, Organization
from apps.regions.models import Region
from apps.registration.models import ServiceField, Skill

SAID = [
    *["title", "description", "place", "risks", "service_fields", "protections", "required_skills"],
    *["contact_name", "contact_phone"],
]


class EmergencyInput(Checked):
    office = RowKey(
        lambda user: Office.objects.filter(pk__in=[office.pk for office in offices_of(user)]),
        help_text=_("以我任职的哪个部门发起"),
    )
    organization = RowKey(Organization.objects.approved(), help_text=_("由本地区哪个组织来办"))
    region = RowCode(Region.objects.current().filter(level__gte=Region.Level.BANNER))
    title = serializers.CharField(max_length=50)
    description = serializers.CharField(max_length=2000)
    place = serializers.CharField(max_length=80)
    risks = serializers.CharField(max_length=300)
    service_fields = Codes(ServiceField.objects.all(), min_length=1, max_length=4)
    protections = Codes(Protection.objects.all(), min_length=1)
    required_skills = Codes(Skill.objects.all(), required=False, default=list)
    contact_name = serializers.CharField(max_length=40)
    contact_phone = Typed(ContactPhoneField())
    position = serializers.CharField(max_length=30)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)


class EmergencyViewSet(viewsets.GenericViewSet):
    queryset = Activity.objects.none()
    serializer_class = ManagedActivitySerializer

    @extend_schema(
        summary=_("部门发起应急活动，另一位审核员发布以后召集人"),
        request=EmergencyInput,
        responses={201: ManagedActivitySerializer},
    )
    def create(self, request):
        if not offices_of(request.user):
            raise Http404
        sent = read(EmergencyInput, request)
        activity = start_emergency(
            **{name: sent[name] for name in ("office", "organization", "region", "position", "capacity")},
            notice={name: sent[name] for name in SAID},
            times=(sent["starts_at"], sent["ends_at"]),
            kinds=sent["checked"],
            by=request.user,
        )
        made = Activity.objects.with_phase().select_related("organization", "region").get(pk=activity.pk)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register("emergencies", EmergencyViewSet, basename="emergency")
urlpatterns = router.urls
