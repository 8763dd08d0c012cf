import pytest
from rest_framework import exceptions

from apps.core.errors import Refused
from apps.core.problems import exception_handler


@pytest.mark.parametrize(
    ("problem", "status", "data"),
    [
        (Refused("名额满了。", code="full"), 409, {"code": "full", "detail": "名额满了。", "fields": {}}),
        (
            exceptions.ValidationError({"minutes": ["要整数。"]}),
            400,
            {"code": "invalid", "detail": "有几处要改。", "fields": {"minutes": ["要整数。"]}},
        ),
        (exceptions.NotFound("没有。"), 404, {"code": "not_found", "detail": "没有。", "fields": {}}),
    ],
)
def test_every_refusal_has_one_shape(problem, status, data):
    response = exception_handler(problem, {})
    assert (response.status_code, response.data) == (status, data)
