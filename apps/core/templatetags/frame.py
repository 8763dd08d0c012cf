"""What the frame of a page needs: where one is, and what the last action said."""

from django import template
from django.contrib.messages import constants
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

MAIN_NAV = (
    ("portal:home", _("首页")),
    ("activities:list", _("找活动")),
    ("training:list", _("培训")),
    ("organizations:list", _("找队伍")),
)
TAB_BAR = (
    ("portal:home", "house", _("首页")),
    ("activities:list", "search", _("找活动")),
    ("activities:check_in", "scan-line", _("签到")),
    ("portal:me", "user-round", _("我的")),
)


def links(request, names):
    """The addresses that exist, and which of them the page lies under: the longest that begins its path."""
    urls = {name: address(name) for name in names}
    here = request.path if request else ""
    under = [url for url in urls.values() if url and (here == url or (url != "/" and here.startswith(url)))]
    return {name: url for name, url in urls.items() if url}, max(under, key=len, default=None)


def address(name, *args):
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


@register.inclusion_tag("components/main_nav.html", takes_context=True)
def main_nav(context):
    request = context.get("request")
    urls, under = links(request, [name for name, _label in MAIN_NAV])
    return {
        "path": request.path if request else "",
        "items": [
            {"url": urls[name], "label": label, "current": urls[name] == under}
            for name, label in MAIN_NAV
            if name in urls
        ],
    }


@register.inclusion_tag("components/tab_bar.html", takes_context=True)
def tab_bar(context):
    """The four places of the phone."""
    request = context.get("request")
    urls, under = links(request, [name for name, _icon, _label in TAB_BAR])
    return {
        "path": request.path if request else "",
        "items": [
            {"url": urls[name], "icon": icon, "label": label, "current": urls[name] == under}
            for name, icon, label in TAB_BAR
            if name in urls
        ],
    }


@register.inclusion_tag("components/desk_tabs.html", takes_context=True)
def desk_tabs(context):
    """The tabs of the workbench in `desk`. Current is the longest address the page lies under, or the one whose
    URL name the page gives as `tab`."""
    path, marked = context["request"].path, context.get("tab")
    tabs = context["desk"].tabs
    under = max((tab.url for tab in tabs if path.startswith(tab.url)), key=len, default=None)
    return {
        "items": [
            {
                "url": tab.url,
                "label": tab.label,
                "count": getattr(tab, "count", None),
                "current": "page" if path == tab.url else ("true" if is_current else ""),
            }
            for tab in tabs
            for is_current in [tab.name == marked if marked else tab.url == under]
        ]
    }


@register.simple_tag
def split_messages(messages):
    """(what needs care, good news). Read once: reading the messages of a request takes them off its list."""
    shown = list(messages or ())
    careful = [message for message in shown if message.level >= constants.WARNING]
    return careful, [message for message in shown if message.level < constants.WARNING]
