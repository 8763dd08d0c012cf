"""The reconciliation of yearly totals with the records they sum. It reports what it corrected.

A confirmation that commits meanwhile is never overwritten: a total that differs is locked first, and only then
summed again, by a statement that sees everything committed until then. Whoever confirms moves the total in the
same transaction as the record, so it either stands in that sum already or adds to it when the lock is free.
"""

from django.db import connection, transaction

from apps.core import chunks, days
from apps.hours.models import YearTotal
from apps.hours.signals import hours_changed
from apps.registration.holding import hold_volunteers
from apps.registration.models import Volunteer

SPAN = 12  # years that the first look tells apart at most: from the first one that anybody served in
FIRST = "SELECT min(served_on) FROM hours_hourrecord WHERE state <> 'pending'"  # from the end of an index

# The first look, over a range: a sum for each year beside the others needs neither the year of each record nor a table of
# groups, and the records come in order from the index hours_by_volunteer alone. Whoever has anything before these years,
# or hours that are kept apart, is looked at closely.
DOUBTFUL = """
    SELECT volunteer_id
    FROM (
        SELECT volunteer_id, {of_records},
               bool_or(NOT counts_to_year OR served_on < make_date(%(first)s, 1, 1) OR served_on > make_date(%(last)s, 12, 31))
                   AS odd
        FROM hours_hourrecord
        WHERE state = 'confirmed' AND volunteer_id > %(after)s AND volunteer_id <= %(upto)s
        GROUP BY volunteer_id
    ) AS truth
    FULL JOIN (
        SELECT volunteer_id, {of_totals},
               bool_or(apart > 0 OR year NOT BETWEEN %(first)s AND %(last)s) AS odd
        FROM hours_yeartotal
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(upto)s
        GROUP BY volunteer_id
    ) AS kept USING (volunteer_id)
    WHERE truth.odd OR kept.odd OR {differ}
"""

# The close look.
DIFFERENT = """
    SELECT volunteer_id, year
    FROM (
        SELECT volunteer_id, extract(year FROM served_on)::integer AS year, sum(counted) AS minutes,
               coalesce(sum(counted) FILTER (WHERE NOT counts_to_year), 0) AS apart
        FROM hours_hourrecord
        WHERE state = 'confirmed' AND volunteer_id = ANY(%(volunteers)s)
        GROUP BY 1, 2
    ) AS truth
    FULL JOIN (
        SELECT volunteer_id, year, minutes, apart
        FROM hours_yeartotal
        WHERE volunteer_id = ANY(%(volunteers)s)
    ) AS kept USING (volunteer_id, year)
    WHERE (coalesce(truth.minutes, 0), coalesce(truth.apart, 0))
       <> (coalesce(kept.minutes, 0), coalesce(kept.apart, 0))
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
        SELECT key.volunteer_id, key.year, coalesce(sum(record.counted), 0)::integer AS minutes,
               coalesce(sum(record.counted) FILTER (WHERE NOT record.counts_to_year), 0)::integer AS apart
        FROM unnest(%(volunteers)s, %(years)s) AS key (volunteer_id, year)
        LEFT JOIN hours_hourrecord AS record
          ON record.volunteer_id = key.volunteer_id
         AND record.state = 'confirmed'
         AND extract(year FROM record.served_on) = key.year
        GROUP BY 1, 2
    )
    UPDATE hours_yeartotal AS total SET minutes = truth.minutes, apart = truth.apart
    FROM truth
    WHERE total.volunteer_id = truth.volunteer_id AND total.year = truth.year
      AND (total.minutes, total.apart) <> (truth.minutes, truth.apart)
    RETURNING total.volunteer_id, total.year
"""


def recompute_totals(*, watch=iter, size=chunks.SIZE):
    """Bring every yearly total to the sum of its confirmed records. Returns how many were wrong.

    Safe to run twice and at once; `watch` sees the chunks go by.
    """
    return sum(recompute_chunk(after, upto) for after, upto in watch(chunks.ranges(Volunteer, size)))


@transaction.atomic
def recompute_chunk(after, upto):
    chunks.plan_plainly()
    with connection.cursor() as cursor:
        different = _different(cursor, after, upto)
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


def _different(cursor, after, upto):
    """Pairs of volunteer and year of a range whose kept total is not the sum of its records."""
    cursor.execute(FIRST)
    (first,) = cursor.fetchone()
    cursor.execute(*first_look(after, upto, first or days.today()))
    doubtful = [volunteer for (volunteer,) in cursor.fetchall()]
    if not doubtful:
        return []
    cursor.execute(DIFFERENT, {"volunteers": doubtful})
    return cursor.fetchall()


def first_look(after, upto, first):
    """The statement that names whose totals may be wrong, and its values; `first` is the first day of all."""
    last = days.this_year()
    years = range(min(max(first.year, last - SPAN + 1), last), last + 1)
    spans = {f"y{year}": f"'{year}-01-01' AND '{year}-12-31'" for year in years}
    sql = DOUBTFUL.format(
        of_records=", ".join(
            f"sum(counted) FILTER (WHERE served_on BETWEEN {span}) AS {name}" for name, span in spans.items()
        ),
        of_totals=", ".join(f"sum(minutes) FILTER (WHERE year = {year}) AS y{year}" for year in years),
        differ=" OR ".join(f"coalesce(truth.{name}, 0) <> coalesce(kept.{name}, 0)" for name in spans),
    )
    return sql, {"after": after, "upto": upto, "first": years[0], "last": years[-1]}
