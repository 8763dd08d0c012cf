"""The audit trail: one row for each decision and each thing decided, in the same transaction."""

import json

import structlog
from django.db import connection

# The values once, the subjects as two lists: a thousand rows are written as fast as the database takes them.
WRITE = """
    INSERT INTO core_auditrow (actor_id, action, subject, subject_id, detail, request_id)
    SELECT %(actor)s, %(action)s, subject, subject_id, %(detail)s::jsonb, %(request)s
    FROM unnest(%(subjects)s::text[], %(ids)s::bigint[]) AS decided (subject, subject_id)
"""


def note(action, subjects, *, by, **detail):
    """Record that `by` did `action` to each of the subjects. Details must be masked by the caller."""
    _write(action, [(subject._meta.label_lower, subject.pk) for subject in subjects], by, detail)


def note_ids(action, model, ids, *, by, **detail):
    """The same for a set of which only the ids are at hand."""
    _write(action, [(model._meta.label_lower, pk) for pk in ids], by, detail)


def _write(action, decided, by, detail):
    if not decided:
        return
    values = {
        "actor": by and by.pk,
        "action": action,
        "subjects": [subject for subject, _pk in decided],
        "ids": [pk for _subject, pk in decided],
        "detail": json.dumps(detail),
        "request": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
