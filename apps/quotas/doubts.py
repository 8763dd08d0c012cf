"""A first look at the yearly standings of a range of volunteers, at a fraction of what working them out costs.

It proves right what it can and names everybody else, whose standings are then worked out by `standing`. So it need not
know what to write, only what cannot be wrong; a test holds it against the whole truth.
"""

from django.db import connection

SPAN = 30  # years that are looked at; whoever has an older one is worked out

_RANGE = "{0}.volunteer_id > %(after)s AND {0}.volunteer_id <= %(upto)s"

# What the policy and the regions, schools and units ask for, once for each year and place, not for each person.
ASKED = """
    day AS MATERIALIZED (
        SELECT a_year AS year, make_date(a_year, 1, 1) AS first, least(make_date(a_year, 12, 31), %(today)s) AS last,
               make_date(a_year, 1, 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS begins,
               (
                   SELECT value FROM core_policyrow
                   WHERE topic = 'goal_rule' AND item = 'identity'
                     AND valid_from <= least(make_date(a_year, 12, 31), %(today)s)
                   ORDER BY valid_from DESC
                   LIMIT 1
               ) AS rule
        FROM (
            SELECT generate_series(
                %(this_year)s, greatest((SELECT min(year) FROM quotas_yearstanding), %(first_year)s), -1
            ) AS a_year
            LIMIT %(span)s  -- so that the planner, too, knows how few there are
        ) AS a
    ),
    policy AS MATERIALIZED (
        SELECT DISTINCT ON (day.year, row.item) day.year, row.item AS identity, row.value
        FROM day JOIN core_policyrow AS row ON row.topic = 'goal_minutes' AND row.valid_from <= day.last
        ORDER BY day.year, row.item, row.valid_from DESC
    ),
    in_force AS MATERIALIZED (
        SELECT day.year, row.id, row.organization_id, row.region_id, row.identity, row.minutes
        FROM (
            SELECT *, lead(valid_from) OVER (
                PARTITION BY region_id, organization_id, identity ORDER BY valid_from
            ) AS next_from
            FROM quotas_goalrow
        ) AS row
        JOIN day ON row.valid_from <= day.last AND (row.next_from IS NULL OR row.next_from > day.last)
    ),
    place AS MATERIALIZED (
        SELECT id, region_id FROM organizations_organization
        WHERE id IN (SELECT organization_id FROM held) AND EXISTS (SELECT FROM in_force)
    ),
    asked AS MATERIALIZED (
        SELECT DISTINCT ON (year, organization_id, identity) year, organization_id, identity, id, minutes
        FROM (
            SELECT year, organization_id, identity, in_force.id, minutes
            FROM in_force JOIN place ON place.id = in_force.organization_id
            UNION ALL
            SELECT year, place.id, identity, in_force.id, minutes
            FROM place
            CROSS JOIN unnest(ARRAY[2, 4, 6, 9, 12]) AS length
            JOIN in_force ON in_force.region_id = left(place.region_id, length)
            WHERE length(place.region_id) >= length
        ) AS somebody
        ORDER BY year, organization_id, identity, minutes DESC, id
    )
"""

# The year of somebody who has a school or unit in it is right: it is that one, then, and the goal is the one asked for there.
RIGHT = """
    mine.since <= day.last AND (mine.until IS NULL OR mine.until > day.first)
    AND kept.identity = mine.identity
    AND kept.goal = coalesce(greatest(policy.value, asked.minutes), 0)
    AND kept.asked_by_id IS NOT DISTINCT FROM CASE WHEN asked.minutes > coalesce(policy.value, 0) THEN asked.id END
"""

# None of the years with a school or unit is missing: they follow one another from the first that is due to the last.
COMPLETE = """
    years.are_right AND years.held = years.last - years.first + 1
    AND (person.since >= day.first OR volunteer.registered_at >= day.begins)
    AND (person.until <= make_date(years.last + 1, 1, 1) OR years.last = %(this_year)s)
"""

# Of a year's schools and units, by rule 1: the one that comes first has the highest rank.
_RANK = "{0}.until IS NULL OR {0}.until > day.last, {0}.since, {0}.id"

DOUBTFUL = f"""
    WITH held AS MATERIALIZED (
        SELECT id, volunteer_id, identity, organization_id, since, until
        FROM registration_affiliation AS one WHERE one.is_main AND {_RANGE.format("one")}
    ),
    {ASKED},
    kept AS NOT MATERIALIZED (
        SELECT volunteer_id, year::integer AS year, affiliation_id, identity, asked_by_id, goal, minutes
        FROM quotas_yearstanding AS one WHERE {_RANGE.format("one")}
    ),
    total AS (
        SELECT volunteer_id, year::integer AS year, minutes - apart AS minutes
        FROM hours_yeartotal AS one WHERE {_RANGE.format("one")}
    ),
    person AS (
        SELECT volunteer_id, min(since) AS since, max(coalesce(until, 'infinity')) AS until
        FROM held GROUP BY volunteer_id
    ),
    years AS (
        SELECT kept.volunteer_id, bool_and(({RIGHT}) IS TRUE) AS are_right,
               count(*) AS held, min(kept.year) AS first, max(kept.year) AS last
        FROM kept
        LEFT JOIN day ON day.year = kept.year
        LEFT JOIN held AS mine ON mine.id = kept.affiliation_id AND mine.volunteer_id = kept.volunteer_id
        LEFT JOIN policy ON policy.year = kept.year AND policy.identity = mine.identity
        LEFT JOIN asked ON asked.year = kept.year AND asked.organization_id = mine.organization_id
                       AND asked.identity = mine.identity
        WHERE kept.affiliation_id IS NOT NULL
        GROUP BY kept.volunteer_id
    )
    SELECT volunteer_id
    FROM kept FULL JOIN total USING (volunteer_id, year)
    WHERE kept.minutes IS DISTINCT FROM coalesce(total.minutes, 0)
       OR kept.affiliation_id IS NULL AND (kept.identity <> 'other' OR kept.goal <> 0 OR kept.asked_by_id IS NOT NULL)
       OR kept.year NOT BETWEEN %(first_year)s AND %(this_year)s
    UNION ALL
    SELECT coalesce(person.volunteer_id, years.volunteer_id)
    FROM person
    JOIN registration_volunteer AS volunteer
      ON volunteer.id = person.volunteer_id AND volunteer.id > %(after)s AND volunteer.id <= %(upto)s
    FULL JOIN years ON years.volunteer_id = person.volunteer_id
    LEFT JOIN day ON day.year = years.first
    WHERE ({COMPLETE}) IS NOT TRUE
    UNION ALL
    SELECT kept.volunteer_id
    FROM kept
    JOIN day ON day.year = kept.year
    JOIN held AS other
      ON other.volunteer_id = kept.volunteer_id AND other.id IS DISTINCT FROM kept.affiliation_id
     AND other.since <= day.last AND (other.until IS NULL OR other.until > day.first)
    WHERE day.rule <> 1 OR kept.affiliation_id IS NULL OR NOT (
        SELECT ({_RANK.format("mine")}) > ({_RANK.format("other")})
        FROM registration_affiliation AS mine WHERE mine.id = kept.affiliation_id
    )
"""  # noqa: S608 -- our own words only


def doubtful(after, upto, *, today):
    """Volunteers of a range one of whose standings may be wrong or missing."""
    values = {"after": after, "upto": upto, "today": today, "this_year": today.year}
    with connection.cursor() as cursor:
        cursor.execute(DOUBTFUL, values | {"span": SPAN, "first_year": today.year - SPAN + 1})
        return sorted({volunteer for (volunteer,) in cursor.fetchall()})
