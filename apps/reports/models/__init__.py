"""Kept figures of regions and what they are summed from, numbers that offices enter, and files that were asked for."""

from apps.reports.models.entered import EnteredFigure
from apps.reports.models.exports import Export, ExportPart, ExportQuerySet
from apps.reports.models.figures import FiguresQuerySet, RegionDay, RegionFigures, goal_share, percentage
from apps.reports.models.kept import HourCell, HourMove, PersonFacts, Touched

__all__ = [
    "EnteredFigure",
    "Export",
    "ExportPart",
    "ExportQuerySet",
    "FiguresQuerySet",
    "HourCell",
    "HourMove",
    "PersonFacts",
    "RegionDay",
    "RegionFigures",
    "Touched",
    "goal_share",
    "percentage",
]
