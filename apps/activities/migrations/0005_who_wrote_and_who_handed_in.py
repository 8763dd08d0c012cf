import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULE = "activities_activity_nobody_reviews_their_own"


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
    dependencies = [
        ("activities", "0004_next_shift"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("activity", "last_written_by", person()),
        migrations.AddField("activity", "submitted_by", person()),
        migrations.RemoveConstraint("activity", RULE),
        migrations.AddConstraint(
            "activity",
            models.CheckConstraint(
                name=RULE,
                condition=models.Q(
                    models.Q(("decided_by", models.F("author")), _negated=True),
                    models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                    models.Q(
                        ("decided_by", models.F("last_written_by")),
                        ("state__in", ["published", "cancelled"]),
                        _negated=True,
                    ),
                ),
                violation_error_message="不能审核自己写的活动。",
            ),
        ),
    ]
