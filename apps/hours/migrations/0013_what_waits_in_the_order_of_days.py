"""What waits and what is held, for programs too: built beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hours", "0012_what_need_not_be_asked")]

    operations = [
        AddIndexConcurrently(
            model_name="hourrecord",
            index=models.Index(
                name="hours_waiting_by_day",
                fields=["served_on", "id"],
                condition=models.Q(("state", "pending")),
            ),
        ),
        AddIndexConcurrently(
            model_name="referral",
            index=models.Index(
                name="hours_holding",
                fields=["record"],
                condition=models.Q(("released_at__isnull", True), ("why", "held")),
            ),
        ),
    ]
