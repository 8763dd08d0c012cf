"""No migration holds a large table for as long as it takes to read or write it through."""

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Now, Random

from tests import careful_migrations as rules
from tests.careful_migrations import judge

INDEX = models.Index(name="hours_by_day", fields=["served_on"])
POSITIVE = models.CheckConstraint(name="hours_hourrecord_some", condition=models.Q(minutes__gt=0))
ONCE = models.UniqueConstraint(name="hours_hourrecord_once", fields=["served_on"])
APART = ExclusionConstraint(name="hours_hourrecord_apart", expressions=[("during", "&&")])


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def judged(loader, *operations, atomic=True):
    """What is said of a next migration of the hours with these operations."""
    migration = migrations.Migration("9999_next", "hours")
    migration.operations, migration.atomic = list(operations), atomic
    return [why for _operation, why in judge(migration, loader.project_state())]


def test_no_migration_holds_a_large_table_for_long(loader):
    found = {}
    for app, name in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        if f"apps.{app}" not in {config.name for config in apps.get_app_configs()} or rules.is_before(
            app, name
        ):
            continue
        migration = loader.graph.nodes[(app, name)]
        state = loader.project_state((app, name), at_end=False)
        if wrong := judge(migration, state):
            found[f"{app}.{name}"] = wrong
    assert found == {}


def test_every_large_table_is_one():
    assert rules.LARGE - {model._meta.label_lower for model in apps.get_models()} == set()


def every_row(apps, _editor):
    apps.get_model("hours", "HourRecord").objects.update(minutes=1)


def chunk_by_chunk(apps, _editor):
    from apps.core.chunks import ranges

    records = apps.get_model("hours", "HourRecord")
    for after, upto in ranges(records):
        records.objects.filter(pk__gt=after, pk__lte=upto).update(minutes=1)


def other_rows(apps, _editor):
    apps.get_model("regions", "Region").objects.update(name="")


class Field:
    """A field of the records of hours, added or changed."""

    new = staticmethod(lambda field, name="extra": migrations.AddField("hourrecord", name, field))
    changed = staticmethod(lambda field, name: migrations.AlterField("hourrecord", name, field))


LONG = {
    rules.INDEX: [
        migrations.AddIndex("hourrecord", INDEX),
        Field.new(models.IntegerField(null=True, db_index=True)),
        migrations.RunSQL("CREATE INDEX some ON hours_hourrecord (served_on)"),
    ],
    rules.UNIQUE: [
        migrations.AddConstraint("hourrecord", ONCE),
        Field.new(models.IntegerField(null=True, unique=True)),
    ],
    rules.CHECK: [
        migrations.AddConstraint("HourRecord", POSITIVE),
        migrations.RunSQL("ALTER TABLE hours_hourrecord ADD CONSTRAINT some CHECK (minutes > 0)"),
    ],
    rules.EXCLUDE: [migrations.AddConstraint("hourrecord", APART)],
    rules.REWRITE: [
        Field.new(models.FloatField(db_default=Random())),
        Field.changed(models.BigIntegerField(), "minutes"),
        migrations.RunSQL('ALTER TABLE "hours_hourrecord" ALTER COLUMN minutes TYPE bigint'),
    ],
    rules.REFERENCE: [
        Field.new(models.ForeignKey("regions.Region", models.PROTECT, null=True, db_index=False))
    ],
    rules.IN_CHUNKS: [
        migrations.RunPython(every_row),
        migrations.RunPython(chunk_by_chunk),
        migrations.RunSQL(["SELECT 1", "UPDATE hours_hourrecord SET minutes = 1"]),
        migrations.SeparateDatabaseAndState([migrations.RunSQL("DELETE FROM hours_hourrecord WHERE true")]),
    ],
}
SHORT = [
    AddIndexConcurrently("hourrecord", INDEX),
    AddConstraintNotValid("hourrecord", POSITIVE),
    Field.new(models.IntegerField(null=True)),
    Field.new(models.IntegerField(default=0)),
    Field.new(models.DateTimeField(db_default=Now())),
    Field.new(models.CharField(max_length=10, db_default="")),
    migrations.RunPython(other_rows),
    migrations.RunPython(chunk_by_chunk, atomic=False),
    migrations.RunSQL("CREATE INDEX CONCURRENTLY some ON hours_hourrecord (served_on)"),
    migrations.RunSQL("ALTER TABLE hours_hourrecord ADD CONSTRAINT some CHECK (minutes > 0) NOT VALID"),
    migrations.RunSQL("UPDATE regions_region SET name = ''"),
    migrations.RunSQL(
        "CREATE FUNCTION f() RETURNS void AS $$ UPDATE hours_hourrecord SET minutes = 1 $$ LANGUAGE sql"
    ),
]


@pytest.mark.parametrize("why", LONG)
def test_what_holds_it_for_long_is_found(loader, why):
    assert {operation.describe(): judged(loader, operation) for operation in LONG[why]} == {
        operation.describe(): [why] for operation in LONG[why]
    }


def test_what_does_not_is_let_through(loader):
    assert {operation.describe(): judged(loader, operation) for operation in SHORT} == {
        operation.describe(): [] for operation in SHORT
    }


def test_a_column_that_must_be_filled_all_at_once_is_found(loader):
    opened = Field.new(models.IntegerField(null=True))
    assert judged(loader, opened, Field.changed(models.IntegerField(), "extra")) == [rules.NOT_NULL]


def test_a_longer_text_is_the_same_on_disk(loader):
    short, long = (Field.new(models.CharField(max_length=n, db_default="")) for n in (10, 5))
    assert judged(loader, short, Field.changed(models.CharField(max_length=20, db_default=""), "extra")) == []
    assert judged(loader, short, Field.changed(long.field, "extra")) == [rules.REWRITE]


def test_a_table_made_in_the_same_migration_is_empty(loader):
    made = migrations.CreateModel(
        "hourrecord", [("id", models.BigAutoField(primary_key=True)), ("during", DateTimeRangeField())]
    )
    assert judged(loader, made, migrations.AddConstraint("hourrecord", APART)) == []


def test_a_small_table_may_be_read_through(loader):
    assert judged(loader, migrations.AddIndex("punctuality", INDEX)) == []
