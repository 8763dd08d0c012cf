"""One's own stars for programs."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.core import days
from apps.core.api import Input, RowKey, read
from apps.registration.models import Volunteer
from apps.stars import actions
from apps.stars.line import NextStep, Stars, words_of
from apps.stars.models import Recognition, StarCandidate, StarHonour, StarNotice, StarObjection, StarStanding


class MyStarsSerializer(serializers.ModelSerializer):
    thresholds = serializers.ListField(child=serializers.IntegerField(), help_text=_("一到五星各要多少分钟"))
    notice = serializers.IntegerField(allow_null=True, help_text=_("在哪次公示里"))
    state = serializers.CharField(help_text=_("noticed 公示中，held 先放一放；没有公示时是空的"))
    next = serializers.CharField(help_text=_("接下来等什么"))
    associations = serializers.ListField(
        child=serializers.IntegerField(), help_text=_("可以认定下一颗星的协会")
    )

    class Meta:
        model = StarStanding
        fields = [
            *["minutes", "reached", "reached_on", "recognized", "thresholds"],
            *["notice", "state", "next", "associations"],
        ]


class MyStarsView(APIView):
    @extend_schema(summary=_("我的星级"), responses=MyStarsSerializer)
    def get(self, request):
        volunteer = get_object_or_404(Volunteer, user=request.user)
        stars = Stars(volunteer)
        step, standing = NextStep(stars, volunteer), stars.standing
        standing.thresholds = stars.thresholds
        standing.notice = step.candidate.notice_id if step.candidate else None
        standing.state = step.candidate.state if step.candidate else ""
        standing.next = words_of(step)
        standing.associations = [one.pk for one in step.associations]
        return Response(MyStarsSerializer(standing).data)


class StarRollSerializer(serializers.ModelSerializer):
    class Meta:
        model = StarHonour
        fields = ["shows_name", "agreed_at"]


class StarRollInput(Input):
    shows_name = serializers.BooleanField(help_text=_("写全名；false 只露姓"))


class MyStarRollView(APIView):
    @extend_schema(summary=_("上光荣榜"), request=StarRollInput, responses=StarRollSerializer)
    def put(self, request):
        volunteer = get_object_or_404(Volunteer, user=request.user)
        honour = actions.join_roll(volunteer, **read(StarRollInput, request))
        return Response(StarRollSerializer(honour).data)

    @extend_schema(summary=_("撤下光荣榜"), responses={204: None})
    def delete(self, request):
        actions.leave_roll(get_object_or_404(Volunteer, user=request.user))
        return Response(status=status.HTTP_204_NO_CONTENT)


class RecognitionSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="volunteer.masked_name")
    number = serializers.CharField(source="volunteer.number")

    class Meta:
        model = Recognition
        fields = [
            *["id", "volunteer", "name", "number", "level", "organization", "document_number"],
            *["recognized_at", "withdrawn_at", "withdrawn_why", "withdrawal_number"],
        ]


@extend_schema_view(list=extend_schema(summary=_("我得到的星级认定")))
class MyRecognitionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Recognition.objects.none()
    serializer_class = RecognitionSerializer
    page_descending = True

    def get_queryset(self):
        mine = Recognition.objects.filter(volunteer__user=self.request.user)
        return mine.select_related("volunteer").defer("volunteer__document_number")


class MyStarObjectionSerializer(serializers.ModelSerializer):
    class Meta:
        model = StarObjection
        fields = ["id", "candidate", "words", "made_at", "state", "answer", "answered_at"]


def on_notice(_user):
    """Whom anybody may object to today."""
    open_ones = StarNotice.objects.public().open().filter(until__gte=days.today())
    return StarCandidate.objects.filter(notice__in=open_ones, state=StarCandidate.State.NOTICED)


class StarObjectionInput(Input):
    candidate = RowKey(on_notice, help_text=_("公示里的一个人"))
    words = serializers.CharField(max_length=500, help_text=_("为什么不该认定"))


@extend_schema_view(list=extend_schema(summary=_("我对星级公示提的异议")))
class MyStarObjectionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = StarObjection.objects.none()
    serializer_class = MyStarObjectionSerializer
    page_descending = True

    def get_queryset(self):
        return StarObjection.objects.made_by(self.request.user)

    @extend_schema(
        summary=_("提异议"), request=StarObjectionInput, responses={201: MyStarObjectionSerializer}
    )
    def create(self, request):
        made = actions.object_to(by=request.user, **read(StarObjectionInput, request))
        return Response(MyStarObjectionSerializer(made).data, status=status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register("me/recognitions", MyRecognitionViewSet, basename="my-recognition")
router.register("me/star-objections", MyStarObjectionViewSet, basename="my-star-objection")
urlpatterns = [
    path("me/stars/", MyStarsView.as_view(), name="my-stars"),
    path("me/star-roll/", MyStarRollView.as_view(), name="my-star-roll"),
    *router.urls,
]
