"""The tile map of a region: a schematic one, for there are no borders in the product. Each banner is a tile in its league."""

from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.charts import quintile, quintile_bounds
from apps.regions.models import Region


def map_of(region, below, measure):
    """Each banner (in a banner: each township) shaded by a measure; where it is not known, no shade.

    The shades follow what is there: about a fifth of the places in each, and the key says where they begin. Where only
    the leagues are known, each banner has the shade of its league.
    """
    level = Region.Level.TOWNSHIP if region.level == Region.Level.BANNER else Region.Level.BANNER
    places = [row for row in below if row.region.level == level]
    leagues = [row for row in below if row.region.level == Region.Level.LEAGUE]
    is_of_leagues = is_known_of(leagues, measure) and not is_known_of(places, measure)
    shown = leagues if is_of_leagues else places
    values = [measure.value(row) for row in shown]
    bounds = quintile_bounds(values)
    told_by = {row.region_id: row for row in leagues} if is_of_leagues else {}
    drawn = [(row, tile_of(row, told_by.get(row.region.parent_id, row), measure, bounds)) for row in places]
    return {
        "leagues": tiles(region, leagues, drawn, measure),
        "key": key_of(values, bounds, measure),
        "has_empty": None in values,
        "is_of_leagues": is_of_leagues,
        "numbers": [
            (row.region.name, row.region.parent.short_name, measure.words(measure.value(row)))
            for row in shown
        ],
        "measure": measure,
    }


def is_known_of(rows, measure):
    return any(measure.value(row) is not None for row in rows)


def key_of(values, bounds, measure):
    """The words of the shades, lightest first."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    values = sorted(set(known))
    if bounds and len(values) == 2:  # such as none or all
        return [measure.words(value) for value in values]
    if not bounds:
        lowest, highest = min(known), max(known)
        ends = [lowest] if lowest == highest else [lowest, highest]
        return ["–".join(measure.words(value) for value in ends)]
    between = [f"{measure.words(low)}–{measure.words(high)}" for low, high in pairwise(bounds)]
    return [
        _("%(value)s以下") % {"value": measure.words(bounds[0])},
        *between,
        _("%(value)s以上") % {"value": measure.words(bounds[-1])},
    ]


def tiles(region, leagues, drawn, measure):
    """`drawn` are the places, each with its tile."""
    if not leagues:
        own = {"code": region.code, "name": region.short_name, "text": ""}
        return [{**own, "tiles": [tile for _row, tile in drawn]}] if drawn else []
    lies = {(row.region.column, row.region.row): row.region_id[:4] for row, _tile in drawn}
    return [
        {
            "code": league.region_id,
            "name": league.region.short_name,
            "url": reverse("portal:region", args=[league.region_id]),
            "text": measure.words(measure.value(league)),
            "tiles": [
                {**tile, "at": spot(row.region, lies)}
                for row, tile in drawn
                if row.region.parent_id == league.region_id
            ],
        }
        for league in leagues
    ]


def tile_of(row, told_by, measure, bounds):
    """A place, shaded by what is known of it, or of its league."""
    value = measure.value(told_by)
    words = measure.words(value)
    return {
        "name": row.region.name,
        "short": row.region.short_name,
        "text": words if told_by is row else _("所在盟市%(value)s") % {"value": words},
        "step": quintile(value, bounds),
        "url": reverse("portal:region", args=[row.region_id]),
    }


def spot(region, lies):
    """Where the tile lies, as classes, and on which sides another league begins."""
    column, row = region.column, region.row
    classes = [f"c{column}", f"r{row}"]
    if lies.get((column, row - 1), region.parent_id) != region.parent_id:
        classes.append("edge-t")
    if lies.get((column - 1, row), region.parent_id) != region.parent_id:
        classes.append("edge-l")
    return " ".join(classes)
