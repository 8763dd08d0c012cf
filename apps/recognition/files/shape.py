"""What every whole file is made of, on a page, on paper and by API: sections with facts and one list."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core import keyset, pdf

SHOWN = 50  # rows of a list on a page; paper has more, by API one reads on through all
PRINTED = 1000
AT_ONCE = 200  # rows of a page, where a program reads on


@dataclass(frozen=True)
class Listing:
    """The list of a section: what stands above its cells, the rows, and the cells of one. The latest come first, by the
    field `by`; without one the rows are sums and come as they are."""

    head: list[str]
    found: QuerySet
    line: Callable[..., list]
    by: str = ""

    def page(self, most, cursor="", *, strict=False):
        """(rows as cells, where to go on or nothing, whether there are more)"""
        if not self.by:
            found = list(self.found[: most + 1])
            return self._cells(found[:most]), None, len(found) > most
        page = keyset.page(self.found, by=self.by, cursor=cursor, size=most, descending=True, strict=strict)
        return self._cells(page), page.next_cursor, page.next_cursor is not None

    def _cells(self, rows):
        return [[str(cell) for cell in self.line(row)] for row in rows]

    @property
    def columns(self):
        return [str(word) for word in self.head]


@dataclass(frozen=True)
class Section:
    """One of the five classes: profile, service, training, awards, evaluation."""

    code: str
    title: str
    facts: list[tuple[str, str]]
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    has_more: bool = False
    cursor: str | None = None  # where a program reads on

    @property
    def lines(self):
        """Each row as (heading, cell), for a page on which the cells of a row stand below each other."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def section(code, title, facts=(), *, listing, most):
    """A section with a list, of which `most` rows stand in the file."""
    rows, cursor, has_more = listing.page(most)
    return Section(code, str(title), told(facts), listing.columns, rows, has_more, cursor)


def told(facts):
    """Only what is known."""
    return [(str(label), str(value)) for label, value in facts if value not in (None, "", [])]


def date(day):
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def as_pdf(title, sections) -> bytes:
    data = {
        "title": title,
        "none": _("还没有记录"),
        "more": _("只印最近的%(count)d条。") % {"count": PRINTED},
        "sections": [
            {
                "title": one.title,
                "facts": [list(pair) for pair in one.facts],
                "head": one.head,
                "rows": one.rows,
                "has_more": one.has_more,
            }
            for one in sections
        ],
    }
    return pdf.render("recognition/file.typ", data)
