from django.db import migrations, models

# Who still belonged to what is closed, or had asked to, does no more since it was closed.
ENDED = """
UPDATE organizations_member AS m
SET state = 'ended', settled_by_id = o.decided_by_id, settled_at = o.decided_at
FROM organizations_organization AS o
WHERE o.id = m.organization_id AND o.state = 'closed' AND m.state IN ('asked', 'invited', 'member')
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0006_a_point_is_both_numbers")]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "等组织同意"),
                    ("invited", "等你同意"),
                    ("member", "成员"),
                    ("refused", "没有同意"),
                    ("declined", "没有接受"),
                    ("left", "已退出"),
                    ("removed", "已移出"),
                    ("ended", "随组织注销"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
    ]
