"""Reference data travel with the project as CSV files and are loaded by `manage.py load_reference`, as often as one likes."""

import csv
from pathlib import Path

from django.apps import apps


def rows(app, name):
    """The rows of apps/<app>/data/<name>.csv as dicts; empty cells are left out."""
    path = Path(apps.get_app_config(app).path) / "data" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: value for key, value in row.items() if value != ""}


def load(model, rows, *, key):
    """Bring a table to what the file says, in one statement; rows the file doesn't name stay."""
    objects = [model(**row) for row in rows]
    names = [field.name for field in model._meta.concrete_fields if not field.auto_created]
    given = set().union(*(row.keys() for row in rows)) if rows else set()
    update = [n for n in names if n not in key and (n in given or f"{n}_id" in given)]
    model.objects.bulk_create(
        objects,
        update_conflicts=bool(update),
        ignore_conflicts=not update,
        unique_fields=list(key) if update else None,
        update_fields=update or None,
    )
