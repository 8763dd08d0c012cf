"""The searches a person keeps, to be told of what fits."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.activities.actions.searches import remove_search, save_search
from apps.activities.models import Beneficiary, SavedSearch
from apps.activities.search_forms import Part
from apps.core.api import Codes, Input, RowCode, read
from apps.regions.models import Region
from apps.registration.models import ServiceField


class SearchSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region_code")
    field = serializers.ListField(source="fields", child=serializers.CharField())
    helped = serializers.ListField(source="beneficiaries", child=serializers.CharField())
    parts = serializers.ListField(
        child=serializers.IntegerField(),
        help_text=_("一周里的哪些时段：（周几减1）乘3，加1是上午，加2是下午，加3是晚上"),
    )
    minors = serializers.BooleanField(source="is_for_minors")

    class Meta:
        model = SavedSearch
        fields = ["id", "region", "field", "helped", "parts", "minors", "words", "saved_at"]


class SearchInput(Input):
    region = RowCode(Region.objects.current(), required=False, help_text=_("在这个地区里"))
    field = Codes(ServiceField.objects.all(), required=False, max_length=30)
    helped = Codes(Beneficiary.objects.all(), required=False, max_length=30)
    part = serializers.MultipleChoiceField(choices=Part.choices, required=False)
    weekend = serializers.BooleanField(required=False, default=False)
    minors = serializers.BooleanField(required=False, default=False)
    words = serializers.CharField(required=False, default="", max_length=50)


@extend_schema_view(
    list=extend_schema(summary=_("我保存的搜索")),
    destroy=extend_schema(summary=_("不再提醒"), responses={204: None}),
)
class MySearchViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    queryset = SavedSearch.objects.none()
    serializer_class = SearchSerializer
    lookup_value_converter = "int"
    page_descending = True

    def get_queryset(self):
        return SavedSearch.objects.filter(user=self.request.user)

    @extend_schema(
        summary=_("保存一个搜索，有合适的活动发布就告诉我"),
        request=SearchInput,
        responses={201: SearchSerializer},
    )
    def create(self, request):
        sent = read(SearchInput, request)
        wanted = {name: sent[name] for name in ("field", "helped") if name in sent}
        wanted |= {"part": [int(part) for part in sent.get("part", [])], "q": sent["words"]}
        wanted |= {"minors": sent["minors"], "when": "weekend" if sent["weekend"] else ""}
        if region := sent.get("region"):
            wanted["banner"] = region.pk
        search = save_search(wanted, by=request.user)
        return Response(self.get_serializer(search).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, search):
        remove_search(search, by=self.request.user)


router = SimpleRouter(use_regex_path=False)
router.register("me/searches", MySearchViewSet, basename="my-search")
urlpatterns = router.urls
