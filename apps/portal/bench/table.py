"""The figures of several sizes as one table."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from apps.portal.bench.measuring import Figure

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
DOCUMENT = Path("docs/performance.md")


def keep(path: Path, size: dict, figures: Iterable[Figure]) -> None:
    path.write_text(
        json.dumps({"size": size, "figures": [asdict(one) for one in figures]}, ensure_ascii=False)
    )


def read(path: Path) -> tuple[dict, list[Figure]]:
    kept = json.loads(path.read_text())
    return kept["size"], [Figure(**one) for one in kept["figures"]]


def table(runs: list[tuple[dict, list[Figure]]]) -> str:
    """One line a figure, one column a size, how much it grew from the first to the last, and its goal."""
    heads = [f"{size['volunteers']:,} volunteers" for size, _figures in runs]
    lines = [["what", *heads, *(["growth"] if len(runs) > 1 else []), "goal", ""]]
    lines.append(["---"] * len(lines[0]))
    known = [{stem(one): one for one in figures} for _size, figures in runs]
    for figure in runs[-1][1]:
        found = [one.get(stem(figure)) for one in known]
        lines.append([figure.what, *map(value, found), *grown(found), goal(figure), verdict(figure)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def stem(figure):
    """What it is without the case that happened to be worst."""
    return figure.what.partition(" (")[0]


def value(figure):
    if figure is None:
        return "–"
    spread = f" ({short(figure.low)}–{short(figure.high)})" if figure.low is not None else ""
    return f"{short(figure.value)}{figure.unit}{spread}"


def short(number):
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.2g}"


def grown(found):
    if len(found) < 2:
        return []
    first, last = found[0], found[-1]
    return [f"{last.value / first.value:.1f}" if first and first.value else "–"]


def goal(figure):
    if figure.goal is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {short(figure.goal)}{figure.unit.replace('×', '')}"


def verdict(figure):
    return "" if figure.goal is None else "met" if figure.is_met else "**not met**"


def write(text: str) -> None:
    """Into the document, between its marks."""
    document = DOCUMENT.read_text()
    before, rest = document.split(BEGIN)
    _old, after = rest.split(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
