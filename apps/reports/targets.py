"""What the notice asks for, as numbers of policy: a share of the population everywhere, active people of the whole region."""

from apps.core.models import PolicyRow
from apps.reports.models import RegionFigures


def targets() -> dict[str, int]:
    """As they are in force today."""
    policy = PolicyRow.objects.values_of("figures")
    return {name: policy[name] for name in ("population_share", "active_people")}


def targets_of(code: str, every: dict[str, int]) -> dict[str, int | None]:
    """Those that a region is held against: how many are to be active is said of the whole region only."""
    return every if code == RegionFigures.TOP else every | {"active_people": None}
