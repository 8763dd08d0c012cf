"""Posting to the ledger: lines and totals move together, in one statement however many records."""

from collections.abc import Collection

from django.db import connection

from apps.hours.models import LedgerLine

SIGN = {LedgerLine.Kind.CONFIRM: 1, LedgerLine.Kind.VOID: -1}

# Totals are locked in one order everywhere, so two postings cannot deadlock.
POST = """
    WITH posted AS (
        INSERT INTO hours_ledgerline (record_id, volunteer_id, year, kind, minutes, counts_to_year)
        SELECT id, volunteer_id, extract(year FROM served_on), %(kind)s, %(sign)s * counted, counts_to_year
        FROM hours_hourrecord
        WHERE id = ANY(%(record_ids)s)
        RETURNING volunteer_id, year, minutes, counts_to_year
    ),
    moved AS (
        SELECT volunteer_id, year, sum(minutes)::integer AS minutes,
               coalesce(sum(minutes) FILTER (WHERE NOT counts_to_year), 0)::integer AS apart
        FROM posted
        GROUP BY volunteer_id, year
    )
    INSERT INTO hours_yeartotal AS total (volunteer_id, year, minutes, apart)
    SELECT volunteer_id, year, greatest(minutes, 0), greatest(apart, 0) FROM moved
    ORDER BY volunteer_id, year
    ON CONFLICT (volunteer_id, year) DO UPDATE SET (minutes, apart) = ({behind})
"""
# The row offered for insertion must pass the CHECK even where only its update is meant, so what is taken away, of few
# records, is looked up; what is added is what was offered.
BEHIND = {
    LedgerLine.Kind.CONFIRM: "total.minutes + EXCLUDED.minutes, total.apart + EXCLUDED.apart",
    LedgerLine.Kind.VOID: """
        SELECT total.minutes + moved.minutes, total.apart + moved.apart FROM moved
        WHERE moved.volunteer_id = total.volunteer_id AND moved.year = total.year
    """,
}


def post(record_ids: Collection[int], kind: LedgerLine.Kind) -> None:
    """Write what deciding these records did to the hours of their volunteers."""
    with connection.cursor() as cursor:
        cursor.execute(
            POST.format(behind=BEHIND[kind]),
            {"record_ids": list(record_ids), "kind": kind, "sign": SIGN[kind]},
        )
