"""Every index of the records is written at each confirmation. These ten stay, each for who asks by it:

    hours_hourrecord_pkey                         one record
    hours_hourrecord_confirmed_time_counts_once   no minute twice (GiST)
    hours_hourrecord_one_live_a_signup_and_start  no stretch twice
    hours_hourrecord_signup_id_…                  what answers a pair of coming and leaving
    hours_by_volunteer                            totals, read from the index alone
    hours_ledger_page                             a person's own page
    hours_decided, hours_decided_by_place         what a region, an organisation has decided, latest first
    hours_waiting, hours_waiting_in_region        what waits for an organisation, for an office

Gone are those of people and regions by whom nobody looks, with the pattern twins that codes of regions got.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

USER = settings.AUTH_USER_MODEL
ALL = {
    "volunteer": ("registration.volunteer", False),
    "beneficiary": (USER, False),
    "organization": ("organizations.organization", False),
    "volunteer_region": ("regions.region", False),
    "activity_region": ("regions.region", False),
    "organization_region": ("regions.region", False),
    "decided_by": (USER, True),
    "voided_by": (USER, True),
}


def bare(to, optional):
    """The same foreign key, without an index of its own."""
    null = {"null": True, "blank": True} if optional else {}
    return models.ForeignKey(
        to, django.db.models.deletion.PROTECT, related_name="+", db_index=False, **null
    )


class Migration(migrations.Migration):
    dependencies = [("hours", "0004_both_who_noted")]

    operations = [
        *(migrations.AlterField("hourrecord", name, bare(*what)) for name, what in ALL.items()),
        migrations.AddIndex(
            "hourrecord",
            models.Index(
                name="hours_waiting_in_region",
                fields=["organization_region", "served_on", "id"],
                condition=models.Q(("state", "pending")),
            ),
        ),
        migrations.AddIndex(
            "hourrecord",
            models.Index(
                name="hours_decided_by_place",
                fields=["organization", "-served_on", "-id"],
                condition=models.Q(("state", "pending"), _negated=True),
            ),
        ),
    ]
