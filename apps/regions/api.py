import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from apps.regions.models import Region

CODE = r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?"


class RegionCodeFilter(django_filters.CharFilter):
    """The code of a region of any level."""

    field_class = forms.RegexField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, regex=rf"^{CODE}\Z", **kwargs)


class RegionSerializer(serializers.ModelSerializer):
    parent = serializers.CharField(source="parent_id", allow_null=True)
    successor = serializers.CharField(source="successor_id", allow_null=True)

    class Meta:
        model = Region
        fields = ["code", "name", "short_name", "level", "type", "parent", "successor"]


class RegionFilter(django_filters.FilterSet):
    within = RegionCodeFilter(field_name="code", lookup_expr="startswith", help_text=_("在这个地区里"))
    parent = RegionCodeFilter(field_name="parent_id", help_text=_("直接上级的代码"))

    class Meta:
        model = Region
        fields = ["level", "within", "parent"]


@extend_schema_view(list=extend_schema(summary=_("地区")), retrieve=extend_schema(summary=_("一个地区")))
class RegionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    queryset = Region.objects.all()
    permission_classes = [AllowAny]
    serializer_class = RegionSerializer
    filterset_class = RegionFilter
    page_by = "code"
    lookup_value_regex = CODE


router = SimpleRouter()
router.register("regions", RegionViewSet, basename="region")
urlpatterns = router.urls
