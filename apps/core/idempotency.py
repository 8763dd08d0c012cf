"""A request that is sent again, because the first answer got lost on the way, has its effect once."""

import datetime
import hashlib
import json
import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from apps.core.errors import Refused
from apps.core.models import KeptAnswer, PolicyRow

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,80}")


class OtherRequest(exceptions.APIException):
    """The key was used for something else before."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"


class OncePerKey:
    """For views whose POST is to be done once: with the header `Idempotency-Key` the answer is kept with what was done,
    in one transaction, and given again to the same request of the same person. While the first one runs, the second is
    told so (409); the same key with another request is a mistake (422). Without the header nothing is kept."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and HEADER in request.headers and request.user.is_authenticated:
            self.post = self._once(self.post)

    def _once(self, handler):
        def answer(request, *args, **kwargs):
            kept = begin(request)
            if kept.status is not None:
                return Response(kept.answer, status=kept.status)
            try:
                with transaction.atomic():
                    try:
                        response = handler(request, *args, **kwargs)
                    except (Refused, exceptions.APIException) as problem:
                        response = self.handle_exception(problem)
                        response.exception = True
                    kept.keep(response.status_code, said_in(response))
            except Exception:
                KeptAnswer.objects.filter(
                    pk=kept.pk, status=None
                ).delete()  # nothing was done: it may be tried again
                raise
            return response

        return answer


def said_in(response):
    """What stands in an answer as JSON; nothing in one that only says that it is done (204)."""
    return None if response.data is None else json.loads(JSONRenderer().render(response.data))


def begin(request) -> KeptAnswer:
    """The row of this key: new, or with the answer that was given before."""
    key = request.headers[HEADER]
    if not KEY.fullmatch(key):
        raise serializers.ValidationError({HEADER: [_("1到80个字符，只用英文字母、数字和符号。")]})
    content = json.dumps(request.data, sort_keys=True, default=str)
    fingerprint = hashlib.sha256(f"{request.path}\n{content}".encode()).hexdigest()
    kept, is_new = KeptAnswer.objects.get_or_create(
        user=request.user, key=key, defaults={"fingerprint": fingerprint, "begun_at": timezone.now()}
    )
    if kept.fingerprint != fingerprint:
        raise OtherRequest(_("这个幂等键用过了，内容不一样。换一个新的键。"))
    if is_new or kept.status is not None:
        return kept
    return _take_over(kept)


def _take_over(kept):
    """Whoever began was cut off, if that is long ago: nothing was done then, as the answer is kept with the deed."""
    minutes = PolicyRow.objects.value("api", "running_minutes")
    left_lying = KeptAnswer.objects.filter(
        pk=kept.pk, status=None, begun_at=kept.begun_at, begun_at__lte=timezone.now() - _minutes(minutes)
    )
    if not left_lying.update(begun_at=timezone.now()):
        raise Refused(_("同一个请求正在办，过一会儿再问结果。"), code="running")
    return kept


def _minutes(count):
    return datetime.timedelta(minutes=count)


def forget() -> None:
    """Answers are kept for a day, as nobody asks again after that; what was cut off in the middle goes much sooner."""
    policy, now = PolicyRow.objects.values_of("api"), timezone.now()
    KeptAnswer.objects.filter(begun_at__lt=now - datetime.timedelta(hours=policy["answer_hours"])).delete()
    KeptAnswer.objects.filter(status=None, begun_at__lt=now - _minutes(policy["running_minutes"])).delete()
