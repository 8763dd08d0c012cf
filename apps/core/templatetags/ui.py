"""The components of the site as tags and filters. Built in: templates need no {% load %}. All are shown on /styleguide/."""

from decimal import ROUND_HALF_UP, Decimal

import segno
from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import days, display
from apps.core.statuses import look_of

register = template.Library()

register.filter("hours", display.hours_minutes)
register.filter("how_long", display.how_long)
register.filter("percent", display.percent)
register.filter("masked_name", display.mask_name)
register.filter("masked_phone", display.mask_phone)
register.filter("masked_email", display.mask_email)
register.filter("masked_document", display.mask_document)

WEEKDAYS = [
    _lazy("周一"),
    _lazy("周二"),
    _lazy("周三"),
    _lazy("周四"),
    _lazy("周五"),
    _lazy("周六"),
    _lazy("周日"),
]
NOTICE_ICONS = {"info": "info", "wait": "triangle-alert", "ok": "shield-check", "bad": "circle-alert"}


# --- small marks ---------------------------------------------------------------------------------------


@register.simple_tag
def icon(name, label=""):
    """An icon of the sprite. Beside words it is silent; alone it needs a label."""
    href = f"{static('dist/icons.svg')}#i-{name}"
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="i" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)


@register.simple_tag
def tag(word, icon_name="", tone="line"):
    """A label: a category is outlined (tone "line"), a state is coloured."""
    mark = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, mark, word)


@register.simple_tag
def status(family, value, note=""):
    """The state of something, by the registry in apps.core.statuses; a note says why, in small type."""
    look = look_of(family, value)
    shown = tag(look.word, look.icon, look.tone)
    return format_html("{}<small>{}</small>", shown, note) if note else shown


@register.simple_tag
def day(when):
    """The date block of a row: month, day, weekday; of another year the year as well."""
    when = local(when)
    return format_html(
        '<time class="day" datetime="{}">{}<b>{}</b>{}{}</time>',
        when.strftime("%Y-%m-%d"),
        _("%(month)d月") % {"month": when.month},
        when.day,
        weekday(when),
        format_html("<br>{}", other_year(when)) if other_year(when) else "",
    )


@register.filter
def weekday(when):
    return WEEKDAYS[local(when).weekday()]


@register.filter
def day_words(when):
    """11月28日 周六; of another year 2025年11月28日 周五."""
    when = local(when)
    return other_year(when) + _("%(month)d月%(day)d日 %(weekday)s") % {
        "month": when.month,
        "day": when.day,
        "weekday": weekday(when),
    }


@register.filter
def clock(when):
    """8:30. Intervals are written with an en dash: {{ shift.starts_at|clock }}–{{ shift.ends_at|clock }}."""
    when = local(when)
    return f"{when.hour}:{when.minute:02d}"


@register.filter
def until(start, end):
    """8:30–11:30; over midnight 23:00–次日2:00; an end on a later day says which: 20:00–11月30日 周一 4:00."""
    nights = (local(end).date() - local(start).date()).days
    day = ("", _("次日"))[nights] if nights < 2 else f"{day_words(end)} "
    return f"{clock(start)}–{day}{clock(end)}"


def other_year(when):
    """2025年, or nothing for a day of the running year."""
    return "" if when.year == days.this_year() else _("%(year)d年") % {"year": when.year}


def local(when):
    return localtime(when) if getattr(when, "tzinfo", None) else when


# --- numbers -------------------------------------------------------------------------------------------


@register.simple_tag
def big(value, unit="", none=None):
    """A large number with its unit one size smaller; from ten thousand on in 万, from a hundred million in 亿."""
    if value is None:
        return format_html('<span class="none">{}</span>', none or _("无数据"))
    number, scale = in_words(value)
    return format_html("{}<small>{}{}</small>", number, scale, unit)


@register.filter
def plain_number(value):
    """3,283,858. Where nothing is known it says so instead of 0."""
    return _("无数据") if value is None else f"{value:,}"


@register.filter
def big_hours(minutes):
    """312<small>小时</small>30<small>分</small>, for the one large number of a page."""
    hours, rest = divmod(minutes, 60)
    parts = [(f"{hours:,}", _("小时"))] if hours else []
    if rest or not hours:
        parts.append((rest, _("分")))
    return format_html_join("", "{}<small>{}</small>", parts)


def in_words(value):
    for size, word in ((100_000_000, _("亿")), (10_000, _("万"))):
        if abs(value) >= size:
            number = (Decimal(str(value)) / size).quantize(Decimal("0.1"), ROUND_HALF_UP)
            return f"{number:,}".removesuffix(".0"), word
    return f"{value:,}", ""


@register.inclusion_tag("components/figure.html")
def figure(label, value, *, unit="", note="", up=False, none=None):
    """One number inside <dl class="figs card">: label, number with unit, and what it compares with."""
    return {"label": label, "value": value, "unit": unit, "note": note, "up": up, "none": none}


@register.inclusion_tag("components/ring.html")
def ring(minutes, goal_minutes):
    """The goal of the year of one person. Never more than once round; past the goal it says that it is full.

    The hours are rounded down, so that nothing is full before it is.
    """
    share = min(minutes / goal_minutes, 1) if goal_minutes else 0
    return {
        "dash": f"{share * 100:.1f}",
        "hours": f"{minutes // 6 / 10:,.1f}".removesuffix(".0"),
        "goal": f"{goal_minutes / 60:,g}",
        "full": minutes >= goal_minutes > 0,
    }


