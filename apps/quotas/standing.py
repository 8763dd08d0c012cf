"""Yearly standings follow two facts: the minutes of a year, and where a person studied or worked in it; and the goals that
are asked for there.

The one place where it is written which school or unit a year counts for.
"""

from django.db import connection

from apps.core import days

# Each table is read of these volunteers only, and says so: joined to the volunteers alone, the planner takes reading all of
# a table for cheaper, chunk after chunk.
OF_RANGE = " AND {0}.volunteer_id > %(after)s AND {0}.volunteer_id <= %(upto)s"
OF_SET = " AND {0}.volunteer_id = ANY(%(volunteers)s)"


def _read(sql, of):
    return sql.format(**{alias: of.format(alias) for alias in ("total", "held", "kept", "one")})


# The years somebody has a standing for: every year with hours; every year, from registration on, with a school or
# unit; and those that have one already.
DUE = """
    due AS (
        SELECT total.volunteer_id, total.year::integer
        FROM scope JOIN hours_yeartotal AS total ON total.volunteer_id = scope.id{total}
        UNION
        SELECT held.volunteer_id, a_year
        FROM scope
        JOIN registration_affiliation AS held ON held.volunteer_id = scope.id AND held.is_main{held}
        CROSS JOIN LATERAL generate_series(
            extract(year FROM greatest(held.since, (scope.registered_at AT TIME ZONE 'Asia/Shanghai')::date))::integer,
            extract(year FROM least(held.until - 1, %(today)s))::integer
        ) AS a_year
        UNION
        SELECT kept.volunteer_id, kept.year::integer
        FROM scope JOIN quotas_yearstanding AS kept ON kept.volunteer_id = scope.id{kept}
    )
"""

# The main school or unit that the year counts for. By the rule in force (policy goal_rule/identity): 1 the one in force
# on the last day of the year, in the running year today, else the last one that touched the year; 2 that of the identity
# held longest; 3 that with the highest goal. The goal is that of its identity by the policy of the same day, or what its
# region, school or unit asks for, if that is more. Both are looked up once for each year, place and identity, not for
# each person.
TRUTH = """
    day AS MATERIALIZED (
        SELECT a.year, make_date(a.year, 1, 1) AS first, least(make_date(a.year, 12, 31), %(today)s) AS last,
               (
                   SELECT value FROM core_policyrow
                   WHERE topic = 'goal_rule' AND item = 'identity'
                     AND valid_from <= least(make_date(a.year, 12, 31), %(today)s)
                   ORDER BY valid_from DESC
                   LIMIT 1
               ) AS rule
        FROM (SELECT DISTINCT year FROM due) AS a
    ),
    held AS MATERIALIZED (
        SELECT due.volunteer_id, due.year, day.first, day.last, day.rule,
               one.id, one.identity, one.organization_id, one.since, one.until
        FROM due
        JOIN day ON day.year = due.year
        LEFT JOIN registration_affiliation AS one
          ON one.volunteer_id = due.volunteer_id AND one.is_main
         AND one.since <= day.last AND (one.until IS NULL OR one.until > day.first){one}
    ),
    goals AS MATERIALIZED (
        SELECT place.year, place.organization_id, place.identity,
               greatest(policy.value, asked.minutes) AS goal,
               CASE WHEN asked.minutes > coalesce(policy.value, 0) THEN asked.id END AS asked_by_id
        FROM (
            SELECT DISTINCT held.year, held.last, coalesce(held.organization_id, 0) AS organization_id, held.identity
            FROM held WHERE held.identity IS NOT NULL
        ) AS place
        LEFT JOIN organizations_organization AS organization ON organization.id = place.organization_id
        LEFT JOIN LATERAL (
            SELECT value FROM core_policyrow
            WHERE topic = 'goal_minutes' AND item = place.identity AND valid_from <= place.last
            ORDER BY valid_from DESC
            LIMIT 1
        ) AS policy ON true
        LEFT JOIN LATERAL (
            SELECT id, minutes FROM (
                SELECT DISTINCT ON (region_id, organization_id) id, minutes
                FROM quotas_goalrow
                WHERE identity = place.identity AND valid_from <= place.last
                  AND (organization_id = organization.id OR region_id IN (
                      left(organization.region_id, 2), left(organization.region_id, 4),
                      left(organization.region_id, 6), left(organization.region_id, 9),
                      left(organization.region_id, 12)
                  ))
                ORDER BY region_id, organization_id, valid_from DESC
            ) AS in_force
            ORDER BY minutes DESC, id
            LIMIT 1
        ) AS asked ON true
    ),
    truth AS (
        SELECT DISTINCT ON (held.volunteer_id, held.year)
               held.volunteer_id, held.year, held.id AS affiliation_id,
               coalesce(held.identity, 'other') AS identity, goals.asked_by_id,
               coalesce(goals.goal, 0) AS goal, coalesce(total.minutes - total.apart, 0) AS minutes
        FROM held
        LEFT JOIN goals
          ON goals.year = held.year AND goals.identity = held.identity
         AND goals.organization_id = coalesce(held.organization_id, 0)
        LEFT JOIN hours_yeartotal AS total
          ON total.volunteer_id = held.volunteer_id AND total.year = held.year{total}
        ORDER BY
            held.volunteer_id, held.year,
            CASE held.rule
                WHEN 2 THEN sum(
                    least(coalesce(held.until, held.last + 1), held.last + 1) - greatest(held.since, held.first)
                ) OVER (PARTITION BY held.volunteer_id, held.year, held.identity)
                WHEN 3 THEN goals.goal
            END DESC NULLS LAST,
            (held.until IS NULL OR held.until > held.last) DESC, held.since DESC, held.id DESC
    )
"""

