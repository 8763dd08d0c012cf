"""What people tell about themselves after they have registered, and moving house."""

from django.db import transaction

from apps.accounts.models import User
from apps.core import audit
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.registration.signals import sought_by_changed

TOLD = (
    *["contact", "ethnicity_id", "political", "education", "occupation"],
    *["service_fields", "skill_codes", "skills", "languages"],
    *["free_times", "service_regions", "invitations"],
)


@transaction.atomic
def tell_about_oneself(volunteer: Volunteer, *, by: User, **told) -> Volunteer:
    """Keep what a person says about themselves; what is not said stays. The record names the fields, never what they
    hold."""
    volunteer = Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    changed = [name for name in TOLD if name in told and getattr(volunteer, name) != told[name]]
    for name in changed:
        setattr(volunteer, name, told[name])
    if changed:
        volunteer.save(update_fields=changed)
        audit.note("profile.changed", [volunteer], by=by, fields=changed)
        sought_by_changed.send(sender=Volunteer, volunteer_ids=[volunteer.pk])
    return volunteer


@transaction.atomic
def move_home(volunteer: Volunteer, *, region: Region, by: User) -> Volunteer:
    """Live in another banner from now on. Hours served so far keep the banner they were served from, and the number
    its league; a case that waits goes on where it was handed in."""
    volunteer = Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    before = volunteer.region_id
    if before != region.pk:
        volunteer.region = region
        volunteer.save(update_fields=["region"])
        audit.note("volunteer.moved", [volunteer], by=by, before=before, after=region.pk)
        sought_by_changed.send(sender=Volunteer, volunteer_ids=[volunteer.pk])
    return volunteer
