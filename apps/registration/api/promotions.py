"""The end of a school year at the workbench of a school: the classes as they stand, moved up as the school says."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.api import Input, read
from apps.organizations.api.workbench import AtWorkbench
from apps.organizations.models import OrganizationKind
from apps.registration import promotions
from apps.registration.models import Affiliation, Promotion

BECOMES = [(promotions.UP, _("升级")), (promotions.OUT, _("离校")), (promotions.STAY, _("不动"))]


class SchoolClassSerializer(serializers.Serializer):
    key = serializers.CharField(help_text=_("升级时用它说是哪个班"))
    stage = serializers.ChoiceField(Affiliation.Stage.choices)
    grade = serializers.IntegerField()
    name = serializers.CharField()
    words = serializers.CharField(help_text=_("全称"))
    people = serializers.IntegerField(help_text=_("人数"))
    usual = serializers.ChoiceField(BECOMES, help_text=_("通常怎样"))
    may_go_up = serializers.BooleanField(help_text=_("还有没有更高的年级"))


class PromotionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Promotion
        fields = ["id", "school_year", "on", "undone_at"]


class ClassBecomes(Input):
    key = serializers.CharField(max_length=120)
    becomes = serializers.ChoiceField(BECOMES)


class PromotionInput(Input):
    classes = ClassBecomes(many=True, allow_empty=False, max_length=1000, help_text=_("每一个班，一个不少"))

    def validate_classes(self, sent):
        chosen = {one["key"]: one["becomes"] for one in sent}
        if len(chosen) < len(sent):
            raise serializers.ValidationError(_("一个班说了两次。"))
        return chosen


@extend_schema_view(list=extend_schema(summary=_("升过的级")))
class PromotionViewSet(AtWorkbench, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Promotion.objects.none()
    serializer_class = PromotionSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "made_at", True

    def get_queryset(self):
        return Promotion.objects.filter(organization=self.school())

    def school(self):
        place = self.place()
        if place.kind.group != OrganizationKind.Group.SCHOOL:
            raise Http404
        return place

    @extend_schema(summary=_("现在的班，通常怎样升"), responses=SchoolClassSerializer(many=True))
    @action(detail=False, methods=["get"], pagination_class=None)
    def classes(self, request, organization):
        return Response(SchoolClassSerializer(promotions.classes_of(self.school()), many=True).data)

    @extend_schema(
        summary=_("班级升级，一学年一次"), request=PromotionInput, responses={201: PromotionSerializer}
    )
    def create(self, request, organization):
        school = self.school()
        promotion = promotions.promote(school, read(PromotionInput, request)["classes"], by=request.user)
        return Response(PromotionSerializer(promotion).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary=_("撤销升级，大家回到原来的班"), request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def undo(self, request, organization, pk):
        promotions.undo(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


router = SimpleRouter(use_regex_path=False)
router.register("managed-organizations/<int:organization>/promotions", PromotionViewSet, basename="promotion")
urlpatterns = router.urls
