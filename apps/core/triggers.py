"""Triggers that keep rows as they are, for migrations."""

from django.db import migrations

NO_CHANGE = """
CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table}: rows are only ever added' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays();
"""
UNDO_NO_CHANGE = """
DROP TRIGGER {table}_stays ON {table};
DROP FUNCTION {table}_stays();
"""


def insert_only(table):
    """Rows of the table can be added, never changed or removed."""
    return migrations.RunSQL(NO_CHANGE.format(table=table), UNDO_NO_CHANGE.format(table=table))
