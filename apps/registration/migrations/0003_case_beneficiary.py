import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
    UPDATE registration_identitycase AS identity SET beneficiary_id = volunteer.user_id
    FROM registration_volunteer AS volunteer WHERE volunteer.id = identity.volunteer_id;
    UPDATE registration_identitycase SET decided_by_id = NULL WHERE decided_by_id = beneficiary_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""


def account(**more):
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0002_volunteer_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("identitycase", "beneficiary", account(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("identitycase", "beneficiary", account()),
        migrations.AddConstraint(
            "identitycase",
            models.CheckConstraint(
                name="registration_identitycase_nobody_decides_their_own",
                condition=~models.Q(decided_by=models.F("beneficiary")),
                violation_error_message="不能核验自己的身份。",
            ),
        ),
    ]
