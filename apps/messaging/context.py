from django.utils.functional import SimpleLazyObject

from apps.messaging.models import Message


def unread(request):
    """How many messages wait, counted only where a page shows it (and to 99 at most)."""
    user = getattr(request, "user", None)  # a page about a broken request is shown before anybody is known
    if user is None or not user.is_authenticated:
        return {"unread": 0}
    return {"unread": SimpleLazyObject(Message.objects.to(user).unread()[:100].count)}
