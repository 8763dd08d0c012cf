from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.core.api import Chosen, chosen_from, read
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.actions import recognize_stars
from apps.stars.models import Recognition, StarStanding
from apps.stars.standing import thresholds


class MyStarsSerializer(serializers.ModelSerializer):
    thresholds = serializers.ListField(child=serializers.IntegerField(), help_text=_("一到五星各要多少分钟"))

    class Meta:
        model = StarStanding
        fields = ["minutes", "reached", "reached_on", "recognized", "thresholds"]


class MyStarsView(APIView):
    @extend_schema(summary=_("我的星级"), responses=MyStarsSerializer)
    def get(self, request):
        volunteer = get_object_or_404(Volunteer, user=request.user)
        standing = StarStanding.objects.filter(volunteer=volunteer).first() or StarStanding(
            volunteer=volunteer
        )
        standing.thresholds = thresholds()
        return Response(MyStarsSerializer(standing).data)


class RecognitionSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")

    class Meta:
        model = Recognition
        fields = [
            "id",
            "volunteer",
            "name",
            "number",
            "level",
            "organization",
            "document_number",
            "recognized_at",
        ]


@extend_schema_view(list=extend_schema(summary=_("我得到的星级认定")))
class MyRecognitionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Recognition.objects.none()
    serializer_class = RecognitionSerializer
    page_descending = True

    def get_queryset(self):
        mine = Recognition.objects.filter(volunteer__user=self.request.user)
        return mine.select_related("volunteer").defer("volunteer__document_number")


class WaitingSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="volunteer_id")
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")
    region = serializers.CharField(source="volunteer.region_id")

    class Meta:
        model = StarStanding
        fields = ["id", "name", "number", "region", "minutes", "reached", "reached_on", "recognized"]


class RecognizeInput(Chosen):
    document_number = serializers.CharField(max_length=40, help_text=_("认定文件的文号"))


class RecognizedSerializer(serializers.Serializer):
    recognized = serializers.ListField(child=serializers.IntegerField())
    own = serializers.ListField(child=serializers.IntegerField(), help_text=_("自己的，请同事来认定"))


class AtAssociation:
    """Lists of an association, for its own people; for everybody else and every other organisation they are not there."""

    def association(self):
        mine = Organization.objects.managed_by(self.request.user).filter(kind__recognizes_stars=True)
        return get_object_or_404(mine.select_related("kind"), pk=self.kwargs["organization"])


@extend_schema_view(list=extend_schema(summary=_("等这个协会认定的星级")))
class WaitingViewSet(AtAssociation, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarStanding.objects.none()
    serializer_class = WaitingSerializer
    page_by = "reached_on"

    def get_queryset(self):
        waiting = StarStanding.objects.recognizable_by(self.association())
        return waiting.select_related("volunteer").defer("volunteer__document_number")

    @extend_schema(summary=_("认定选中的"), request=RecognizeInput, responses=RecognizedSerializer)
    @action(detail=False, methods=["post"])
    def recognize(self, request, organization):
        association, sent = self.association(), read(RecognizeInput, request)
        standings = chosen_from(StarStanding.objects.recognizable_by(association), sent["ids"])
        done = recognize_stars(
            standings, by=request.user, organization=association, document_number=sent["document_number"]
        )
        return Response(RecognizedSerializer(done).data)


@extend_schema_view(list=extend_schema(summary=_("这个协会认定过的，和别的协会在它的地区认定过的")))
class RecognitionViewSet(AtAssociation, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Recognition.objects.none()
    serializer_class = RecognitionSerializer
    page_descending = True

    def get_queryset(self):
        done = Recognition.objects.seen_by(self.association())
        return done.select_related("volunteer").defer("volunteer__document_number")


router = SimpleRouter(use_regex_path=False)
router.register("me/recognitions", MyRecognitionViewSet, basename="my-recognition")
router.register("associations/<int:organization>/stars", WaitingViewSet, basename="waiting-star")
router.register("associations/<int:organization>/recognitions", RecognitionViewSet, basename="recognition")
urlpatterns = [path("me/stars/", MyStarsView.as_view(), name="my-stars"), *router.urls]
