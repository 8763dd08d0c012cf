from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.core.numbers import whole_number


class refuse_politely:  # noqa: N801 -- reads as the sentence it is in the list of middleware
    """A page's broken rule becomes a message where the person was; nothing typed elsewhere is lost.

    Never back to the address that refused: it might refuse again, without end.
    """

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
        if not safe:
            return HttpResponseRedirect("/")
        again = urlsplit(back).path == request.path
        return HttpResponseRedirect(page_above(request.path_info) if again else back)


def lead_back_from_forms(get_response):
    """Where something is only sent to, nobody stays: whoever opens such an address (they reloaded after a mistake
    in a form, or kept a bookmark) comes to the nearest page above it, which is the one with the form.

    Programs that ask for no page get their 405 as it is.
    """

    def middleware(request):
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or "text/html" not in request.headers.get(
            "accept", ""
        ):
            return response
        if request.method == "GET":
            return HttpResponseRedirect(page_above(request.path_info))
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware


def page_above(path):
    """The nearest address above this one that is there; the front page always is."""
    while True:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path


def show_public_pictures(get_response):
    """Public pictures are shown before anybody asks who is there: no session is read, and no answer differs."""

    def middleware(request):
        if not request.path_info.startswith("/pictures/"):
            return get_response(request)
        try:
            found = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        return found.func(request, *found.args, **found.kwargs)

    return middleware


def refuse_large_bodies(get_response):
    """What is larger than anything here may be is refused by what it says of its length, before it is read."""

    def middleware(request):
        length = whole_number(request.META.get("CONTENT_LENGTH") or "0", settings.LARGEST_BODY)
        if length is not None:
            return get_response(request)
        words = _("内容太大了：一次最多%(most)d MB。") % {"most": settings.LARGEST_BODY // 1024 // 1024}
        if request.path_info.startswith("/api/"):
            return JsonResponse({"code": "too_large", "detail": words, "fields": {}}, status=413)
        return HttpResponse(loader.render_to_string("413.html", {"words": words}), status=413)

    return middleware


def keep_private(get_response):
    """What a signed-in person sees is never kept by a cache or shown by the back button after leaving."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware
