"""How the API describes itself: in Chinese, with the one shape of errors beside each answer."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from apps.core.idempotency import HEADER, OncePerKey

PROBLEM = {
    "type": "object",
    "required": ["code", "detail", "fields"],
    "properties": {
        "code": {"type": "string", "description": _("给程序看的原因，例如 already_decided")},
        "detail": {"type": "string", "description": _("给人看的话")},
        "fields": {
            "type": "object",
            "description": _("哪几项要改；嵌套的用点连起来，例如 positions.0.name"),
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


class HouseSchema(AutoSchema):
    """Docstrings are for who reads the code; who reads the document gets what an operation says of itself."""

    def get_description(self):
        return ""

    def get_override_parameters(self):
        """Where a repeated request has its effect once, the header that makes it so."""
        if self.method != "POST" or not isinstance(self.view, OncePerKey):
            return []
        words = _("自己起的一个名字。断网重发时带同一个，只办一次，回答和第一次一样")
        return [OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=words)]


def tell_problems(result, generator, request, public):
    """Every operation may answer with a problem (4XX), always of the same shape."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    answer = {
        "description": _("没有做成：要登录、找不到、要改或规则不许"),
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["4XX"] = answer
    return result
