import apps.core.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


# Every step of a notice is kept; a step that is not known is refused. Steps before today are known by what stands with
# the notice.
STEPS = """
CREATE FUNCTION activities_activity_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'in_review'),
        ('in_review', 'draft'), ('in_review', 'returned'), ('in_review', 'published'),
        ('returned', 'in_review'),
        ('published', 'withdrawn'), ('published', 'cancelled'), ('published', 'closed'))
    THEN
        RAISE EXCEPTION 'activities_activity_moves: % does not become %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO activities_activitymove (activity_id, was, became, by_id, reason)
    VALUES (NEW.id, CASE TG_OP WHEN 'UPDATE' THEN OLD.state ELSE '' END, NEW.state,
            CASE TG_OP WHEN 'UPDATE' THEN NEW.moved_by_id ELSE NEW.author_id END, NEW.reason);
    RETURN NULL;
END $$;
CREATE TRIGGER activities_activity_begins AFTER INSERT ON activities_activity
    FOR EACH ROW EXECUTE FUNCTION activities_activity_moves();
CREATE TRIGGER activities_activity_moves AFTER UPDATE OF state ON activities_activity
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION activities_activity_moves();
INSERT INTO activities_activitymove (activity_id, was, became, at, by_id, reason)
    SELECT id, '', state, coalesce(decided_at, submitted_at, created_at), author_id, reason
    FROM activities_activity ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
UNDO_STEPS = """
DROP TRIGGER activities_activity_begins ON activities_activity;
DROP TRIGGER activities_activity_moves ON activities_activity;
DROP FUNCTION activities_activity_moves();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0009_lines_parties_and_steps"),
        ("core", "0003_kept_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="moved_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="ActivityMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "was",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "草稿"),
                            ("in_review", "审核中"),
                            ("returned", "已退回"),
                            ("published", "招募中"),
                            ("withdrawn", "已撤下"),
                            ("cancelled", "已取消"),
                            ("closed", "已结项"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "became",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("in_review", "审核中"),
                            ("returned", "已退回"),
                            ("published", "招募中"),
                            ("withdrawn", "已撤下"),
                            ("cancelled", "已取消"),
                            ("closed", "已结项"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="activities.activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", apps.core.fields.EncryptedTextField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ActivityPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("alt", models.CharField(max_length=80)),
                ("of_summary", models.BooleanField(default=False)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="activities.activity",
                    ),
                ),
                (
                    "picture",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.keptfile"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True),
                        name="activities_activitypicture_says_what_is_seen",
                        violation_error_message="写一句图里有什么，看不见的人也能知道。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("values", models.JSONField()),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "等审核"), ("accepted", "已采用"), ("refused", "没有采用")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="activities.activity",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("activity",),
                        name="activities_change_one_waits_at_a_time",
                        violation_error_message="上一次的修改还在审核。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="activities_change_nobody_decides_their_own",
                        violation_error_message="不能审核自己写的修改。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="activities_change_decided_means_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("state", "refused"), _negated=True),
                        name="activities_change_refused_says_why",
                        violation_error_message="写明要改什么，对方才改得了。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(choices=[("writer", "交的人"), ("reviewer", "审核的人")], max_length=10),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
                        to="activities.activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kinds__len", 6)),
                        name="activities_declaration_names_all_six",
                        violation_error_message="六条都要看过。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region_code", models.CharField(blank=True, db_collation="C", max_length=12)),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4), blank=True, default=list, size=None
                    ),
                ),
                (
                    "beneficiaries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4), blank=True, default=list, size=None
                    ),
                ),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("is_for_minors", models.BooleanField(default=False)),
                ("words", models.CharField(blank=True, max_length=50)),
                ("saved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "保存的搜索",
                "indexes": [
                    models.Index(fields=["region_code"], name="activities_searches_at"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["fields"], name="activities_searches_fields"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("beneficiaries__len", 0),
                            ("fields__len", 0),
                            ("is_for_minors", False),
                            ("parts__len", 0),
                            ("region_code", ""),
                            ("words", ""),
                            _negated=True,
                        ),
                        name="activities_savedsearch_looks_for_something",
                        violation_error_message="先选一个条件，再保存。",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "user",
                            "region_code",
                            "fields",
                            "beneficiaries",
                            "parts",
                            "is_for_minors",
                            "words",
                        ),
                        name="activities_savedsearch_each_once",
                        violation_error_message="这个搜索已经保存过了。",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STEPS, UNDO_STEPS),
    ]