@register.inclusion_tag("components/progress.html")
def progress(label, value, limit, note=""):
    """A bar with words: label on the left, note (or the share) on the right."""
    share = f"{100 * min(value / limit, 1):.0f}%" if limit else "0%"
    return {
        "label": label,
        "value": min(value, limit),
        "limit": limit or 1,
        "note": note or share,
        "share": share,
    }


@register.inclusion_tag("components/stars.html")
def stars(line):
    """Five stars in a row. Each: {"name", "hours", "state": had | met | none, "word" (optional)}.

    had = recognised by the association, met = the hours are there and recognition is awaited, none = not yet.
    Reached is not yet recognised, so "met" never looks like "had".
    """
    words = {"had": _("已认定"), "met": _("待认定"), "none": _("未达到")}
    return {"line": [{**star, "word": star.get("word") or words[star["state"]]} for star in line]}


# --- blocks --------------------------------------------------------------------------------------------


@register.simple_block_tag
def note(content, tone="info", icon_name=""):
    """A notice: info = good to know, wait = take care, ok = you are covered, bad = it went wrong."""
    return format_html(
        '<div class="note note-{}">{}<div class="note-body">{}</div></div>',
        tone,
        icon(icon_name or NOTICE_ICONS[tone]),
        content,
    )


@register.simple_block_tag
def fact(content, icon_name, name):
    """One line of <dl class="dl card">: icon, name, value."""
    return format_html("<div>{}<dt>{}</dt><dd>{}</dd></div>", icon(icon_name), name, content)


@register.simple_block_tag
def confirm(content, dialog_id, *, title, yes, no="", title_tally="", yes_tally=""):
    """A question before what cannot be taken back; opened by <button data-confirm="its id">.

    The title is the question, the button repeats the action. The tallies are texts such as "把{n}条时长记到账上？"
    which follow the ticked rows.
    """
    return render_to_string(
        "components/confirm.html",
        {
            "id": dialog_id,
            "title": title,
            "yes": yes,
            "no": no or _("再看看"),
            "title_tally": title_tally,
            "yes_tally": yes_tally,
            "content": content,
        },
    )


@register.inclusion_tag("components/empty.html")
def empty(reason, hint="", url="", action=""):
    """Nothing here yet: a small person on a hill, one sentence why, one way on."""
    return {"reason": reason, "hint": hint, "url": url, "action": action}


@register.filter
def about(error, label):
    """手机号：这一项还没填。 An error that begins with the name of its field says it once."""
    return (
        error
        if str(error).startswith(str(label))
        else _("%(label)s：%(error)s") % {"label": label, "error": error}
    )


@register.inclusion_tag("components/steps.html")
def steps(current, *names):
    """Where one stands in a form of several pages; `current` counts from 1. Names one by one, or a list of them."""
    if len(names) == 1 and isinstance(names[0], list):
        names = names[0]
    return {"current": current, "names": names, "count": len(names), "label": _("步骤")}


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(context, label, url, count=None, exact=False):
    """One tab of a workbench or of a page's tabs: current when the page is it or lies under it (`exact`: only it)."""
    path = context["request"].path
    at = url.split("?")[0]
    here = context["request"].get_full_path() == url if "?" in url else path == at
    return {
        "label": label,
        "url": url,
        "count": count,
        "current": "page"
        if here
        else ("true" if not exact and "?" not in url and path.startswith(at) else ""),
    }


@register.inclusion_tag("components/crumb.html")
def crumb(url, words):
    """The way back, above the title."""
    return {"url": url, "words": words}


@register.simple_tag
def go(url, words):
    """The way on, beside a heading."""
    return format_html('<a class="go" href="{}">{}{}</a>', url, words, icon("chevron-right"))


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page):
    """Under a list read by keyset: how many are shown, the next ones, and back to the first."""
    return {"request": context["request"], "page": page, "later": bool(context["request"].GET.get("cursor"))}


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked(context, shown, reveal=""):
    """A masked value; with the address of a POST that shows all of it and leaves a record."""
    return {"shown": shown, "reveal": reveal, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/code_box.html")
def code_box(data, code, *, seconds, every, say=None, reload=True):
    """The rotating code on the leader's screen: QR and six digits at once, and the time it still holds.

    At the end of that time the page is asked for again; not with `reload=False`, where htmx fetches the box.
    """
    return {
        "reload": reload,
        "data": data,
        "first": code[:3],
        "second": code[3:],
        "seconds": seconds,
        "every": every,
        "say": say or _("还有{n}秒换新码"),
        "line": (say or _("还有{n}秒换新码")).replace("{n}", str(seconds)),
    }


@register.simple_tag
def qr(data, label):
    """A QR code as SVG, black on white in every mode."""
    drawn = segno.make(data, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass=None, lineclass=None
    )
    # segno writes only numbers of its own into the SVG; the label is escaped here.
    return mark_safe(drawn.replace("<svg ", format_html('<svg role="img" aria-label="{}" ', label), 1))  # noqa: S308
