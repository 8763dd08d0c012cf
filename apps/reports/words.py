"""How kept figures are told on pages, in tables and on paper."""

from django.utils.translation import gettext as _

from apps.hours.models import HourRecord
from apps.organizations.models import Organization, OrganizationKind, StationKind, TrustLevel
from apps.registration.models import Affiliation
from apps.reports.counts import GOAL_IDENTITIES, GOAL_PLACES
from apps.reports.models import goal_share
from apps.stars.models import NAMES


def source_rows(sources):
    """Hours of this year by how they were proved; 补录 is told apart, for it was recorded long after."""
    return [
        {"label": str(source.label), "value": sources[source] // 60, "text": f"{sources[source] // 60:,}"}
        for source in HourRecord.Source
        if sources[source]
    ]


def stated_words(stated):
    """2024年，统计公报: the year and the source of a number that an office entered."""
    return _("%(year)d年，%(source)s") % stated


def star_rows(stars):
    """Of each level how many people have reached it as their highest, and how many are recognised at it."""
    return [(NAMES[n], stars[f"reached_{n}"], stars[f"recognized_{n}"]) for n in range(1, 6)]


def goal_rows(goals):
    """Yearly goals by identity: how many people have one, how many have met it."""
    return [
        (
            Affiliation.Identity(name).label,
            goals[f"{name}_people"],
            goals[f"{name}_met"],
            goal_share(goals[f"{name}_met"], goals[f"{name}_people"]),
        )
        for name in GOAL_IDENTITIES
    ]


def place_rows(goals):
    """The same by where a person's year counts: at a school, at a unit."""
    return [
        (
            _("算在%(where)s的") % {"where": OrganizationKind.Group(at).label},
            goals[f"{at}_people"],
            goals[f"{at}_met"],
            goal_share(goals[f"{at}_met"], goals[f"{at}_people"]),
        )
        for at in GOAL_PLACES
    ]


def organizations_of(figures):
    """Organisations by kind, standing and trust; units that have one of their own; open stations by kind."""
    kinds, units = dict(OrganizationKind.objects.values_list("pk", "name")), figures["units"]
    stations = StationKind.objects.values_list("pk", "name")
    return {
        "kinds": [(name, figures["kinds"][pk]) for pk, name in kinds.items() if figures["kinds"].get(pk)],
        "states": [(state.label, figures["states"][state]) for state in Organization.State],
        "trust": [(level.name, figures["trust"].get(level.pk, 0)) for level in TrustLevel.objects.all()],
        "units": [
            (name, units[f"{pk}_all"], units.get(f"{pk}_with", 0))
            for pk, name in kinds.items()
            if units.get(f"{pk}_all")
        ],
        "stations": [(name, figures["stations"][pk]) for pk, name in stations if figures["stations"].get(pk)],
    }
