"""What every API answer shares: one error shape {code, detail, fields}, cursor pages."""

from rest_framework import exceptions, status
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from apps.core.errors import Refused


class CursorPages(CursorPagination):
    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = "-pk"


def exception_handler(exc, context):
    """A refused rule answers 409 with its code; a wrong shape 400 with its fields; the rest as DRF has it."""
    if isinstance(exc, Refused):
        return Response({"code": exc.code, "detail": str(exc), "fields": {}}, status=status.HTTP_409_CONFLICT)
    response = default_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, exceptions.ValidationError):
        fields = exc.detail if isinstance(exc.detail, dict) else {"non_field_errors": exc.detail}
        response.data = {"code": "invalid", "detail": "有几处要改。", "fields": fields}
    else:
        detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
        code = getattr(detail, "code", "error")
        response.data = {"code": code, "detail": str(detail), "fields": {}}
    return response
