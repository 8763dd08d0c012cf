"""The lines of a school or unit have one column more. What was made of them before is asked for again: a file put together of
old and new rows would have its columns shifted."""

from django.db import migrations

ENDED = """
    UPDATE reports_export SET ends_at = least(ends_at, now())
    WHERE state = 'ready' AND organization_id IS NOT NULL;
    UPDATE reports_export SET state = 'stopped', why = '表格多了一列，请再要一次。', ids = '{}'
    WHERE state = 'running' AND organization_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_changes_are_found_by_sets")]

    operations = [migrations.RunSQL(ENDED, migrations.RunSQL.noop)]
