"""The steps of quantity by which a map is coloured. Lines are drawn in the browser (static/src/charts.js)."""

from math import floor


def quintile_bounds(values):
    """Where the steps of a map begin: whole numbers that put about a fifth of the known values into each step.

    Fewer steps where there are few values, or many that are alike.
    """
    known = sorted(value for value in values if value is not None)
    if not known:
        return []
    fifths = {floor(known[len(known) * n // 5]) for n in range(1, 5)}
    return sorted(bound for bound in fifths if bound > known[0])


def quintile(value, bounds):
    """Which of at most five steps a value falls into; q0 is "not known" and is drawn hatched, never as zero."""
    return "q0" if value is None else f"q{1 + sum(value >= bound for bound in bounds)}"
