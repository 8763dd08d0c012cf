from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULE = "hours_hourrecord_nobody_confirms_what_only_they_saw"
BEFORE = import_module("apps.hours.migrations.0002_ledger_stays").RECORD_STAYS.partition("CREATE TRIGGER")[0]
BEFORE = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
AFTER = BEFORE.replace("NEW.noted_by_id", "NEW.came_noted_by_id, NEW.left_noted_by_id")
AFTER = AFTER.replace("OLD.noted_by_id", "OLD.came_noted_by_id, OLD.left_noted_by_id")


def person():
    return models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    """Who noted the coming and who noted the leaving: neither confirms. Of older records the one who is known stays."""

    dependencies = [("hours", "0003_decided_has_minutes")]

    operations = [
        migrations.RemoveConstraint("hourrecord", RULE),
        migrations.RenameField("hourrecord", "noted_by", "came_noted_by"),
        migrations.AlterField("hourrecord", "came_noted_by", person()),
        migrations.AddField("hourrecord", "left_noted_by", person()),
        migrations.RunSQL(AFTER, BEFORE),
        migrations.AddConstraint(
            "hourrecord",
            models.CheckConstraint(
                name=RULE,
                condition=models.Q(
                    models.Q(
                        ("decided_by", models.F("came_noted_by")), ("state", "confirmed"), _negated=True
                    ),
                    models.Q(
                        ("decided_by", models.F("left_noted_by")), ("state", "confirmed"), _negated=True
                    ),
                ),
                violation_error_message="点名的人不能确认自己点的时长。",
            ),
        ),
    ]
