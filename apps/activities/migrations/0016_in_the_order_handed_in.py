"""Notices in the order in which they were handed in, for reviewers far above. Built beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("activities", "0015_listed_by_their_next_shift")]

    operations = [
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(
                name="activities_handed_in",
                fields=["submitted_at", "id"],
                condition=models.Q(("submitted_at__isnull", False)),
            ),
        ),
    ]
