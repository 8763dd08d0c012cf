"""A region's figures as the sheets of a workbook, all that its dashboard shows: itself and all below it with stars, goals and
what shares are counted of, its hours by month, its organisations, what was entered, the days gone by, and what the words
mean. Beside it what the pages show that compare: regions with each other, a region with its own past.

Numbers are numbers, shares parts of one that read as percentages; what is not known is said and left out of every sum."""

from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import days
from apps.core.books import Share
from apps.hours.models import HourRecord
from apps.registration.models import ServiceField
from apps.reports.figures import empty
from apps.reports.measures import MEASURES
from apps.reports.models import EnteredFigure, HourCell, RegionDay, RegionFigures
from apps.reports.targets import targets
from apps.reports.words import goal_rows, organizations_of, place_rows, star_rows
from apps.stars.models import NAMES

WHAT = [gettext_lazy("看什么"), gettext_lazy("单位")]
PLACE = [gettext_lazy("地区"), gettext_lazy("代码"), gettext_lazy("级别")]


def sheets_of(region):
    yield _("各地区"), regions(region)
    yield _("星级"), stars(region)
    yield _("年度目标"), goals(region)
    yield _("人口和总数"), populations(region)
    yield _("每月时长"), hours(region)
    yield _("组织"), organizations(region)
    yield _("填报的数"), entered(region)
    yield _("过去"), gone_by(region)
    yield _("说明"), words()


def compared_sheets(columns, lines):
    """Regions side by side."""
    yield _("比较"), [[*WHAT, *(region.name for region in columns)], *map(line_cells, lines)]
    yield _("说明"), words()


def past_sheets(then, lines, measure, line):
    """A region on a day gone by and now, and one figure over the days that are kept."""
    heads = [*WHAT, f"{then.day}", _("现在"), _("变化（比例是百分点）")]
    yield _("和过去比"), [heads, *([*line_cells(one), changed(one)] for one in lines)]
    if line:
        shown = zip(line["labels"], map(measure.cell, line["now"]), strict=True)
        yield _("走势"), [[_("哪天"), heading(measure)], *shown]
    yield _("说明"), words()


def line_cells(line):
    measure = line.measure
    return [measure.label, unit(measure), *(measure.cell(value) for value in line.values)]


def changed(line):
    """By how much, as a number; nothing where one of the two is not known."""
    return "" if line.moved is None else line.measure.cell(line.moved)


def headings():
    return [heading(measure) for measure in MEASURES]


def heading(measure):
    return f"{measure.label}（{unit(measure)}）" if unit(measure) else str(measure.label)


def unit(measure):
    """A share says in its cell that it is one."""
    return "" if measure.is_share else measure.unit


def cells(row):
    return [measure.cell(measure.value(row)) for measure in MEASURES]


def each_of(region):
    """The kept figures of the region and of all below it."""
    rows = RegionFigures.objects.filter(region__code__startswith=region.pk).select_related("region")
    return rows.order_by("region").iterator(chunk_size=200)


def place_of(row):
    return [row.region.name, row.region_id, row.region.get_level_display()]


def regions(region):
    yield [*PLACE, *headings()]
    for row in each_of(region):
        yield [*place_of(row), *cells(row)]


def stars(region):
    """Of each star how many people have reached it as their highest, and how many are recognised at it."""
    names = [str(name) for name in NAMES[1:]]
    yield [*PLACE, *(f"{name}·{what}" for name in names for what in (_("时长到了"), _("协会认定了")))]
    for row in each_of(region):
        yield [
            *place_of(row),
            *(number for _name, *pair in star_rows(row.figures["stars"]) for number in pair),
        ]


def goals(region):
    """Of those with each goal how many have met it; a share only where somebody has one."""
    whats = [_("有目标的"), _("满了的"), _("比例")]
    named = [str(name) for name, *_numbers in goals_of(empty(days.today()))]
    yield [*PLACE, *(f"{name}·{what}" for name in named for what in whats)]
    for row in each_of(region):
        rows = goals_of(row.figures)
        numbers = [
            [people, met, _("无目标") if share is None else Share(share)]
            for _name, people, met, share in rows
        ]
        yield [*place_of(row), *chain.from_iterable(numbers)]


def goals_of(figures):
    return goal_rows(figures["goals"]) + place_rows(figures["goals_at"])


