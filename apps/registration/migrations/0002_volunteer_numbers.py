from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE registration_volunteer_number START 1000001 MAXVALUE 9999999",
            "DROP SEQUENCE registration_volunteer_number",
        )
    ]
