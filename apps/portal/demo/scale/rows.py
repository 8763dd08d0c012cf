"""Rows of which some columns are said and the others hold the default of their field."""

from django.db import models


def rest_of(model, said):
    """(column, default) of those that are not said, that the database does not fill in and that may not be left empty."""
    return [
        (field.column, field.get_default())
        for field in model._meta.concrete_fields
        if field.column not in said
        and not field.primary_key
        and field.db_default is models.NOT_PROVIDED
        and (field.has_default() or not field.null)
    ]


def insertion(model, **said) -> str:
    """`INSERT INTO … SELECT …`, to be followed by where from."""
    columns = said | {column: literal(default) for column, default in rest_of(model, said)}
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(columns.values())}'


def literal(default) -> str:
    if isinstance(default, bool | int):
        return str(default).lower()
    return "'{}'" if default == [] else f"'{default}'"
