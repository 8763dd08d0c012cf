import apps.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0010_states_searches_and_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="activity",
            name="contact_email",
            field=apps.core.fields.EncryptedTextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at", None),
                    ("closes_at", None),
                    ("closes_at__gt", models.F("opens_at")),
                    _connector="OR",
                ),
                name="activities_activity_sign_up_ends_after_it_begins",
                violation_error_message="报名截止要晚于开始报名。",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "returned"]),
                    ("closes_at", None),
                    ("ends_at", None),
                    ("closes_at__lte", models.F("ends_at")),
                    _connector="OR",
                ),
                name="activities_activity_sign_up_ends_before_the_last_shift_does",
                violation_error_message="报名截止比最后一班结束还晚，改早一点。",
            ),
        ),
    ]
