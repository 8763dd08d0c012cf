"""What a browser says of itself, in words."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first that fits says what it is: WeChat's browser names Chrome as well, Chrome names Safari.
BROWSERS = [
    (r"MicroMessenger", gettext_lazy("微信")),
    (r"DingTalk", gettext_lazy("钉钉")),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"HuaweiBrowser", gettext_lazy("华为浏览器")),
    (r"MiuiBrowser|XiaoMi", gettext_lazy("小米浏览器")),
    (r"QQBrowser", gettext_lazy("QQ浏览器")),
    (r"UCBrowser", gettext_lazy("UC浏览器")),
    (r"360SE|QihooBrowser", gettext_lazy("360浏览器")),
    (r"Firefox|FxiOS", "Firefox"),
    (r"Chrome|CriOS", "Chrome"),
    (r"Safari", "Safari"),
]
MACHINES = [
    (r"iPhone", gettext_lazy("苹果手机")),
    (r"iPad", gettext_lazy("苹果平板")),
    (r"HarmonyOS|OpenHarmony", gettext_lazy("鸿蒙设备")),
    (r"Android.*Mobile", gettext_lazy("安卓手机")),
    (r"Android", gettext_lazy("安卓平板")),
    (r"Windows", gettext_lazy("Windows 电脑")),
    (r"Macintosh|Mac OS X", gettext_lazy("苹果电脑")),
    (r"Linux|X11", gettext_lazy("Linux 电脑")),
]


def device_words(agent):
    """苹果手机上的微信, Windows 电脑上的 Edge; as much of it as can be told, or nothing."""
    machine, browser = _first(MACHINES, agent), _first(BROWSERS, agent)
    if machine and browser:
        return _("%(machine)s上的%(browser)s") % {"machine": machine, "browser": browser}
    return machine or browser


def _first(table, agent):
    return next((str(words) for pattern, words in table if re.search(pattern, agent)), "")


def network_of(address):
    """The first half of an address: 116.113.*.*, 240e:404:*."""
    if ":" in address:
        return ":".join(address.split(":")[:2]) + ":*"
    return ".".join(address.split(".")[:2]) + ".*.*" if address.count(".") == 3 else ""
