from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from apps.core.errors import Refused


class refuse_politely:  # noqa: N801 -- reads as the sentence it is in the list of middleware
    """A page's broken rule becomes a message where the person was; nothing typed elsewhere is lost."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        messages.error(request, str(exception))
        back = request.headers.get("referer", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(back if safe else "/")


def keep_private(get_response):
    """What a signed-in person sees is never kept by a cache or shown by the back button after leaving."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware
