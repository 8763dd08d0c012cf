"""The indexes of the lists depend on the next shift alone, so that the planner does not multiply it with the state of a
notice, of which it follows. The new ones are built beside those who write, before the old ones go."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

LISTED = models.Q(("next_at__isnull", False))
LEVELS = ["league", "banner", "township", "village"]


def added(name, fields, condition=LISTED):
    index = models.Index(name=f"activities_{name}", fields=fields, condition=condition)
    return AddIndexConcurrently(model_name="activity", index=index)


def removed(name):
    return RemoveIndexConcurrently(model_name="activity", name=f"activities_{name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("activities", "0014_insured_day_by_day")]

    operations = [
        added("next_all", ["next_at", "id"]),
        *(
            added(f"next_{level}", [level, "next_at", "id"], LISTED & models.Q((f"{level}__gt", "")))
            for level in LEVELS
        ),
        added("latest", ["-decided_at", "-id"]),
        added("nearby", ["latitude", "longitude"], LISTED & models.Q(latitude__isnull=False)),
        *(removed(name) for name in ["all", *LEVELS, "newest", "near"]),
    ]
