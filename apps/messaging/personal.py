"""What is kept about whom messages go to."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, keep

WHILE_HERE = _("账号在就留着，注销时删掉。")

keep(
    "messaging.Message",
    _("消息"),
    why=_("告诉你和你有关的事。"),
    how_long=WHILE_HERE,
    whose="recipient",
    shown={"sent_at": _("时间"), "title": _("标题"), "body": _("内容"), "read_at": _("看过")},
    leaving=REMOVED,
)
keep(
    "messaging.ChannelChoice",
    _("消息怎么发给你"),
    why=_("按你的意思发。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={"group": _("哪些消息"), "channel": _("怎么发"), "wish": _("要不要")},
    leaving=REMOVED,
)
