from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from apps.core.triggers import insert_only


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [BtreeGistExtension(), insert_only("core_auditrow")]
