"""The second factor is demanded of every post of an office and of an association.

The demand itself stands in the authority: without it these posts are not held (`PostQuerySet.held_by`), so no page, no
operation and no export opens by them. Here people and programs are told so, instead of finding nothing.
"""

from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

from apps.accounts.second_factor import has_second_factor
from apps.core.middleware import page_above
from apps.organizations.models import Post

WORKBENCHES = ("/region/", "/org/")


class lead_to_second_factor:  # noqa: N801 -- reads as the sentence it is in the list of middleware
    """Who opens a workbench that is closed to them only for want of a second factor is led to set it up, or asked for
    it when it is set up, and comes back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Http404) or not request.path_info.startswith(WORKBENCHES):
            return None
        if not is_closed_to(request.user):
            return None
        back = request.get_full_path() if request.method == "GET" else page_above(request.path_info)
        return HttpResponseRedirect(to_second_factor(request.user, back))


def to_second_factor(user, back):
    """Where the person sets it up, or shows it when it is set up, before they go on to a page."""
    ask = "mfa_reauthenticate" if has_second_factor(user) else "mfa_activate_totp"
    return f"{reverse(ask)}?{urlencode({REDIRECT_FIELD_NAME: back})}"


class PostsAreOpen(BasePermission):
    """Programs of people with such a post work with a token, or a session, for which the second factor was shown.

    What one does as a volunteer needs none: the addresses under me/ and views that say `needs_no_post`.
    """

    message = _("你的职务要有动态验证码才能用：登录时带上动态验证码，再取一把钥匙。")
    code = "second_factor_needed"

    def has_permission(self, request, view):
        own = request.path_info.startswith("/api/v1/me/") or getattr(view, "needs_no_post", False)
        return own or not is_closed_to(request.user)


def is_closed_to(user):
    """Whether the person holds posts today that are closed for want of the second factor."""
    return (
        user.is_authenticated
        and user.lacks_second_factor
        and Post.objects.of(user).needing_second_factor().exists()
    )
