import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULE = "activities_presence_a_roll_says_who_called_it"

# There was one noter: of the leaving if that was called from the roll, else of the coming. Checks still due would
# keep the table from being altered.
SPLIT = """
    UPDATE activities_presence
    SET left_noted_by_id = CASE WHEN left_how = 'roll' THEN came_noted_by_id END,
        came_noted_by_id = CASE WHEN came_how = 'roll' THEN came_noted_by_id END
    WHERE came_noted_by_id IS NOT NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


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
    dependencies = [("activities", "0005_who_wrote_and_who_handed_in")]

    operations = [
        migrations.RemoveConstraint("presence", RULE),
        migrations.RenameField("presence", "noted_by", "came_noted_by"),
        migrations.AlterField("presence", "came_noted_by", person()),
        migrations.AddField("presence", "left_noted_by", person()),
        migrations.RunSQL(SPLIT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "presence",
            models.CheckConstraint(
                name=RULE,
                condition=models.Q(
                    models.Q(
                        models.Q(("came_how", "roll"), _negated=True),
                        ("came_noted_by__isnull", False),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("left_how", "roll"), _negated=True),
                        ("left_noted_by__isnull", False),
                        _connector="OR",
                    ),
                ),
                violation_error_message="点名要记下是谁点的。",
            ),
        ),
    ]
