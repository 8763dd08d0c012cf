"""The one shape in which the API says that something was not done: {code, detail, fields}."""

from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as ModelProblem
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as default_handler

from apps.core.api import TooLarge
from apps.core.errors import Refused


def exception_handler(exc, context):
    """A refused rule answers 409 with its code; a wrong shape 400 with its fields; the rest as DRF has it."""
    if isinstance(exc, Refused):
        return Response(problem(exc.code, str(exc)), status=status.HTTP_409_CONFLICT)
    if isinstance(exc, RequestDataTooBig):
        exc = TooLarge(_("内容太大了。"))
    if isinstance(exc, ModelProblem):
        exc = exceptions.ValidationError(serializers.as_serializer_error(exc))
    response = default_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, exceptions.ValidationError):
        fields = dict(_by_field(exc.detail))
        whole = fields.pop("", None)
        response.data = problem("invalid", " ".join(whole) if whole else _("有几处要改。"), fields)
    else:
        detail = response.data.get("detail", "")
        response.data = problem(getattr(detail, "code", "error"), str(detail))
    return response


def problem(code, detail, fields=None):
    return {"code": code, "detail": detail, "fields": fields or {}}


def _by_field(errors, path=""):
    """Nested messages as (path, messages), such as positions.0.name; what concerns no field has the empty path."""
    if isinstance(errors, dict):
        items = errors.items()
    elif any(isinstance(item, dict | list) for item in errors):
        items = enumerate(errors)
    else:
        if errors:
            yield path, [str(error) for error in errors]
        return
    for name, inner in items:
        own = name in {"non_field_errors", "__all__"}
        yield from _by_field(inner, path if own else f"{path}.{name}".lstrip("."))


class NothingHere(APIView):
    """Addresses that the API does not have."""

    authentication_classes = []
    permission_classes = [AllowAny]
    schema = None

    def initial(self, request, *args, **kwargs):
        raise exceptions.NotFound
