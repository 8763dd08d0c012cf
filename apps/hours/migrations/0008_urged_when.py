from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("hours", "0007_what_the_database_refuses")]

    operations = [
        migrations.AddField("urge", "urged_at", models.DateTimeField(db_default=Now())),
    ]