SCOPE_SET = "scope AS (SELECT id, registered_at FROM registration_volunteer WHERE id = ANY(%(volunteers)s))"
SCOPE_RANGE = (
    "scope AS (SELECT id, registered_at FROM registration_volunteer WHERE id > %(after)s AND id <= %(upto)s)"
)
DUE_KEYS = "due AS (SELECT * FROM unnest(%(volunteers)s, %(years)s) AS key (volunteer_id, year))"

TRUTH_OF_RANGE = f"{SCOPE_RANGE}, {_read(DUE, OF_RANGE)}, {_read(TRUTH, OF_RANGE)}"
TRUTH_OF_SET = f"{SCOPE_SET}, {_read(DUE, OF_SET)}, {_read(TRUTH, OF_SET)}"
TRUTH_OF_KEYS = f"{DUE_KEYS}, {_read(TRUTH, OF_SET)}"

DIFFERENT = f"""
    WITH {TRUTH_OF_SET},
    kept AS (SELECT * FROM quotas_yearstanding WHERE volunteer_id = ANY(%(volunteers)s))
    SELECT volunteer_id, year
    FROM truth LEFT JOIN kept USING (volunteer_id, year)
    WHERE kept.id IS NULL
       OR (kept.affiliation_id, kept.identity, kept.asked_by_id, kept.goal, kept.minutes)
          IS DISTINCT FROM (truth.affiliation_id, truth.identity, truth.asked_by_id, truth.goal, truth.minutes)
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

# The same for whatever years are due, or those of them that are asked for; it says which.
HOLD_DUE = f"""
    WITH {SCOPE_SET}, {_read(DUE, OF_SET)},
    key AS MATERIALIZED (
        SELECT volunteer_id, year FROM due WHERE %(years)s::integer[] IS NULL OR year = ANY(%(years)s)
    ),
    held AS ({HOLD.replace("unnest(%(volunteers)s, %(years)s) AS key (volunteer_id, year)", "key")})
    SELECT volunteer_id, year FROM key
"""  # noqa: S608 -- our own words only

FOLLOW = f"""
    WITH {TRUTH_OF_KEYS}
    UPDATE quotas_yearstanding AS standing
    SET affiliation_id = truth.affiliation_id, identity = truth.identity,
        asked_by_id = truth.asked_by_id, goal = truth.goal, minutes = truth.minutes
    FROM truth
    WHERE standing.volunteer_id = truth.volunteer_id AND standing.year = truth.year
      AND standing.volunteer_id = ANY(%(volunteers)s)
      AND (standing.affiliation_id, standing.identity, standing.asked_by_id, standing.goal, standing.minutes)
          IS DISTINCT FROM (truth.affiliation_id, truth.identity, truth.asked_by_id, truth.goal, truth.minutes)
"""  # noqa: S608 -- our own words only


def follow(volunteer_ids, *, years=None, today=None):
    """Bring the yearly standings of a set of volunteers to the facts, of all their years or only some."""
    volunteers, today = list(volunteer_ids), today or days.today()
    if not volunteers:
        return 0
    wanted = None if years is None else list(years)
    with connection.cursor() as cursor:
        cursor.execute(HOLD_DUE, {"volunteers": volunteers, "years": wanted, "today": today})
        return _follow(cursor, cursor.fetchall(), today)


def follow_keys(keys, *, today):
    """The same for pairs of volunteer and year. Returns how many standings changed."""
    with connection.cursor() as cursor:
        if keys:
            cursor.execute(HOLD, _columns(keys))
        return _follow(cursor, keys, today)


def _follow(cursor, keys, today):
    if not keys:
        return 0
    cursor.execute(FOLLOW, _columns(keys) | {"today": today})
    return cursor.rowcount


def _columns(keys):
    return {"volunteers": [key[0] for key in keys], "years": [key[1] for key in keys]}


def different(volunteer_ids, *, today):
    """Pairs of volunteer and year whose kept standing is not what the facts say, of a set of volunteers."""
    if not volunteer_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, {"volunteers": volunteer_ids, "today": today})
        return cursor.fetchall()
