from django.db import migrations, models


def an_office_of_the_banner(apps, schema_editor):
    """What is of longer ago than the days of the policy takes an office, of the banner or above."""
    apps.get_model("hours", "Basis").objects.filter(level=2).update(level=6)


class Migration(migrations.Migration):
    dependencies = [("hours", "0008_urged_when")]

    operations = [
        migrations.RunPython(an_office_of_the_banner, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="basis",
            name="level",
            field=models.PositiveSmallIntegerField(blank=True, choices=[(6, "旗县")], null=True),
        ),
    ]
