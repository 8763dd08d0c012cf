"""Whole files: five classes, as sections with facts and a list; a list that is longer is read on page by page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from apps.core.api import Input, read
from apps.core.keyset import BadCursor
from apps.core.numbers import whole_number
from apps.organizations.models import Organization
from apps.recognition.actions import look_at_file
from apps.recognition.files import (
    AT_ONCE,
    ORGANIZATION_LISTS,
    PRINTED,
    VOLUNTEER_LISTS,
    organization_file,
    volunteer_file,
)
from apps.recognition.models import Look
from apps.registration.models import Volunteer

CHILD = OpenApiParameter("volunteer", int, description=gettext_lazy("看孩子的：孩子档案的 id；不写是自己"))
CURSOR = OpenApiParameter("cursor", str, description=gettext_lazy("接着上一页：取自 next"))


class FactSerializer(serializers.Serializer):
    label = serializers.CharField()
    value = serializers.CharField()


class RowsSerializer(serializers.Serializer):
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    next = serializers.URLField(allow_null=True, help_text=gettext_lazy("后面的在这里，一页一页接着看"))


class SectionSerializer(RowsSerializer):
    code = serializers.CharField(help_text=gettext_lazy("profile、service、training、awards 或 evaluation"))
    title = serializers.CharField()
    facts = FactSerializer(many=True)
    has_more = serializers.BooleanField(help_text=gettext_lazy("列不下，只有最近的"))


def answer(request, sections, name, *args):
    """The sections, each with the address at which its list goes on; `name` and `args` are those of its first page."""

    def after(one):
        if one.cursor is None:
            return None
        url = request.build_absolute_uri(reverse(name, args=[*args, one.code]))
        if whose := request.query_params.get("volunteer"):
            url = replace_query_param(url, "volunteer", whose)
        return replace_query_param(url, "cursor", one.cursor)

    return Response(
        [
            {
                "code": one.code,
                "title": one.title,
                "facts": [{"label": label, "value": value} for label, value in one.facts],
                "columns": one.head,
                "rows": one.rows,
                "has_more": one.has_more,
                "next": after(one),
            }
            for one in sections
        ]
    )


def rest_of(request, lists, code, subject, parameters=("cursor",)):
    """Some rows of one class, and where it goes on."""
    if unknown := sorted(set(request.query_params) - set(parameters)):
        raise serializers.ValidationError({name: [_("没有这个参数。")] for name in unknown})
    if code not in lists:
        raise NotFound
    listing, cursor = lists[code](subject), request.query_params.get("cursor", "")
    try:
        rows, cursor, _more = listing.page(AT_ONCE, cursor, strict=True)
    except BadCursor:
        raise serializers.ValidationError({"cursor": [_("这一页的地址不对，从头再来。")]}) from None
    url = replace_query_param(request.build_absolute_uri(), "cursor", cursor) if cursor else None
    return Response({"columns": listing.columns, "rows": rows, "next": url})


def own_or_child(request):
    rows = Volunteer.objects.select_related("user", "region__parent")
    if "volunteer" in request.query_params:
        whose = whole_number(request.query_params["volunteer"]) or 0
        return get_object_or_404(rows.acted_for_by(request.user), pk=whose)
    return get_object_or_404(rows, user=request.user)


def readable_organization(user, pk):
    rows = Organization.objects.seen_by(user) | Organization.objects.governed_by(
        user, "reviews_organizations"
    )
    return get_object_or_404(rows.select_related("kind", "region__parent", "trust", "parent"), pk=pk)


class MyFileView(APIView):
    @extend_schema(
        operation_id="my_whole_file",
        summary=gettext_lazy("我的完整档案：五类"),
        parameters=[CHILD],
        responses=SectionSerializer(many=True),
    )
    def get(self, request):
        sections = volunteer_file(own_or_child(request), PRINTED)
        return answer(request, sections, "api:my-whole-file-class")


class MyFileClassView(APIView):
    @extend_schema(
        operation_id="my_whole_file_class",
        summary=gettext_lazy("我的完整档案里的一类，一页一页看"),
        parameters=[CHILD, CURSOR],
        responses=RowsSerializer,
    )
    def get(self, request, code):
        return rest_of(request, VOLUNTEER_LISTS, code, own_or_child(request), ("cursor", "volunteer"))


class OrganizationFileView(APIView):
    @extend_schema(
        operation_id="organization_whole_file",
        summary=gettext_lazy("组织的完整档案：五类"),
        responses=SectionSerializer(many=True),
    )
    def get(self, request, organization):
        place = readable_organization(request.user, organization)
        sections = organization_file(place, PRINTED)
        return answer(request, sections, "api:organization-whole-file-class", place.pk)


class OrganizationFileClassView(APIView):
    @extend_schema(
        operation_id="organization_whole_file_class",
        summary=gettext_lazy("组织的完整档案里的一类，一页一页看"),
        parameters=[CURSOR],
        responses=RowsSerializer,
    )
    def get(self, request, organization, code):
        return rest_of(request, ORGANIZATION_LISTS, code, readable_organization(request.user, organization))


class LookInput(Input):
    number = serializers.CharField(max_length=12, help_text=gettext_lazy("志愿者编号"))
    why = serializers.CharField(max_length=200, help_text=gettext_lazy("为什么要看；会留记录，本人查得到"))


class LookView(APIView):
    @extend_schema(
        operation_id="look_at_whole_file",
        summary=gettext_lazy("看本地区一个人的完整档案，写明原因"),
        request=LookInput,
        responses=SectionSerializer(many=True),
    )
    def post(self, request):
        here = Volunteer.objects.governed_by(request.user, "searches_people")
        sent = read(LookInput, request)
        volunteer = here.select_related("user", "region__parent").filter(number=sent["number"]).first()
        if volunteer is None:
            raise NotFound
        look = look_at_file(volunteer, by=request.user, why=sent["why"])
        return answer(request, volunteer_file(volunteer, PRINTED), "api:whole-file-class", look.pk)


class LookClassView(APIView):
    @extend_schema(
        operation_id="whole_file_class",
        summary=gettext_lazy("写过原因的那份档案里的一类，一页一页看；过了时间要再写"),
        parameters=[CURSOR],
        responses=RowsSerializer,
    )
    def get(self, request, look, code):
        here = Volunteer.objects.governed_by(request.user, "searches_people")
        looks = Look.objects.open_to(request.user).filter(volunteer__in=here).select_related("volunteer")
        return rest_of(request, VOLUNTEER_LISTS, code, get_object_or_404(looks, pk=look).volunteer)
