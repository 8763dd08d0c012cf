from django.utils.functional import SimpleLazyObject

from apps.messaging.models import Message


def unread(request):
    """How many messages wait, counted only where a page shows it (and to 99 at most)."""
    if not request.user.is_authenticated:
        return {"unread": 0}
    return {"unread": SimpleLazyObject(Message.objects.to(request.user).unread()[:100].count)}
