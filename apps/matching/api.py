"""The talent pool by API: the same searches with a stated reason, the same masked people, the same invitations."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.utils.urls import replace_query_param

from apps.activities.models import Shift
from apps.core.api import Input, Key, read
from apps.core.idempotency import OncePerKey
from apps.core.keyset import BadCursor
from apps.matching import actions
from apps.matching.forms import RegionSearchForm, SearchForm
from apps.matching.models import Search
from apps.matching.showing import shown
from apps.organizations.models import Organization, governed_codes
from apps.regions.models import Region

CURSOR = OpenApiParameter(
    "cursor",
    str,
    description=gettext_lazy("接着上一页：取自 next。人少的条件一页可能不满，甚至是空的，next 还有就接着查"),
)


class PeopleSearchSerializer(serializers.ModelSerializer):
    class Meta:
        model = Search
        fields = ["id", "reason", "wanted", "made_at"]


class PeopleSearchInput(Input):
    """Read by the same form as on the site, so that the same is refused in the same words."""

    reason = serializers.CharField(max_length=100, help_text=gettext_lazy("查人做什么，会留下记录"))
    field = serializers.CharField(required=False, max_length=4, help_text=gettext_lazy("服务领域"))
    skill = serializers.CharField(required=False, max_length=4, help_text=gettext_lazy("专业、技能"))
    is_checked = serializers.BooleanField(required=False, help_text=gettext_lazy("只要证书审核过的"))
    language = serializers.CharField(required=False, max_length=4, help_text=gettext_lazy("语言"))
    training = serializers.CharField(
        required=False, max_length=20, help_text=gettext_lazy("今天还有效的培训")
    )
    star = serializers.IntegerField(
        required=False, min_value=1, max_value=5, help_text=gettext_lazy("几星以上")
    )
    time = serializers.IntegerField(
        required=False, min_value=1, max_value=24, help_text=gettext_lazy("1是周一上午，24是节假日晚上")
    )


class RegionPeopleSearchInput(PeopleSearchInput):
    place = serializers.CharField(
        required=False, max_length=9, help_text=gettext_lazy("盟市、旗县或苏木乡镇")
    )
    station = Key(required=False, help_text=gettext_lazy("离这个站点近"))
    point = serializers.CharField(required=False, max_length=20, help_text=gettext_lazy("经度,纬度"))
    km = serializers.IntegerField(
        required=False, min_value=1, max_value=9999, help_text=gettext_lazy("多少公里以内")
    )


class FoundSerializer(serializers.Serializer):
    number = serializers.CharField()
    masked_name = serializers.CharField()
    place = serializers.CharField()
    matches = serializers.ListField(child=serializers.CharField())
    km = serializers.IntegerField(allow_null=True)


class FoundPageSerializer(serializers.Serializer):
    results = FoundSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    is_cut = serializers.BooleanField(help_text=gettext_lazy("还有人，但一次查询只看这么多"))


class InviteFoundInput(Input):
    shift = Key(help_text=gettext_lazy("还没开始、还有名额的一班"))
    numbers = serializers.ListField(
        child=serializers.RegexField(r"^\d{12}$"),
        min_length=1,
        max_length=100,
        help_text=gettext_lazy("志愿者编号"),
    )


class Searches(OncePerKey, mixins.ListModelMixin, viewsets.GenericViewSet):
    """One's own searches that are not over; making one, reading whom it finds, asking them."""

    queryset = Search.objects.none()
    serializer_class = PeopleSearchSerializer
    lookup_value_converter = "int"
    page_by, page_descending = "pk", True

    def get_queryset(self):
        return actions.not_over(self.mine())

    def made(self, form, **where):
        """Keep a search that the form reads without complaint."""
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        reason, wanted = form.cleaned_data["reason"], form.wanted
        search = actions.search_people(by=self.request.user, reason=reason, wanted=wanted, **where)
        return Response(PeopleSearchSerializer(search).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary=gettext_lazy("查到的人"), parameters=[CURSOR], responses=FoundPageSerializer, filters=False
    )
    @action(detail=True)
    def people(self, request, **kwargs):
        search = self.get_object()
        if unknown := sorted(set(request.query_params) - {"cursor"}):
            raise serializers.ValidationError({name: [_("没有这个参数。")] for name in unknown})
        try:
            cursor = request.query_params.get("cursor", "")
            page = actions.read_found(search, by=request.user, cursor=cursor, strict=True)
        except BadCursor:
            raise serializers.ValidationError({"cursor": [_("这一页的地址不对，从头再来。")]}) from None
        after = page.next_cursor
        url = replace_query_param(request.build_absolute_uri(), "cursor", after) if after else None
        found = {"results": shown(page, search.wanted), "next": url, "is_cut": page.is_cut}
        return Response(FoundPageSerializer(found).data)

    @extend_schema(summary=gettext_lazy("请查到的人来一班"), request=InviteFoundInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def invite(self, request, **kwargs):
        search, sent = self.get_object(), read(InviteFoundInput, request)
        shift = get_object_or_404(Shift, pk=sent["shift"])
        actions.invite_found(search, shift, numbers=sent["numbers"], by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(list=extend_schema(summary=gettext_lazy("我在这个地区查过的")))
class RegionSearchViewSet(Searches):
    def region(self):
        code = self.kwargs["region"]
        if not any(code.startswith(own) for own in governed_codes(self.request.user, "searches_people")):
            raise NotFound
        return get_object_or_404(Region, pk=code)

    def mine(self):
        return Search.objects.of_region(self.request.user, self.region().pk)

    @extend_schema(
        summary=gettext_lazy("在自己的地区查人，写明用途"),
        request=RegionPeopleSearchInput,
        responses={201: PeopleSearchSerializer},
    )
    def create(self, request, region):
        there, sent = self.region(), read(RegionPeopleSearchInput, request)
        return self.made(RegionSearchForm(sent, region=there), region=there)


@extend_schema_view(list=extend_schema(summary=gettext_lazy("我在成员里查过的")))
class MemberSearchViewSet(Searches):
    def organization(self):
        mine = Organization.objects.managed_by(self.request.user)
        return get_object_or_404(mine, pk=self.kwargs["organization"])

    def mine(self):
        return Search.objects.of_organization(self.request.user, self.organization())

    @extend_schema(
        summary=gettext_lazy("在自己组织的成员里查人，写明用途"),
        request=PeopleSearchInput,
        responses={201: PeopleSearchSerializer},
    )
    def create(self, request, organization):
        there, sent = self.organization(), read(PeopleSearchInput, request)
        return self.made(SearchForm(sent), organization=there)


router = SimpleRouter(use_regex_path=False)
router.register("regions/<str:region>/people-searches", RegionSearchViewSet, basename="region-search")
router.register(
    "managed-organizations/<int:organization>/people-searches", MemberSearchViewSet, basename="member-search"
)
urlpatterns = router.urls
