"""Who answers for whom, in the order in which they were linked: built beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registration", "0006_rosters_guardians_leavings")]

    operations = [
        AddIndexConcurrently(
            model_name="guardianship",
            index=models.Index(
                name="registration_bonds_in_order",
                fields=["linked_at", "id"],
                condition=models.Q(("ended_at__isnull", True)),
            ),
        ),
    ]
