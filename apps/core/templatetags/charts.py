"""Charts: lines are drawn in the browser from a table that says the same; bars and maps by the server. {% load charts %}"""

from itertools import zip_longest

from django import template
from django.utils.html import format_html

register = template.Library()


@register.inclusion_tag("components/line_chart.html")
def line_chart(title, *, labels, now, now_name, unit, summary, was=(), was_name=""):
    """This year as a solid line, last year (if there is one) dashed, and the numbers in a table below, from which the lines
    are drawn (static/src/charts.js). `summary` is what is heard; None is not known yet."""
    return {
        "rows": list(zip_longest(labels, now, was)),
        "title": title,
        "now_name": now_name,
        "was_name": was_name,
        "unit": unit,
        "summary": summary,
    }


@register.inclusion_tag("components/bars.html")
def bars(rows, top=None):
    """Bars of one colour: rows of {"label", "value", "text"}; `top` is the full length, else the largest value."""
    top = top or max((row["value"] for row in rows), default=0) or 1
    return {"rows": [{**row, "width": f"{100 * min(row['value'] / top, 1):.1f}"} for row in rows]}


@register.inclusion_tag("components/tile_map.html")
def tile_map(leagues):
    """Each banner a tile under its league: {"code", "name", "url", "text", "tiles": [{"name", "short", "text", "step", "url"}]}.

    `step` is q0 (not known, hatched) to q5; what is heard is the full name and the text. A table must follow below.
    A single league has room: its tiles also show their text.
    """
    return {"leagues": leagues, "alone": len(leagues) == 1}


@register.simple_tag
def bar(value, top):
    """A small bar for a table cell; the number stands beside it."""
    width = f"{100 * min(value / top, 1):.1f}" if top else "0"
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="ax" width="100" height="8" rx="2"/><rect class="now" width="{}" height="8" rx="2"/></svg>',
        width,
    )
