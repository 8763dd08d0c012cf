"""A list for an insurer, taken out as a file to be given to it by hand."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from apps.accounts.models import User
from apps.insurance import actions
from apps.insurance.models import Delivery


def hand_out(delivery: Delivery, *, by: User) -> StreamingHttpResponse:
    """The file as an answer; who took it is written down."""
    rows = actions.file_of(delivery, by=by)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{delivery.key}.csv")
    response.headers["Cache-Control"] = "private, no-store"
    return response
