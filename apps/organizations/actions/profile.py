"""What an organisation changes about itself: its profile, its stations."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.organizations.models import Organization, Station

ONE_NAME = {
    "organizations_station_one_name_an_organization": "name_taken",
    "organizations_station_lies_in_the_region": "elsewhere",
}
OPEN_TO_CHANGE = [
    *["picture", "introduction", "service_fields", "address", "founded_on", "has_party_branch"],
    *["responsible_person", "contact_name", "contact_phone", "email", "joining", "join_code"],
]


@transaction.atomic
def change_profile(organization: Organization, *, links: dict, by: User) -> Organization:
    """Take over what the owner typed. `links` holds the tags and the service regions. The old picture goes."""
    stored = hold(organization, Organization.objects.owned_by(by))
    old = stored.picture if stored.picture_id != organization.picture_id else None
    uploads.attach([organization.picture], by=by, had=[stored.picture_id])
    organization.save(update_fields=OPEN_TO_CHANGE)
    for name, rows in links.items():
        getattr(organization, name).set(rows)
    if old:
        uploads.remove([old])
    audit.note("organization.profile_changed", [organization], by=by)
    return organization


@transaction.atomic
def save_station(station: Station, *, by: User) -> Station:
    """Open a station, or change one."""
    hold(station.organization, Organization.objects.managed_by(by))
    with refusing(Station, ONE_NAME):
        station.save()
    audit.note("station.saved", [station], by=by)
    return station


def hold(organization, mine):
    held = mine.select_for_update(of=("self",)).select_related("picture").filter(pk=organization.pk).first()
    if held is None:
        raise Refused(_("这个组织现在不归你管，刷新看看。"), code="not_yours")
    return held
