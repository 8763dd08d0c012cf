"""How often an address may ask."""

from functools import wraps

from allauth.core.internal import ratelimit


def may_ask(request, action):
    """Counts reading too, which the library's own way leaves out."""
    usage = ratelimit.consume(request, app="allauth.account", action=action, limit_get=True)
    return usage is not None


def limited(action):
    """A page that an address may ask for only so often (ACCOUNT_RATE_LIMITS), so that nobody tries tokens out."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may_ask(request, action):
                return ratelimit.respond_429(request)
            return view(request, *args, **kwargs)

        return guarded

    return guard
