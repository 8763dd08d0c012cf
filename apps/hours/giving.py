"""Hours are served, never given: money, things, a forwarded page or a bonus are no service (67号令 §7: 实际服务时间)."""

from django.utils.translation import gettext_noop

NOT_SERVICE = [
    gettext_noop("捐款"),
    gettext_noop("捐物"),
    gettext_noop("捐赠"),
    gettext_noop("善款"),
    gettext_noop("转发"),
    gettext_noop("点赞"),
    gettext_noop("集赞"),
    gettext_noop("投票"),
    gettext_noop("奖励"),
    gettext_noop("赠送时长"),
    gettext_noop("补偿时长"),
]


def giving_words(text: str) -> list[str]:
    """The words in a text that speak of something else than time served."""
    return [word for word in NOT_SERVICE if word in text]
