"""What one compares regions by, and a region with its own past: each measure by its name, its words, and how it is read
from kept figures. None stands for "not known" and is never shown as zero."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.core.books import Share
from apps.core.display import percent
from apps.reports.models.figures import Figures, goal_share, percentage

NOT_KNOWN = gettext_lazy("无数据")


@dataclass(frozen=True)
class Measure:
    """`unit` is a counter word, "%" for shares; `of` what the figure is read from. `asks` says of a share or sum what it
    follows from, for a legend that tells the whole truth; `unknown` what is said where there is none; `entered` the number
    that an office has to enter for it."""

    name: str
    label: Promise
    unit: Promise | str
    of: Callable[[Figures], Any]
    asks: Promise | str = ""
    unknown: Promise | str = NOT_KNOWN
    entered: Promise | str = ""

    def value(self, row: Figures | None) -> float | int | None:
        """Days that were kept before something was counted say nothing about it."""
        try:
            return None if row is None else self.of(row)
        except KeyError:
            return None

    @property
    def is_share(self) -> bool:
        return self.unit == "%"

    def words(self, value: float | None) -> str:
        if value is None:
            return str(self.unknown)
        return percent(value) if self.is_share else f"{value:,}"

    def cell(self, value: float | None) -> float | int | Share | str:
        """The same in a workbook, where a number is a number."""
        if value is None:
            return str(self.unknown)
        return Share(value) if self.is_share else value


def counted(part, figure):
    return lambda row: row.figures[part][figure]


def of_goal(name, label, who):
    """The share of those who have met a goal, where somebody has it."""

    def share(row):
        return goal_share(row.figures["goals"][f"{who}_met"], row.figures["goals"][f"{who}_people"])

    return Measure(name, label, "%", share, gettext_lazy("有目标的人里占多少"), gettext_lazy("无目标"))


def covered(what):
    return lambda row: percentage(row.figures["banners"][what], row.figures["banners"]["all"])


def recognised(row):
    return sum(row.figures["stars"][f"recognized_{level}"] for level in range(1, 6))


def stated(kind):
    return lambda row: (row.figures["entered"][kind] or {}).get("value")


def trained(row):
    training = row.figures["training"]
    return training and training["trained"]


def units_share(row):
    units = row.figures["units"]
    return percentage(
        *(sum(n for name, n in units.items() if name.endswith(end)) for end in ("_with", "_all"))
    )


PEOPLE, HOURS = gettext_lazy("人"), gettext_lazy("小时")
SHARES_OF_PASSED = gettext_lazy("在实名志愿者里占多少")
STATED_BY_OFFICES = gettext_lazy("由部门填报，没填报的当作没有")

MEASURES = [
    Measure("registered", gettext_lazy("登记过的"), PEOPLE, counted("people", "registered")),
    Measure("passed", gettext_lazy("实名志愿者"), PEOPLE, counted("people", "passed")),
    Measure("activated", gettext_lazy("本人激活的"), PEOPLE, counted("people", "activated")),
    Measure("active", gettext_lazy("近一年服务过的"), PEOPLE, counted("people", "active")),
    Measure("with_hours", gettext_lazy("有时长的"), PEOPLE, counted("people", "with_hours")),
    Measure(
        "share",
        gettext_lazy("实名志愿者占人口"),
        "%",
        lambda row: row.share,
        gettext_lazy("要有人口数才算得出"),
        entered=gettext_lazy("人口数"),
    ),
    Measure(
        "active_share",
        gettext_lazy("近一年服务过的比例"),
        "%",
        lambda row: row.active_share,
        SHARES_OF_PASSED,
    ),
    Measure("party", gettext_lazy("党员（含预备）"), PEOPLE, counted("people", "party")),
    Measure("league", gettext_lazy("共青团员"), PEOPLE, counted("people", "league")),
    Measure(
        "party_share",
        gettext_lazy("党员注册的比例"),
        "%",
        lambda row: row.share_of_members("party"),
        gettext_lazy("分母是部门填报的党员总数"),
        entered=gettext_lazy("党员总数"),
    ),
    Measure(
        "league_share",
        gettext_lazy("共青团员注册的比例"),
        "%",
        lambda row: row.share_of_members("league"),
        gettext_lazy("分母是部门填报的共青团员总数"),
        entered=gettext_lazy("共青团员总数"),
    ),
    Measure("national", gettext_lazy("另在全国平台注册"), PEOPLE, stated("national")),
    Measure(
        "share_with_national",
        gettext_lazy("加上全国平台占人口"),
        "%",
        lambda row: row.share_with_national,
        gettext_lazy("要有人口数和填报的全国平台人数才算得出"),
    ),
    Measure("hours_this_year", gettext_lazy("今年服务时长"), HOURS, lambda row: row.hours_this_year),
    Measure(
        "growth",
        gettext_lazy("到上月比去年同期"),
        "%",
        lambda row: row.growth,
        gettext_lazy("今年已经过完的月份，比去年同样的月份多百分之几；去年没有时长的算不出"),
    ),
    Measure("hours_lately", gettext_lazy("近12个月服务时长"), HOURS, lambda row: row.hours_of_twelve_months),
    Measure(
        "backfill_share",
        gettext_lazy("补录占今年时长"),
        "%",
        lambda row: row.backfill_share,
        gettext_lazy("今年还没有时长的算不出"),
    ),
    Measure("pending", gettext_lazy("待确认的时长"), gettext_lazy("条"), counted("waiting", "pending")),
    Measure("overdue", gettext_lazy("过期没确认的时长"), gettext_lazy("条"), counted("waiting", "overdue")),
    Measure("stars", gettext_lazy("有认定星级的"), PEOPLE, recognised),
    Measure(
        "published", gettext_lazy("今年发布的活动"), gettext_lazy("个"), counted("activities", "published")
    ),
    Measure("places", gettext_lazy("招募名额"), gettext_lazy("个"), counted("activities", "places")),
    Measure("taken", gettext_lazy("报名人次"), gettext_lazy("人次"), counted("activities", "taken")),
    Measure("teams", gettext_lazy("志愿服务队伍"), gettext_lazy("支"), counted("organizations", "team")),
    Measure(
        "stations",
        gettext_lazy("服务站点"),
        gettext_lazy("个"),
        lambda row: sum(row.figures["stations"].values()),
    ),
    Measure("banners", gettext_lazy("旗县"), gettext_lazy("个"), counted("banners", "all")),
    Measure(
        "with_association",
        gettext_lazy("建了青年志愿者协会的旗县"),
        gettext_lazy("个"),
        counted("banners", "with_association"),
    ),
    Measure(
        "association",
        gettext_lazy("有青年志愿者协会的旗县比例"),
        "%",
        covered("with_association"),
        gettext_lazy("旗县里有多少建了"),
    ),
    Measure(
        "with_mechanism",
        gettext_lazy("建了志愿服务协调机制的旗县"),
        gettext_lazy("个"),
        counted("banners", "with_mechanism"),
        STATED_BY_OFFICES,
    ),
    Measure(
        "mechanism",
        gettext_lazy("有志愿服务协调机制的旗县比例"),
        "%",
        covered("with_mechanism"),
        STATED_BY_OFFICES,
    ),
    Measure(
        "units_share",
        gettext_lazy("有志愿服务组织的单位比例"),
        "%",
        units_share,
        gettext_lazy("在这里登记的机关、企业、事业单位里占多少"),
    ),
    of_goal("pupils_met", gettext_lazy("中小学生达到年度目标"), "pupil"),
    of_goal("students_met", gettext_lazy("高校学生达到年度目标"), "university"),
    of_goal("employees_met", gettext_lazy("职工达到年度目标"), "employee"),
    Measure("trained", gettext_lazy("有还算数的培训的"), PEOPLE, trained),
    Measure("insured", gettext_lazy("今天有保险的"), PEOPLE, counted("people", "insured")),
    Measure(
        "trained_share", gettext_lazy("受过培训的比例"), "%", lambda row: row.trained_share, SHARES_OF_PASSED
    ),
    Measure(
        "insured_share", gettext_lazy("有保险的比例"), "%", lambda row: row.insured_share, SHARES_OF_PASSED
    ),
]
BY_NAME = {measure.name: measure for measure in MEASURES}

# What a map may be coloured by, the first where nothing was chosen.
ON_MAP = [
    BY_NAME[name]
    for name in [
        *["active_share", "passed", "share", "with_hours", "active", "hours_this_year"],
        *["party_share", "league_share"],
        *[
            "pupils_met",
            "overdue",
            "backfill_share",
            "association",
            "mechanism",
            "units_share",
            "insured_share",
        ],
    ]
]


def values_of(row: Figures | None) -> dict[str, float | int | None]:
    return {measure.name: measure.value(row) for measure in MEASURES}
