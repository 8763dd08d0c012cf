"""Files that an office looks up by the volunteer number: who answers for whom, and an identity that turns out to be
somebody else's."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, Reason, read
from apps.registration.actions import end_guardianship, void_identity
from apps.registration.forms import NumberForm
from apps.registration.models import Guardianship, Volunteer


class FoundFileSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="masked_name")
    document = serializers.CharField(source="masked_document", help_text=_("遮住的证件号码"))
    region = serializers.CharField(source="region_id")

    class Meta:
        model = Volunteer
        fields = ["id", "number", "name", "document_type", "document", "region", "identity_state"]


class Number(Input):
    number = serializers.CharField(max_length=40, help_text=_("志愿者编号，12位数字"))


@extend_schema_view(retrieve=extend_schema(summary=_("一份档案，证件遮住")))
class FileViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Volunteer.objects.none()
    serializer_class = FoundFileSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        return Volunteer.objects.decidable_by(self.request.user)

    @extend_schema(summary=_("按志愿者编号找一份档案"), request=Number, responses=FoundFileSerializer)
    @action(detail=False, methods=["post"])
    def find(self, request):
        form = NumberForm(read(Number, request), files=self.get_queryset())
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return Response(FoundFileSerializer(form.file).data)

    @extend_schema(summary=_("身份是冒用的，作废"), request=Reason, responses={204: None})
    @action(detail=True, methods=["post"])
    def void(self, request, pk):
        void_identity(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class BondSerializer(serializers.ModelSerializer):
    guardian_name = serializers.CharField(source="guardian.masked_name")
    child_name = serializers.CharField(source="child.masked_name")

    class Meta:
        model = Guardianship
        fields = ["id", "guardian", "guardian_name", "child", "child_name", "relation", "linked_at"]


class BondFilter(django_filters.FilterSet):
    child = django_filters.NumberFilter(help_text=_("孩子的档案的 id"))
    guardian = django_filters.NumberFilter(help_text=_("监护人的档案的 id"))

    class Meta:
        model = Guardianship
        fields = ["child", "guardian"]


def shown(bonds):
    unread = ["guardian__document_number", "child__document_number"]
    return bonds.select_related("guardian", "child").defer(*unread)


@extend_schema_view(list=extend_schema(summary=_("归我管的孩子和他们的监护人")))
class GuardianshipViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Guardianship.objects.none()
    serializer_class = BondSerializer
    filterset_class = BondFilter
    lookup_value_converter = "int"
    page_by = "linked_at"
    page_shows = staticmethod(shown)

    def get_queryset(self):
        return Guardianship.objects.endable_by(self.request.user)

    @extend_schema(summary=_("监护关系不对，结束它"), request=Reason, responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request, pk):
        end_guardianship(self.get_object(), by=request.user, reason=read(Reason, request)["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)


router = SimpleRouter(use_regex_path=False)
router.register("identity-files", FileViewSet, basename="identity-file")
router.register("guardianships", GuardianshipViewSet, basename="guardianship")
urlpatterns = router.urls
