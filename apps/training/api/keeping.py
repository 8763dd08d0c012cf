"""What organisations and offices keep: standards, courses with their test, sessions, and what was completed."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Codes, Input, Key, RowCode, RowKey, read
from apps.organizations.models import Organization, Station
from apps.regions.models import Region
from apps.registration.models import ServiceField
from apps.training import actions
from apps.training.api.public import SessionSerializer
from apps.training.models import Course, Question, Session, Standard, TrainingKind
from apps.training.reach import own_regions


class OwnedInput(Input):
    """For an organisation, or for the office of a region; one of the two."""

    organization = RowKey(Organization.objects.managed_by, required=False, help_text=_("替哪个组织"))
    region = RowCode(own_regions, required=False, help_text=_("替哪个地区的部门"))

    def validate(self, sent):
        if ("organization" in sent) == ("region" in sent):
            raise serializers.ValidationError({"organization": [_("写组织或者地区，只写一个。")]})
        return sent


class StandardSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(source="kind_id")
    region = serializers.CharField(source="region_id", allow_null=True)

    class Meta:
        model = Standard
        fields = [
            *["id", "kind", "name", "service_fields", "minutes", "valid_months", "region", "organization"],
            *["in_force_from", "ends_on", "words"],
        ]


class StandardInput(OwnedInput):
    kind = RowCode(TrainingKind.objects.all())
    name = serializers.CharField(max_length=40)
    service_fields = Codes(ServiceField.objects.all(), required=False, help_text=_("都适用就不填"))
    minutes = serializers.IntegerField(min_value=1, max_value=60_000)
    valid_months = serializers.IntegerField(
        min_value=1, max_value=600, required=False, allow_null=True, help_text=_("不填是长期有效")
    )
    in_force_from = serializers.DateField()
    words = serializers.CharField(max_length=1000, required=False)


class EndInput(Input):
    on = serializers.DateField(help_text=_("用到哪天为止"))


class CourseSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region_id", allow_null=True)

    class Meta:
        model = Course
        fields = [
            *["id", "standard", "organization", "region", "title", "contents", "minutes", "how", "address"],
            *["pass_mark", "state"],
        ]


class CourseWordsInput(Input):
    standard = RowKey(Standard.objects.in_force())
    title = serializers.CharField(max_length=50)
    contents = serializers.CharField(max_length=2000)
    minutes = serializers.IntegerField(min_value=1, max_value=60_000)
    how = serializers.ChoiceField(choices=Course.How.choices)
    address = serializers.CharField(max_length=120, required=False)
    pass_mark = serializers.IntegerField(min_value=1, max_value=100, required=False, allow_null=True)


class CourseInput(CourseWordsInput, OwnedInput):
    def validate(self, sent):
        sent = super().validate(sent)
        refuse_unusable(sent)
        return sent


def refuse_unusable(sent):
    """A standard is one's own, or that of an office above."""
    standards = Standard.objects.in_force()
    usable = (
        standards.usable_by(sent["organization"])
        if sent.get("organization")
        else standards.within(sent["region"].pk)
    )
    if not usable.filter(pk=sent["standard"].pk).exists():
        raise serializers.ValidationError({"standard": [_("这里不能用这个标准。")]})


class QuestionInput(Input):
    text = serializers.CharField(max_length=200)
    options = serializers.ListField(child=serializers.CharField(max_length=100), min_length=2, max_length=6)
    right = serializers.IntegerField(min_value=0, max_value=5, help_text=_("第几个是对的，从0数起"))

    def validate(self, sent):
        if sent["right"] >= len(sent["options"]):
            raise serializers.ValidationError({"right": [_("没有这么多答案。")]})
        if len(set(sent["options"])) < len(sent["options"]):
            raise serializers.ValidationError({"options": [_("有两个答案一样，改一下。")]})
        return sent


class RemoveQuestionInput(Input):
    question = Key(help_text=_("哪一道"))


class OwnQuestionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Question
        fields = ["id", "text", "options", "right"]


class SessionInput(Input):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    capacity = serializers.IntegerField(min_value=1, max_value=10_000)
    trainer = serializers.CharField(max_length=40)
    region = RowCode(Region.objects.current().filter(level=Region.Level.BANNER))
    station = RowKey(Station.objects.open(), required=False, allow_null=True)
    place = serializers.CharField(max_length=120, required=False)
    link = serializers.URLField(max_length=300, required=False)

    def validate(self, sent):
        if sent["ends_at"] <= sent["starts_at"]:
            raise serializers.ValidationError({"ends_at": [_("结束时间要晚于开始时间。")]})
        if not sent.get("place") and not sent.get("link"):
            raise serializers.ValidationError({"place": [_("写上在哪里上课，线上的写上链接。")]})
        return sent


