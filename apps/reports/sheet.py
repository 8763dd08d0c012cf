"""A region on one page, for a meeting: the figures the notice asks for, and the regions below."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import pdf
from apps.core.display import percent
from apps.reports.measures import BY_NAME
from apps.reports.models import RegionFigures, percentage
from apps.reports.targets import targets, targets_of
from apps.reports.words import source_rows, stated_words

LARGE = ["passed", "active", "hours_this_year", "teams"]
LISTED = [
    *["registered", "activated", "with_hours", "party", "league", "party_share", "league_share"],
    *["stars", "published", "places", "pending", "overdue", "backfill_share"],
    *["association", "mechanism", "units_share", "pupils_met", "students_met", "employees_met"],
    *["trained_share", "insured_share"],
]
BELOW = ["passed", "active", "share", "hours_this_year", "overdue"]
MOST = 16  # lines that have room on the page


def one_page(row: RegionFigures) -> bytes:
    children = list(RegionFigures.objects.children_of(row.region_id).select_related("region"))
    children.sort(key=lambda child: -child.figures["people"]["passed"])
    as_of = RegionFigures.objects.filter(pk=RegionFigures.TOP).values_list("computed_at", flat=True).first()
    below, asked = [BY_NAME[name] for name in BELOW], targets_of(row.region_id, targets())
    data = {
        "title": _("%(name)s志愿服务数据") % {"name": row.region.name},
        "as_of": _("截至%(time)s。人和时长按志愿者居住地算，活动和组织按所在地算。")
        % {"time": f"{timezone.localtime(as_of):%Y-%m-%d %H:%M}"},
        "large": [said(BY_NAME[name], row, with_unit=True) for name in LARGE],
        "share": share_words(row, asked),
        "active": active_words(row, asked),
        "listed": [said(BY_NAME[name], row) for name in LISTED],
        "sources_title": _("今年的时长从哪里来（小时）"),
        "sources": [[one["label"], one["text"]] for one in source_rows(row.figures["sources"])],
        "below_title": _("下级地区，实名志愿者多的在前"),
        "below_head": [_("地区"), *(str(measure.label) for measure in below)],
        "below": [
            [child.region.name, *(measure.words(measure.value(child)) for measure in below)]
            for child in children[:MOST]
        ],
        "more": _("另外%(count)d个没有列出。") % {"count": len(children) - MOST}
        if len(children) > MOST
        else "",
    }
    return pdf.render("reports/region.typ", data)


def said(measure, row, *, with_unit=False):
    value = measure.value(row)
    unit = "" if measure.is_share or value is None or not with_unit else str(measure.unit)
    return [str(measure.label), measure.words(value) + unit]


def share_words(row, asked):
    """The share of the population with everything it stands on; said as not known where there is no population."""
    population, national = row.figures["population"], row.figures["entered"]["national"]
    if not population:
        return _("无人口数据，算不出占人口多少。")
    share = BY_NAME["share"].words(row.share) if row.share_is_telling else _("不到1%")
    words = _(
        "实名志愿者占人口%(share)s，目标%(target)d%%。人口%(value)s人：%(year)d年，%(caliber)s，%(source)s。"
    ) % {
        **population,
        "share": share,
        "target": asked["population_share"],
        "value": f"{population['value']:,}",
    }
    if national:
        words += _("另有%(value)s人在全国平台注册、不在这里（%(stated)s）。") % {
            "value": f"{national['value']:,}",
            "stated": stated_words(national),
        }
    return words


def active_words(row, asked):
    """How many are to be active, said of the whole region."""
    target, active = asked["active_people"], row.figures["people"]["active"]
    if target is None:
        return ""
    return _("近一年服务过的%(active)s人，目标%(target)s人，到了%(share)s。") % {
        "active": f"{active:,}",
        "target": f"{target:,}",
        "share": percent(percentage(active, target)),
    }
