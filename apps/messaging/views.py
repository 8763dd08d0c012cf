from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import keyset
from apps.core.display import mask_phone
from apps.messaging.actions import address_of, choose, mark_read, turn_off, turn_on
from apps.messaging.forms import ChannelForm
from apps.messaging.kinds import Group
from apps.messaging.models import Channel, ChannelChoice, Message
from apps.messaging.outside import quiet_hours, read_off_token

Wish = ChannelChoice.Wish


@never_cache
@login_required
def inbox(request):
    """What happened to the person, the newest first. What is shown is read from now on."""
    mine = Message.objects.to(request.user)
    group = request.GET.get("group", "")
    shown = mine.about(group) if group in Group else mine
    page = keyset.page(shown, by="sent_at", cursor=request.GET.get("cursor", ""), descending=True)
    mark_read(mine.filter(pk__in=[message.pk for message in page if message.read_at is None]))
    return render(request, "messaging/inbox.html", {"page": page, "groups": Group, "group": group})


@never_cache
@login_required
def settings(request):
    """What of which group comes by text message and e-mail. In the site every message stands always."""
    addresses = {channel: address_of(request.user, channel) for channel in Channel}
    channels = [channel for channel in Channel if addresses[channel]]
    wishes = ChannelChoice.objects.table(request.user)
    form = ChannelForm(request.POST or None, wishes=wishes, channels=channels)
    if request.method == "POST" and form.is_valid():
        choose(request.user, form.choices())
        messages.success(request, _("记下了。"))
        return redirect("messaging:settings")
    ways = [
        {
            "channel": channel,
            "shown": mask_phone(addresses[channel]) if channel == Channel.SMS else addresses[channel],
            "is_off": all(wishes[group, channel] == Wish.NONE for group in Group),
        }
        for channel in channels
    ]
    context = {"form": form, "ways": ways, "quiet": quiet_hours()}
    return render(request, "messaging/settings.html", context)


@require_POST
@login_required
def switch(request):
    """A whole channel off, or back to how everybody begins."""
    channel = request.POST.get("channel")
    if channel not in Channel:
        raise Http404
    if request.POST.get("on"):
        turn_on(request.user, channel)
        messages.success(request, _("打开了，要紧的消息会发给你。"))
    else:
        turn_off(request.user, channel)
        messages.success(request, _("关掉了。站内消息还在，随时可以再打开。"))
    return redirect("messaging:settings")


@csrf_exempt  # The mail program of the reader sends this, and nobody is signed in; the signed token says who and what.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request, token):
    """Turn off e-mail of one group, or all of it, by the link in an e-mail; looking at the page changes nothing."""
    user_id, group = read_off_token(token) or (None, None)
    if group not in Group:
        raise Http404
    user = get_object_or_404(get_user_model(), pk=user_id)
    done = ""
    if request.method == "POST":
        done = request.POST.get("do", "off")
        if done == "all":
            turn_off(user, Channel.EMAIL)
        else:
            done = "on" if done == "on" else "off"
            choose(user, {(group, Channel.EMAIL): Wish.IMPORTANT if done == "on" else Wish.NONE})
    return render(request, "messaging/off.html", {"group": Group(group), "done": done})
