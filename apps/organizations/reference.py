from apps.core.data_files import load, rows
from apps.organizations.models import (
    Office,
    OfficeKind,
    OrganizationKind,
    StationKind,
    TeamTag,
    TrustLevel,
)
from apps.regions.models import Region

OFFICE_NAMES = {"civilization": "文明办", "youth_league": "团委", "education": "教育局"}


def load_all():
    load(OfficeKind, list(rows("organizations", "office_kinds")), key=("code",))
    load(OrganizationKind, list(rows("organizations", "organization_kinds")), key=("code",))
    load(StationKind, list(rows("organizations", "station_kinds")), key=("code",))
    load(TrustLevel, list(rows("organizations", "trust_levels")), key=("code",))
    load(TeamTag, list(rows("organizations", "team_tags")), key=("name", "region"))
    Office.objects.bulk_create(
        (
            Office(kind_id=kind, region=region, name=office_name(region, kind))
            for region in Region.objects.filter(level__lte=Region.Level.BANNER)
            for kind in OFFICE_NAMES
        ),
        ignore_conflicts=True,
    )


def office_name(region, kind):
    """自治区团委, 赤峰市文明办, 敖汉旗教育局; the region's education office is a department."""
    if region.level == Region.Level.REGION:
        return "自治区教育厅" if kind == "education" else f"自治区{OFFICE_NAMES[kind]}"
    return region.name + OFFICE_NAMES[kind]
