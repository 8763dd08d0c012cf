"""Indexes of a large table, built beside those who write to it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stars", "0003_notices_objections_withdrawals")]

    operations = [
        AddIndexConcurrently(
            model_name="starstanding",
            index=models.Index(
                name="stars_fallen",
                fields=["volunteer"],
                condition=models.Q(recognized__gt=models.F("reached")),
            ),
        ),
        AddIndexConcurrently(
            model_name="starstanding",
            index=models.Index(
                name="stars_highest_first",
                fields=["-recognized", "-volunteer"],
                condition=models.Q(recognized__gt=0),
            ),
        ),
    ]
