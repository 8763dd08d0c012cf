"""Beside a recognised star what it asked for then: it stays when thresholds rise. Filled in pieces, while people write."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

from apps.core.chunks import ranges

FILL = """
    UPDATE stars_starstanding AS standing
    SET asked = coalesce((
        SELECT value FROM core_policyrow
        WHERE topic = 'star_minutes' AND item = recognition.level::text
          AND valid_from <= (recognition.recognized_at AT TIME ZONE 'Asia/Shanghai')::date
        ORDER BY valid_from DESC LIMIT 1
    ), 0)
    FROM stars_recognition AS recognition
    WHERE recognition.volunteer_id = standing.volunteer_id AND recognition.level = standing.recognized
      AND recognition.withdrawn_at IS NULL AND standing.volunteer_id > %s AND standing.volunteer_id <= %s
"""


def by_the_policy_of_then(apps, editor):
    for after, upto in ranges(apps.get_model("stars", "StarStanding")):
        with editor.connection.cursor() as cursor:
            cursor.execute(FILL, [after, upto])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0001_initial"), ("stars", "0006_what_was_decided_stays")]

    operations = [
        migrations.AddField(
            model_name="starstanding",
            name="asked",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(by_the_policy_of_then, migrations.RunPython.noop),
        RemoveIndexConcurrently(model_name="starstanding", name="stars_fallen"),
        AddIndexConcurrently(
            model_name="starstanding",
            index=models.Index(
                name="stars_fallen_short",
                fields=["volunteer"],
                condition=models.Q(asked__gt=models.F("minutes"), recognized__gt=models.F("reached")),
            ),
        ),
    ]
