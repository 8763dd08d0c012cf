"""What stands in a file: people of a school or unit with one sheet more for each way to add them up, or the schools and
units of a region."""

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, Protocol

from django.utils.translation import gettext as _

from apps.core import days
from apps.core.books import EITHER, NUMBER, TEXT, Sheet
from apps.core.display import mask_name
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.registration.classes import class_words
from apps.registration.models import ServiceField
from apps.reports.lines import SOURCES, Line, field_codes, lines
from apps.reports.models import Export, goal_share
from apps.reports.periods import Period
from apps.reports.roster import NOBODY, Words, not_yet, sums_of
from apps.reports.sums import Row, added, summary_of
from apps.stars.models import NAMES

Cells = Sequence[Any]


class Table(Protocol):
    """Rows for the ids of an export, and what is added up on the way."""

    sheet: Sheet
    kinds: str

    def rows(self, ids: list[int], sums: list) -> tuple[list[Cells], list]: ...

    def others(self, sums: list) -> list[Sheet]: ...

    def people(self, sums: list, asked: int) -> int: ...


def table_of(export: Export) -> Table:
    return PeopleTable(export) if export.organization_id else PlacesTable(export)


class Hours(dict):
    """{minutes: hours to two places}, each worked out once."""

    def __missing__(self, minutes):
        self[minutes] = round(minutes / 60, 2)
        return self[minutes]


class PeopleTable:
    """One row a person. Masked, names are covered and student numbers left out."""

    def __init__(self, export: Export):
        self.export, self.words = export, Words.of(export.organization)
        self.period = Period(export.period, export.year)
        self.hours, self.classes = Hours(), {}
        self.met = {True: _("达到"), False: _("未达到")}
        self.no_goal = _("没有目标")
        self.stars = ["", *map(str, NAMES[1:])]
        self.parts = [str(HourRecord.Source(source).label) for source in SOURCES]
        names = dict(ServiceField.objects.values_list("code", "name"))
        self.parts += [names[code] for code in field_codes()]
        self.kinds = TEXT * 6 + NUMBER * 4 + TEXT * 2 + NUMBER * (1 + len(self.parts))

    @cached_property
    def sheet(self):
        heads = [self.words.group, _("姓名"), self.words.number, _("志愿者编号"), _("从哪天"), _("到哪天")]
        heads += [
            _("分钟"),
            _("小时"),
            _("年度目标（小时）"),
            _("计入目标的（小时）"),
            _("是否达到"),
            _("星级"),
            _("培训（小时）"),
        ]
        heads += [_("%(name)s（小时）") % {"name": name} for name in self.parts]
        widths = [16, 12, 16, 16, 12, 12, 9, 9, 12, 12, 10, 8, 10] + [11] * len(self.parts)
        return Sheet(_("名单"), heads, widths)

    def rows(self, ids, sums):
        found = lines(self.export.organization, self.period, ids)
        return list(map(self.cells, found)), merged(sums, found)

    def cells(self, line: Line) -> Cells:
        key, hours = line[2:5], self.hours
        if key not in self.classes:
            self.classes[key] = class_words(*key)
        met = self.met[line.is_met] if line.goal else self.no_goal
        is_masked = self.export.is_masked
        return (
            self.classes[key],
            mask_name(line.name) if is_masked else line.name,
            "" if is_masked else line.student_number,
            line.number,
            str(line.since),
            str(line.until),
            line.minutes,
            hours[line.minutes],
            hours[line.goal],
            hours[line.judged_by],
            met,
            self.stars[line.star],
            hours[line.trained],
            *[hours[minutes] for minutes in line.sums],
        )

    def others(self, sums):
        summary = summary_of([(*row[:3], row[3]) for row in sums], self.words.none)
        found = [self._sums(self.words.group, summary.classes, summary.total)]
        if summary.grades:
            found.append(self._sums(_("年级"), summary.grades, summary.total))
        for title, parts in ((_("来源"), summary.sources), (_("领域"), summary.fields)):
            rows = [(name, minutes, self.hours[minutes]) for name, minutes in parts]
            found.append(Sheet(title, [title, _("分钟"), _("小时")], [24, 12, 12], rows))
        if self.export.is_of_all_today:
            heads = [self.words.group, _("姓名"), self.words.number, _("哪天交的名单"), _("到哪天")]
            found.append(Sheet(_("还没激活的"), heads, [20, 12, 16, 14, 14], self._not_yet()))
        return found

    def people(self, _sums, asked):
        return asked

    def _not_yet(self):
        is_masked = self.export.is_masked
        rows = not_yet(self.export.organization).defer("phone", "document_number").order_by("group", "pk")
        for one in rows.iterator(chunk_size=2000):
            name, number = (one.masked_name, "") if is_masked else (one.name, one.student_number)
            words = one.class_words or self.words.none
            yield (words, name, number, str(days.day_of(one.put_on_at)), str(one.expires_on))

    def _sums(self, title, rows, total):
        heads = [title, _("人数"), _("分钟"), _("小时"), _("有目标的"), _("满目标的"), _("满目标的比例（%）")]
        heads += [_("星级志愿者"), _("培训（小时）")]
        cells = [
            (
                *(
                    one.words or _("合计"),
                    one.people,
                    one.minutes,
                    self.hours[one.minutes],
                    one.with_goal,
                    one.met,
                ),
                *(shown(one.share), one.starred, self.hours[one.trained]),
            )
            for one in [*rows, total]
        ]
        return Sheet(title, heads, [20, 9, 10, 10, 10, 10, 12, 12, 12], cells)


def shown(share: float | None) -> float | str:
    """Where nobody has a goal there is no share of those who have met it."""
    return _("无目标") if share is None else share


def merged(sums: list, found: list[Line]) -> list[Row]:
    """Sums by class with some lines more; lines of a class stand one after the other."""
    rows = {tuple(row[:3]): row[3] for row in sums}
    for key, people in groupby(found, key=lambda line: line[2:5]):
        columns = zip(*map(_numbers, people), strict=True)
        numbers = [sum(column) for column in columns]
        rows[key] = added([rows[key], numbers]) if key in rows else numbers
    return [[*key, numbers] for key, numbers in rows.items()]


def _numbers(line):
    return (1, line.minutes, line.goal > 0, line.is_met, line.star > 0, line.trained, *line.sums)


class PlacesTable:
    """One row for each school or unit: sums only, nobody's name. The calendar year, by which offices count."""

    kinds = TEXT * 3 + NUMBER * 5 + EITHER

    def __init__(self, export: Export):
        self.export, self.hours = export, Hours()

    @cached_property
    def sheet(self):
        heads = [_("学校、单位"), _("类型"), _("地区"), _("人数"), _("分钟"), _("小时")]
        heads += [_("有目标的"), _("满目标的"), _("满目标的比例（%）")]
        return Sheet(_("学校、单位"), heads, [36, 16, 16, 9, 12, 12, 10, 10, 12])

    def rows(self, ids, sums):
        places = Organization.objects.select_related("kind", "region").in_bulk(ids)
        found = sums_of(ids, self.export.year)
        rows = []
        for pk in ids:
            place, row = places[pk], found.get(pk, NOBODY)
            minutes, with_goal, met = row["served"], row["with_goal"], row["met"]
            rows.append(
                (
                    *(place.name, place.kind.name, place.region.name, row["people"], minutes),
                    *(self.hours[minutes], with_goal, met, shown(goal_share(met, with_goal))),
                )
            )
        return rows, [sum(sums) + sum(row["people"] for row in found.values())]

    def others(self, _sums):
        return []

    def people(self, sums, _asked):
        return sum(sums)
