"""The audit trail: one row for each decision and each thing decided, in the same transaction."""

import structlog

from apps.core.models import AuditRow


def note(action, subjects, *, by, **detail):
    """Record that `by` did `action` to each of the subjects. Details must be masked by the caller."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    AuditRow.objects.bulk_create(
        AuditRow(
            actor=by,
            action=action,
            subject=subject._meta.label_lower,
            subject_id=subject.pk,
            detail=detail,
            request_id=request_id,
        )
        for subject in subjects
    )


def note_ids(action, model, ids, *, by, **detail):
    """The same for a set of which only the ids are at hand."""
    note(action, [model(pk=pk) for pk in ids], by=by, **detail)
