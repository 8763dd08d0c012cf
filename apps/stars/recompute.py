"""The reconciliation of star standings with the yearly totals, also after new thresholds have come into force."""

from django.db import connection, transaction

from apps.core import chunks, days
from apps.registration.holding import hold_volunteers
from apps.registration.models import Volunteer
from apps.stars import standing

DIFFERENT = """
    SELECT volunteer_id
    FROM (
        SELECT volunteer_id, sum(minutes) AS minutes
        FROM hours_yeartotal
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(upto)s
        GROUP BY volunteer_id
    ) AS truth
    FULL JOIN (
        SELECT volunteer_id, minutes, reached
        FROM stars_starstanding
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(upto)s
    ) AS kept USING (volunteer_id)
    WHERE coalesce(truth.minutes, 0) <> coalesce(kept.minutes, 0)
       OR width_bucket(coalesce(truth.minutes, 0)::integer, %(thresholds)s) <> coalesce(kept.reached, 0)
"""


def recompute_stars(*, day=None, watch=iter, size=chunks.SIZE):
    """Bring every star standing to its totals. Returns how many were wrong. Safe to run twice and at once."""
    day = day or days.today()
    limits = standing.thresholds(day)
    return sum(
        recompute_chunk(after, upto, limits, day) for after, upto in watch(chunks.ranges(Volunteer, size))
    )


@transaction.atomic
def recompute_chunk(after, upto, limits, day):
    """What differs is locked and computed again before it is written, so that nothing confirmed meanwhile is lost."""
    chunks.plan_plainly()
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, {"after": after, "upto": upto, "thresholds": limits})
        different = [row[0] for row in cursor.fetchall()]
    if different:
        hold_volunteers(different)
    return standing.follow(different, day)
