from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.routers import SimpleRouter

from apps.quotas.models import YearStanding


class YearStandingSerializer(serializers.ModelSerializer):
    is_met = serializers.BooleanField()
    missing = serializers.IntegerField()

    class Meta:
        model = YearStanding
        fields = ["year", "identity", "goal", "minutes", "is_met", "missing"]


@extend_schema_view(list=extend_schema(summary=_("我各年的目标")))
class MyYearViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = YearStanding.objects.none()
    serializer_class = YearStandingSerializer
    page_by, page_descending = "year", True

    def get_queryset(self):
        return YearStanding.objects.filter(volunteer__user=self.request.user)


router = SimpleRouter(use_regex_path=False)
router.register("me/years", MyYearViewSet, basename="my-year")
urlpatterns = router.urls
