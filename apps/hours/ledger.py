"""Posting to the ledger: lines and totals move together, in one statement however many records."""

from collections.abc import Collection

from django.db import connection

from apps.hours.models import LedgerLine

SIGN = {LedgerLine.Kind.CONFIRM: 1, LedgerLine.Kind.VOID: -1}

# Totals are locked in one order everywhere, so two postings cannot deadlock.
# The row offered for insertion must pass the CHECK even where only its update is meant, hence greatest().
POST = """
    WITH posted AS (
        INSERT INTO hours_ledgerline (record_id, volunteer_id, year, kind, minutes)
        SELECT id, volunteer_id, extract(year FROM served_on), %(kind)s, %(sign)s * counted
        FROM hours_hourrecord
        WHERE id = ANY(%(record_ids)s)
        RETURNING volunteer_id, year, minutes
    ),
    moved AS (
        SELECT volunteer_id, year, sum(minutes)::integer AS minutes
        FROM posted
        GROUP BY volunteer_id, year
    )
    INSERT INTO hours_yeartotal AS total (volunteer_id, year, minutes)
    SELECT volunteer_id, year, greatest(minutes, 0) FROM moved
    ORDER BY volunteer_id, year
    ON CONFLICT (volunteer_id, year) DO UPDATE SET minutes = total.minutes + (
        SELECT moved.minutes FROM moved
        WHERE moved.volunteer_id = total.volunteer_id AND moved.year = total.year
    )
"""


def post(record_ids: Collection[int], kind: LedgerLine.Kind) -> None:
    """Write what deciding these records did to the hours of their volunteers."""
    with connection.cursor() as cursor:
        cursor.execute(POST, {"record_ids": list(record_ids), "kind": kind, "sign": SIGN[kind]})
