from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            "region",
            models.CheckConstraint(
                name="regions_region_lies_in_its_parent",
                condition=Q(parent=None) | (Q(code__startswith=F("parent_id")) & ~Q(parent=F("code"))),
                violation_error_message="代码要以上级的代码开头。",
            ),
        ),
    ]
