"""Loading many rows at once by COPY, several times faster than inserting them. Only for the demo region."""

import io

from django.db import connection
from django.db.models.expressions import DatabaseDefault

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_into(model, rows):
    """Write unsaved rows of plain columns, and give each its key. What the database fills in itself is left to it."""
    if not rows:
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(getattr(rows[0], field.attname), DatabaseDefault)
    ]
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(rows)]
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk
        # A parent saved meanwhile left its key on the object, not yet beside it.
        text = io.StringIO()
        for row in rows:
            text.write("\t".join(cell(_value(row, field)) for field in fields) + "\n")
        text.seek(0)
        cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', text)
    analyze(model)


def analyze(model):
    """Tell the planner what was just loaded: within the transaction nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _value(row, field):
    parent = row._state.fields_cache.get(field.name) if field.is_relation else None
    return parent.pk if parent else getattr(row, field.attname)


def cell(value):
    if value is None:
        return "\\N"
    if hasattr(value, "lower") and hasattr(value, "upper_inc"):
        return f"[{value.lower.isoformat()},{value.upper.isoformat()})"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value).translate(ESCAPES)
