from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from apps.core import keyset
from apps.messaging.actions import mark_read
from apps.messaging.models import Message


@never_cache
@login_required
def inbox(request):
    """What happened to the person, the newest first. What is shown is read from now on."""
    mine = Message.objects.to(request.user)
    page = keyset.page(mine, by="sent_at", cursor=request.GET.get("cursor", ""), descending=True)
    mark_read(mine.filter(pk__in=[message.pk for message in page if message.read_at is None]))
    return render(request, "messaging/inbox.html", {"page": page})
