"""What is shown of the people who were found: a masked name, the number by which to invite, where they live, and what
of them fits. Never a phone number, never what was not asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.core import days
from apps.matching.finding import terms_of
from apps.matching.models import SearchRow, SearchTerm
from apps.regions.models import Region
from apps.registration.models import Language, ServiceField, Skill, Volunteer
from apps.registration.widgets import TIMES
from apps.stars.models import NAMES
from apps.training.models import TrainingKind


@dataclass(frozen=True)
class Found:
    number: str
    masked_name: str
    place: str
    matches: list[str] = field(default_factory=list)
    km: int | None = None


OF_KIND = {
    SearchTerm.FIELD: "field",
    SearchTerm.SKILL: "skill",
    SearchTerm.CHECKED: "skill",
    SearchTerm.LANGUAGE: "language",
    SearchTerm.TRAINING: "training",
}
TABLES = {"field": ServiceField, "skill": Skill, "language": Language, "training": TrainingKind}


def words_of(wanted: dict) -> dict[str, str]:
    """What was asked for, in words: {name of the filter: what it says}."""
    return all_words_of([wanted])[0]


def all_words_of(several: Iterable[dict]) -> list[dict[str, str]]:
    """The same for a list of searches, with as many queries as for one."""
    several = list(several)
    names = {name: dict(model.objects.values_list("pk", "name")) for name, model in TABLES.items()}
    places = {wanted["place"] for wanted in several if "place" in wanted}
    names["place"] = dict(Region.objects.filter(pk__in=places).values_list("pk", "name"))
    return [dict(_words(wanted, names)) for wanted in several]


def _words(wanted, names):
    for name in ("place", *TABLES):
        if name in wanted:
            yield name, str(names[name].get(wanted[name], wanted[name]))
    if "star" in wanted:
        yield "star", _("%(star)s以上") % {"star": NAMES[wanted["star"]]}
    if "time" in wanted:
        yield "time", _("%(time)s有空") % {"time": dict(TIMES)[wanted["time"]]}
    if "is_checked" in wanted:
        yield "is_checked", _("证书审核过")
    if "near" in wanted:
        yield "near", _("%(km)d公里以内") % {"km": wanted["km"]}


def shown(rows: Iterable[SearchRow], wanted: dict) -> list[Found]:
    """The rows of a page as they are shown, in their order; so many queries however many rows."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    people = Volunteer.objects.only("number", "name").in_bulk(keys)
    places = _places(rows)
    words, lines = words_of(wanted), _lines(keys, wanted)
    return [
        Found(
            number=people[row.pk].number,
            masked_name=people[row.pk].masked_name,
            place=places[row.place],
            matches=_matches(words, lines.get(row.pk, {}), wanted),
            km=None if getattr(row, "metres", None) is None else round(row.metres / 1000),
        )
        for row in rows
    ]


def reader_of_terms() -> Callable[[SearchTerm], str]:
    """What a person is found by, in words: for the copy of what is kept about them."""
    names = {kind: dict(TABLES[table].objects.values_list("pk", "name")) for kind, table in OF_KIND.items()}
    names[SearchTerm.STAR] = {str(star): _("%(star)s以上") % {"star": NAMES[star]} for star in range(1, 6)}
    names[SearchTerm.FREE] = {str(at): _("%(time)s有空") % {"time": words} for at, words in TIMES}

    def read(line):
        kind, code = line.term[0], line.term[1:]
        words = str(names[kind].get(code, code))
        return _("%(skill)s（证书审核过）") % {"skill": words} if kind == SearchTerm.CHECKED else words

    return read


def _places(rows):
    codes = {row.place for row in rows}
    regions = Region.objects.in_bulk(codes | {code[:6] for code in codes})
    return {
        code: " ".join(regions[part].name for part in dict.fromkeys([code[:6], code]) if part in regions)
        for code in codes
    }


def _lines(keys, wanted):
    """Of these people the lines that the search asked for, and whether a skill is proved."""
    terms = [*terms_of(wanted), f"{SearchTerm.CHECKED}{wanted.get('skill')}"]
    lines = {}
    for line in SearchTerm.objects.filter(row__in=keys, term__in=terms):
        if line.until is None or line.until >= days.today():
            lines.setdefault(line.row_id, {})[line.term] = line.until
    return lines


def _matches(words, lines, wanted):
    """What fits of one person. A skill says whether an office has seen the certificate; what runs out says when."""
    matches = {name: words[name] for name in ("field", "language", "star", "time") if name in words}
    if "skill" in words:
        checked = f"{SearchTerm.CHECKED}{wanted['skill']}"
        how = _("证书审核过") if checked in lines else _("自己填的")
        matches["skill"] = f"{words['skill']}（{_until(how, lines.get(checked))}）"
    if "training" in words:
        until = lines.get(f"{SearchTerm.TRAINING}{wanted['training']}")
        matches["training"] = f"{words['training']}（{_until(_('学过'), until)}）"
    return [matches[name] for name in words if name in matches]


def _until(how, until):
    if not until:
        return how
    words = _("%(how)s，到%(year)d年%(month)d月%(day)d日")
    return words % {"how": how, "year": until.year, "month": until.month, "day": until.day}