def populations(region):
    """What shares are counted of: the population and the members of Party and League, as far as they are known."""
    yield [*PLACE, _("什么"), _("数"), _("年份"), _("口径"), _("从哪里来")]
    entered = {str(kind): str(kind.label) for kind in EnteredFigure.Kind}
    for row in each_of(region):
        if population := row.figures["population"]:
            numbers = (population[name] for name in ("value", "year", "caliber", "source"))
            yield [*place_of(row), _("人口"), *numbers]
        for kind in ("party", "league", "national"):
            if stated := row.figures["entered"][kind]:
                yield [*place_of(row), entered[kind], stated["value"], stated["year"], "", stated["source"]]


def hours(region):
    """Of this year and the last one, each month by how the hours were proved and what they were for."""
    fields, sources = dict(ServiceField.objects.values_list("pk", "name")), dict(HourRecord.Source.choices)
    yield [_("月份"), _("来源"), _("领域"), _("分钟"), _("小时"), _("条数")]
    for row in HourCell.objects.of_two_years(region.pk, days.this_year()):
        yield [
            f"{row['month']:%Y-%m}",
            sources[row["source"]],
            fields.get(row["field"], _("没有写领域")),
            int(row["all_minutes"]),
            round(int(row["all_minutes"]) / 60, 2),
            int(row["all_records"]),
        ]


def organizations(region):
    """Of the region itself, as on its dashboard."""
    yield [_("什么"), _("哪一种"), _("数量")]
    row = RegionFigures.objects.filter(pk=region.pk).first()
    if row is None:
        return
    found = organizations_of(row.figures)
    units = found["units"]
    parts = [
        (_("按类型（已通过）"), found["kinds"]),
        (_("按状态"), found["states"]),
        (_("按信任等级（已通过）"), found["trust"]),
        (_("登记在这里的单位"), [(name, count) for name, count, _own in units]),
        (_("有志愿服务组织的单位"), [(name, own) for name, _count, own in units]),
        (_("开着的服务站点"), found["stations"]),
    ]
    for part, rows in parts:
        for name, count in rows:
            yield [part, name, count]


def entered(region):
    yield [_("地区"), _("什么"), _("年份"), _("数"), _("从哪里来"), _("哪天填的")]
    rows = EnteredFigure.objects.standing().filter(region__code__startswith=region.pk)
    for row in rows.select_related("region").order_by("region", "kind", "-year"):
        day = f"{days.day_of(row.entered_at)}"
        yield [row.region.name, row.get_kind_display(), row.year, row.value, row.source, day]


def gone_by(region):
    yield [_("哪天"), *headings()]
    for row in RegionDay.objects.filter(region=region).order_by("day").iterator(chunk_size=200):
        yield [f"{row.day}", *cells(row)]


def words():
    """What the words of the headings mean, and when all this was counted."""
    as_of = RegionFigures.objects.filter(pk=RegionFigures.TOP).values_list("computed_at", flat=True).first()
    yield [_("词"), _("意思")]
    yield [_("什么时候算的"), f"{timezone.localtime(as_of):%Y-%m-%d %H:%M}" if as_of else _("还没有算过")]
    yield [_("登记过的"), _("交了资料、没被退回的")]
    yield [_("实名志愿者"), _("身份核验通过的；占人口按这个算")]
    yield [_("本人激活的"), _("实名通过，并且自己登录过或同意了现在的须知；孩子由监护人同意")]
    yield [_("近一年服务过的"), _("实名通过，近12个月里有确认的时长")]
    yield [_("有时长的"), _("实名通过，有过确认的时长")]
    asked = targets()
    yield [_("占人口的目标"), Share(asked["population_share"])]
    yield [_("全区近一年服务过的目标（人）"), asked["active_people"]]
    yield [_("年度目标的比例"), _("有目标的人里满了的占多少；没有人有目标的写“无目标”，不当作0")]
    yield [_("星级"), _("每人只算在最高的一颗星里")]
    yield [_("在哪里算"), _("人和时长按志愿者居住地算，活动和组织按所在地算")]
    yield [_("领域"), _("一个活动写了几个领域的，算在第一个里")]
    for measure in MEASURES:
        if measure.asks:
            yield [str(measure.label), str(measure.asks)]
