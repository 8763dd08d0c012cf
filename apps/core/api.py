"""What every API operation shares: input that is read strictly, and keyset pages. Problems stand in `problems`."""

import json
from collections.abc import Mapping

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError as ModelProblem
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, serializers, status
from rest_framework.fields import empty
from rest_framework.pagination import BasePagination
from rest_framework.parsers import JSONParser, get_encoding
from rest_framework.response import Response
from rest_framework.utils.json import strict_constant
from rest_framework.utils.urls import replace_query_param

from apps.core import keyset
from apps.core.numbers import LARGEST_KEY, whole_number


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class StrictJSONParser(JSONParser):
    """JSON of a sane size and depth, each name once, in characters that can be written down again."""

    def parse(self, stream, media_type=None, parser_context=None):
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge(_("内容太大了。"))
        try:
            text = stream.read().decode(get_encoding(parser_context))
            data = json.loads(text, parse_constant=strict_constant, object_pairs_hook=_each_once)
            # Half a character would break the answer that quotes it.
            json.dumps(data, ensure_ascii=False).encode()
        except (RecursionError, ValueError):
            raise exceptions.ParseError(_("这段 JSON 读不懂。")) from None
        return data


def _each_once(pairs):
    """Of a name that stands twice one value would be lost, and whoever sent it could mean either. A name is quoted in
    the answer, which is kept for who sends a key, and the database keeps no NUL."""
    found = dict(pairs)
    if len(found) < len(pairs) or any("\0" in name for name in found):
        raise ValueError
    return found


class Strict:
    """A field that is not asked for is refused, not passed over: it was meant to do something. Text is sent as text: a
    number in its place has lost the noughts before it."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            if unknown := sorted(set(data) - set(self.fields)):
                raise serializers.ValidationError({name: [_("没有这一项。")] for name in unknown})
            texts = [name for name, field in self.fields.items() if isinstance(field, serializers.CharField)]
            if numbers := [name for name in texts if isinstance(data.get(name), int | float)]:
                raise serializers.ValidationError({name: [_("要写成文字，加上引号。")] for name in numbers})
        return super().to_internal_value(data)


class Input(Strict, serializers.Serializer):
    """What a program may send."""


def read(kind, request):
    """What was sent, as this kind of input reads it; 400 with the fields when it cannot."""
    sent = kind(data=request.data, context={"request": request})
    sent.is_valid(raise_exception=True)
    return sent.validated_data


class Key(serializers.IntegerField):
    """The id of a row."""

    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=LARGEST_KEY, **kwargs)


class Among:
    """A field that names one row of a set: a queryset, or what makes one for the person who asks."""

    default_error_messages = {"not_there": gettext_lazy("没有这一个。")}

    def __init__(self, rows, **kwargs):
        self.rows = rows
        super().__init__(**kwargs)

    def run_validation(self, data=empty):
        key = super().run_validation(data)
        if key in (None, ""):
            return None
        rows = self.rows(self.context["request"].user) if callable(self.rows) else self.rows.all()
        row = rows.filter(pk=key).first()
        if row is None:
            self.fail("not_there")
        return row


class RowKey(Among, Key):
    pass


class RowCode(Among, serializers.CharField):
    def __init__(self, rows, **kwargs):
        super().__init__(rows, max_length=20, **kwargs)


class Codes(serializers.ListField):
    """Codes of rows of a table, each once, in the order in which they were sent."""

    default_error_messages = {"not_there": gettext_lazy("有不认识的代码。")}
    child = serializers.CharField(max_length=20)

    def __init__(self, rows, **kwargs):
        self.rows = rows
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        codes = list(dict.fromkeys(super().to_internal_value(data)))
        if self.rows.filter(pk__in=codes).count() != len(codes):
            self.fail("not_there")
        return codes


class Typed(serializers.CharField):
    """Text that is read as a field of a form on the site reads it."""

    def __init__(self, field, **kwargs):
        self.field = field
        super().__init__(max_length=field.max_length, **kwargs)

    def to_internal_value(self, data):
        try:
            return self.field.clean(super().to_internal_value(data))
        except ModelProblem as wrong:
            raise serializers.ValidationError(wrong.messages) from None


class YesOrNoField(forms.Field):
    def to_python(self, value):
        if value is None:
            return None
        if value not in {"true", "false"}:
            raise ModelProblem(_("只能是 true 或 false。"))
        return value == "true"


class YesOrNo(django_filters.BooleanFilter):
    """A filter that is true, false or not asked for. Anything else is a mistake, not “not asked for”."""

    field_class = YesOrNoField


class Chosen(Input):
    ids = serializers.ListField(child=Key(), min_length=1, max_length=1000)


def chosen_from(rows, ids):
    """Exactly the rows of these ids. One that is not there for the person spoils the whole choice: 404."""
    ids = set(ids)
    found = rows.filter(pk__in=ids)
    if found.count() != len(ids):
        raise exceptions.NotFound
    return found


class Reason(Input):
    reason = serializers.CharField(max_length=200)


class ListFilter(DjangoFilterBackend):
    """Filters narrow lists. One thing is there or not, whatever else the address says."""

    def filter_queryset(self, request, queryset, view):
        return super().filter_queryset(request, queryset, view) if view.action == "list" else queryset


class CursorPages(BasePagination):
    """The keyset pages of the site. A view says `page_by`, `page_descending` and what its rows show besides (`page_shows`);
    who asks can choose only the size."""

    size, largest = 20, 100

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self._refuse_unknown_parameters(request, view)
        try:
            self.page = keyset.page(
                queryset,
                by=getattr(view, "page_by", "pk"),
                cursor=request.query_params.get("cursor", ""),
                size=self._size(request),
                descending=getattr(view, "page_descending", False),
                strict=True,
                shown=getattr(view, "page_shows", None),
            )
        except keyset.BadCursor:
            raise serializers.ValidationError({"cursor": [_("这一页的地址不对，从头再来。")]}) from None
        return self.page.rows

    def get_paginated_response(self, data):
        after = self.page.next_cursor
        url = replace_query_param(self.request.build_absolute_uri(), "cursor", after) if after else None
        return Response({"results": data, "next": url})

    def _size(self, request):
        asked = request.query_params.get("page_size", str(self.size))
        size = whole_number(asked, self.largest)
        if not size:
            raise serializers.ValidationError(
                {"page_size": [_("1到%(most)d之间。") % {"most": self.largest}]}
            )
        return size

    def _refuse_unknown_parameters(self, request, view):
        filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
        if unknown := sorted(set(request.query_params) - set(filters) - {"cursor", "page_size"}):
            raise serializers.ValidationError({name: [_("没有这个参数。")] for name in unknown})

    def get_schema_operation_parameters(self, view):
        size = {"type": "integer", "minimum": 1, "maximum": self.largest, "default": self.size}
        return [
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": _("接着上一页：取自 next"),
            },
            {"name": "page_size", "in": "query", "schema": size, "description": _("一页几条")},
        ]

    def get_paginated_response_schema(self, schema):
        after = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": after},
        }
