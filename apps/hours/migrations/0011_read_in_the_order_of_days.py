"""Indexes of large tables, built beside those who write to them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hours", "0010_ready_made_is_judged_alike")]

    operations = [
        AddIndexConcurrently(
            model_name="basis",
            index=models.Index(name="hours_basis_in_order", fields=["made_at", "id"]),
        ),
        AddIndexConcurrently(
            model_name="hourrecord",
            index=models.Index(
                name="hours_seen_waiting",
                fields=["served_on", "id"],
                condition=models.Q(("state", "pending"), ("source__in", ["code", "roll"])),
            ),
        ),
        AddIndexConcurrently(
            model_name="hourrecord",
            index=models.Index(
                name="hours_turned_down",
                fields=["-served_on", "-id"],
                condition=models.Q(("state__in", ["rejected", "voided"])),
            ),
        ),
    ]
