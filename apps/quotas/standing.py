"""Yearly standings follow two facts: the minutes of a year, and where a person studied or worked in it.

The one place where it is written which school or unit a year counts for.
"""

from django.db import connection

from apps.core import days

# The years somebody has a standing for: every year with hours; every year, from registration on, with a school or
# unit; and those that have one already.
DUE = """
    due AS (
        SELECT total.volunteer_id, total.year::integer
        FROM scope JOIN hours_yeartotal AS total ON total.volunteer_id = scope.id
        UNION
        SELECT held.volunteer_id, a_year
        FROM scope
        JOIN registration_affiliation AS held ON held.volunteer_id = scope.id
        CROSS JOIN LATERAL generate_series(
            extract(year FROM greatest(held.since, (scope.registered_at AT TIME ZONE 'Asia/Shanghai')::date))::integer,
            extract(year FROM least(held.until - 1, %(today)s))::integer
        ) AS a_year
        UNION
        SELECT kept.volunteer_id, kept.year::integer
        FROM scope JOIN quotas_yearstanding AS kept ON kept.volunteer_id = scope.id
    )
"""

# The school or unit in force on the last day of the year, in the running year today; else the last one that touched
# the year. The goal is that of its identity by the policy of the same day.
TRUTH = """
    truth AS (
        SELECT due.volunteer_id, due.year, held.id AS affiliation_id,
               coalesce(held.identity, 'other') AS identity,
               coalesce(goal.value, 0) AS goal, coalesce(total.minutes, 0) AS minutes
        FROM due
        CROSS JOIN LATERAL (
            SELECT make_date(due.year, 1, 1) AS first, least(make_date(due.year, 12, 31), %(today)s) AS last
        ) AS day
        LEFT JOIN LATERAL (
            SELECT id, identity FROM registration_affiliation
            WHERE volunteer_id = due.volunteer_id
              AND since <= day.last AND (until IS NULL OR until > day.first)
            ORDER BY (until IS NULL OR until > day.last) DESC, since DESC, id DESC
            LIMIT 1
        ) AS held ON true
        LEFT JOIN LATERAL (
            SELECT value FROM core_policyrow
            WHERE topic = 'goal_minutes' AND item = coalesce(held.identity, 'other') AND valid_from <= day.last
            ORDER BY valid_from DESC
            LIMIT 1
        ) AS goal ON true
        LEFT JOIN hours_yeartotal AS total
          ON total.volunteer_id = due.volunteer_id AND total.year = due.year
    )
"""

SCOPE_SET = "scope AS (SELECT id, registered_at FROM registration_volunteer WHERE id = ANY(%(volunteers)s))"
SCOPE_RANGE = (
    "scope AS (SELECT id, registered_at FROM registration_volunteer WHERE id > %(after)s AND id <= %(upto)s)"
)
DUE_KEYS = "due AS (SELECT * FROM unnest(%(volunteers)s, %(years)s) AS key (volunteer_id, year))"

YEARS_OF_A_SET = f"WITH {SCOPE_SET}, {DUE} SELECT volunteer_id, year FROM due"  # noqa: S608 -- our own words only

DIFFERENT = f"""
    WITH {SCOPE_RANGE}, {DUE}, {TRUTH}
    SELECT volunteer_id, year
    FROM truth LEFT JOIN quotas_yearstanding AS kept USING (volunteer_id, year)
    WHERE kept.id IS NULL
       OR (kept.affiliation_id, kept.identity, kept.goal, kept.minutes)
          IS DISTINCT FROM (truth.affiliation_id, truth.identity, truth.goal, truth.minutes)
"""  # noqa: S608 -- our own words only

# A confirmation and a change of school may meet. So the row is locked first, in order of the key, and both facts are
# read by the next statement, which sees whatever the other committed.
HOLD = """
    INSERT INTO quotas_yearstanding AS standing (volunteer_id, year, identity, goal, minutes)
    SELECT volunteer_id, year, 'other', 0, 0
    FROM unnest(%(volunteers)s, %(years)s) AS key (volunteer_id, year)
    ORDER BY volunteer_id, year
    ON CONFLICT (volunteer_id, year) DO UPDATE SET minutes = standing.minutes WHERE false
"""

FOLLOW = f"""
    WITH {DUE_KEYS}, {TRUTH}
    UPDATE quotas_yearstanding AS standing
    SET affiliation_id = truth.affiliation_id, identity = truth.identity,
        goal = truth.goal, minutes = truth.minutes
    FROM truth
    WHERE standing.volunteer_id = truth.volunteer_id AND standing.year = truth.year
      AND (standing.affiliation_id, standing.identity, standing.goal, standing.minutes)
          IS DISTINCT FROM (truth.affiliation_id, truth.identity, truth.goal, truth.minutes)
"""  # noqa: S608 -- our own words only


def follow(volunteer_ids, *, years=None, today=None):
    """Bring the yearly standings of a set of volunteers to the facts, of all their years or only some."""
    volunteers, today = list(volunteer_ids), today or days.today()
    if not volunteers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(YEARS_OF_A_SET, {"volunteers": volunteers, "today": today})
        keys = [(volunteer, year) for volunteer, year in cursor.fetchall() if years is None or year in years]
    return follow_keys(keys, today=today)


def follow_keys(keys, *, today):
    """The same for pairs of volunteer and year. Returns how many standings changed."""
    if not keys:
        return 0
    columns = {"volunteers": [key[0] for key in keys], "years": [key[1] for key in keys], "today": today}
    with connection.cursor() as cursor:
        cursor.execute(HOLD, columns)
        cursor.execute(FOLLOW, columns)
        return cursor.rowcount


def different(after, upto, *, today):
    """Pairs of a range of volunteers whose kept standing is not what the facts say."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, {"after": after, "upto": upto, "today": today})
        return cursor.fetchall()