class OwnedFilter(django_filters.FilterSet):
    class Meta:
        model = Course
        fields = ["organization", "state"]


@extend_schema_view(list=extend_schema(summary=_("我们的培训标准")))
class StandardViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Standard.objects.none()
    serializer_class = StandardSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "pk", True

    def get_queryset(self):
        return Standard.objects.managed_by(self.request.user)

    @extend_schema(summary=_("加一个标准"), request=StandardInput, responses={201: StandardSerializer})
    def create(self, request):
        made = actions.add_standard(by=request.user, **read(StandardInput, request))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("停用一个标准"), request=EndInput)
    @action(detail=True, methods=["post"])
    def end(self, request, pk):
        ended = actions.end_standard(self.get_object(), on=read(EndInput, request)["on"], by=request.user)
        return Response(self.get_serializer(ended).data)


@extend_schema_view(
    list=extend_schema(summary=_("我们的课程")), retrieve=extend_schema(summary=_("我们的一门课"))
)
class ManagedCourseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Course.objects.none()
    serializer_class = CourseSerializer
    filterset_class = OwnedFilter
    lookup_value_converter = "int"
    page_by, page_descending = "pk", True

    def get_queryset(self):
        return Course.objects.managed_by(self.request.user).select_related("organization", "region")

    @extend_schema(summary=_("写一门课，存成草稿"), request=CourseInput, responses={201: CourseSerializer})
    def create(self, request):
        made = actions.write_course(by=request.user, **read(CourseInput, request))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("改一门还是草稿的课"), request=CourseWordsInput)
    def update(self, request, pk):
        course, sent = self.get_object(), read(CourseWordsInput, request)
        refuse_unusable({"organization": course.organization, "region": course.region, **sent})
        words = {"address": "", "pass_mark": None, **sent}
        return Response(self.get_serializer(actions.change_course(course, by=request.user, **words)).data)

    @extend_schema(
        methods=["get"],
        summary=_("小测验的题和答案"),
        responses=OwnQuestionSerializer(many=True),
        filters=False,
    )
    @extend_schema(
        methods=["post"],
        summary=_("加一道题"),
        request=QuestionInput,
        responses={201: OwnQuestionSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def questions(self, request, pk):
        course = self.get_object()
        if request.method == "POST":
            made = actions.add_question(course, by=request.user, **read(QuestionInput, request))
            return Response(OwnQuestionSerializer(made).data, status=status.HTTP_201_CREATED)
        return Response(OwnQuestionSerializer(course.questions.all(), many=True).data)

    @extend_schema(summary=_("从草稿里去掉一道题"), request=RemoveQuestionInput, responses={204: None})
    @action(detail=True, methods=["post"], url_path="remove-question", url_name="remove-question")
    def remove_question(self, request, pk):
        questions = self.get_object().questions.select_related("course")
        question = get_object_or_404(questions, pk=read(RemoveQuestionInput, request)["question"])
        actions.remove_question(question, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("开放一门课"), request=None)
    @action(detail=True, methods=["post"])
    def open(self, request, pk):
        return Response(self.get_serializer(actions.open_course(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("停办一门课"), request=None)
    @action(detail=True, methods=["post"])
    def close(self, request, pk):
        return Response(self.get_serializer(actions.close_course(self.get_object(), by=request.user)).data)

    @extend_schema(summary=_("排一场"), request=SessionInput, responses={201: SessionSerializer})
    @action(detail=True, methods=["post"])
    def sessions(self, request, pk):
        course, sent = self.get_object(), read(SessionInput, request)
        made = actions.add_session(course, by=request.user, **sent)
        shown = Session.objects.select_related("course__organization", "course__region", "kind")
        return Response(SessionSerializer(shown.get(pk=made.pk)).data, status=status.HTTP_201_CREATED)


router = SimpleRouter(use_regex_path=False)
router.register("training/standards", StandardViewSet, basename="training-standard")
router.register("managed-courses", ManagedCourseViewSet, basename="managed-course")
urlpatterns = router.urls
