"""What must always be true of files that were taken out."""

from apps.core.invariants import invariant


@invariant("reports_ready_files_hold_every_row")
def ready_files_hold_every_row():
    """A file that is there holds as many rows as were asked for, each in one part."""
    return """
        SELECT export.id, export.total AS expected, coalesce(sum(part.rows), 0) AS found
        FROM reports_export AS export
        LEFT JOIN reports_exportpart AS part ON part.export_id = export.id
        WHERE export.state = 'ready'
        GROUP BY export.id
        HAVING coalesce(sum(part.rows), 0) <> export.total
    """


@invariant("reports_what_is_over_is_gone")
def what_is_over_is_gone():
    """Nothing is kept of a file that ended, was refused or stopped; and none is kept for hours after its time."""
    return """
        SELECT export.id, 'nothing kept' AS expected, export.state || ', ' || count(part.id) || ' parts' AS found
        FROM reports_export AS export
        LEFT JOIN reports_exportpart AS part ON part.export_id = export.id
        WHERE export.state IN ('ended', 'refused', 'stopped')
           OR (export.state = 'ready' AND export.ends_at < now() - interval '3 hours')
        GROUP BY export.id
        HAVING count(part.id) > 0 OR cardinality(export.ids) > 0
    """
