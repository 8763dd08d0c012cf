"""Coordinates of charts drawn by the server as SVG: attributes only, so they pass a strict content policy."""

from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 600, 192
SHORT = 3  # characters, such as 12月


def round_step(top, parts=3):
    """A step of 1, 2 or 5 times a power of ten, with at most `parts` + 1 steps up to the top."""
    if top <= 0:
        return 1
    power = 10 ** floor(log10(top / parts))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * (parts + 1) >= top)


def tidy(value):
    return int(value) if value == int(value) else round(value, 2)


@dataclass(frozen=True)
class LineChart:
    """Two rows of numbers over the same labels: this year and the one before. None means not known yet."""

    labels: list
    now: list
    was: list

    @property
    def axis(self):
        """The labels below the chart: all of them where each has room, else where it begins and where it ends."""
        if max(map(len, self.labels), default=0) <= SHORT:
            return self.labels
        return [self.labels[0], self.labels[-1]]

    @property
    def step(self):
        return round_step(max((v for v in [*self.now, *self.was] if v is not None), default=0))

    @property
    def top(self):
        highest = max((v for v in [*self.now, *self.was] if v is not None), default=0)
        return max(ceil(highest / self.step), 1) * self.step

    @property
    def ticks(self):
        count = round(self.top / self.step)
        return [tidy(self.step * n) for n in range(count, -1, -1)]

    @property
    def grid(self):
        count = len(self.ticks) - 1
        return [round(HEIGHT * n / count, 1) for n in range(count + 1)]

    def points(self, values):
        gap = WIDTH / max(len(self.labels) - 1, 1)
        return [
            (round(n * gap, 1), round(HEIGHT * (1 - value / self.top), 1))
            for n, value in enumerate(values)
            if value is not None
        ]

    @property
    def now_path(self):
        return path(self.points(self.now))

    @property
    def was_path(self):
        return path(self.points(self.was))

    @property
    def area_path(self):
        points = self.points(self.now)
        if not points:
            return ""
        return path([(points[0][0], HEIGHT), *points, (points[-1][0], HEIGHT)]) + "z"

    @property
    def rows(self):
        return [
            (label, self.now[n] if n < len(self.now) else None, self.was[n] if n < len(self.was) else None)
            for n, label in enumerate(self.labels)
        ]


def path(points):
    return "".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(points))


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
