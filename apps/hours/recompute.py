"""The reconciliation of yearly totals with the records they sum. It reports what it corrected.

A confirmation that commits meanwhile is never overwritten: a total that differs is locked first, and only then
summed again, by a statement that sees everything committed until then. Whoever confirms moves the total in the
same transaction as the record, so it either stands in that sum already or adds to it when the lock is free.
"""

from django.db import connection, transaction

from apps.core import chunks
from apps.hours.models import YearTotal
from apps.hours.signals import hours_changed
from apps.registration.holding import hold_volunteers
from apps.registration.models import Volunteer

# Read from the index hours_by_volunteer alone: the table of records is not touched.
DIFFERENT = """
    SELECT volunteer_id, year
    FROM (
        SELECT volunteer_id, extract(year FROM served_on)::integer AS year, sum(counted) AS minutes
        FROM hours_hourrecord
        WHERE state = 'confirmed' AND volunteer_id > %(after)s AND volunteer_id <= %(upto)s
        GROUP BY 1, 2
    ) AS truth
    FULL JOIN (
        SELECT volunteer_id, year, minutes
        FROM hours_yeartotal
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(upto)s
    ) AS kept USING (volunteer_id, year)
    WHERE coalesce(truth.minutes, 0) <> coalesce(kept.minutes, 0)
"""

# Makes the missing rows and locks the others, in the order in which confirmations lock them too.
HOLD = """
    INSERT INTO hours_yeartotal AS total (volunteer_id, year, minutes)
    SELECT volunteer_id, year, 0 FROM unnest(%(volunteers)s, %(years)s) AS key (volunteer_id, year)
    ORDER BY volunteer_id, year
    ON CONFLICT (volunteer_id, year) DO UPDATE SET minutes = total.minutes WHERE false
"""

MEND = """
    WITH truth AS (
        SELECT key.volunteer_id, key.year, coalesce(sum(record.counted), 0)::integer AS minutes
        FROM unnest(%(volunteers)s, %(years)s) AS key (volunteer_id, year)
        LEFT JOIN hours_hourrecord AS record
          ON record.volunteer_id = key.volunteer_id
         AND record.state = 'confirmed'
         AND extract(year FROM record.served_on) = key.year
        GROUP BY 1, 2
    )
    UPDATE hours_yeartotal AS total SET minutes = truth.minutes
    FROM truth
    WHERE total.volunteer_id = truth.volunteer_id AND total.year = truth.year AND total.minutes <> truth.minutes
    RETURNING total.volunteer_id, total.year
"""


def recompute_totals(*, watch=iter, size=chunks.SIZE):
    """Bring every yearly total to the sum of its confirmed records. Returns how many were wrong.

    Safe to run twice and at once; `watch` sees the chunks go by.
    """
    return sum(recompute_chunk(after, upto) for after, upto in watch(chunks.ranges(Volunteer, size)))


@transaction.atomic
def recompute_chunk(after, upto):
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, {"after": after, "upto": upto})
        different = cursor.fetchall()
        if not different:
            return 0
        keys = {"volunteers": [row[0] for row in different], "years": [row[1] for row in different]}
        hold_volunteers(set(keys["volunteers"]))
        cursor.execute(HOLD, keys)
        cursor.execute(MEND, keys)
        mended = cursor.fetchall()
    if mended:
        hours_changed.send(
            sender=YearTotal,
            volunteer_ids=sorted({volunteer for volunteer, _year in mended}),
            years=sorted({year for _volunteer, year in mended}),
        )
    return len(mended)
