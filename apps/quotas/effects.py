"""Whom another policy would touch, counted over the kept totals in one statement, by banner."""

import json

from django.db import connection, models
from django.db.models import Sum

from apps.quotas.models import DraftEffect
from apps.regions.models import Region

# Who has neither another star nor another goal is not counted. `asked` holds what regions, schools and units ask for
# beyond the policy, once for each place and identity: that stays whatever the policy says.
WRITE = """
    WITH people AS (
        SELECT id, left(region_id, 6) AS banner
        FROM registration_volunteer
        WHERE region_id LIKE %(below)s AND identity_state = 'passed'
    ),
    stars AS (
        SELECT people.banner,
               count(*) FILTER (WHERE would.reached > standing.reached) AS more,
               count(*) FILTER (WHERE would.reached < standing.reached) AS less
        FROM stars_starstanding AS standing
        JOIN people ON people.id = standing.volunteer_id
        CROSS JOIN LATERAL (SELECT width_bucket(standing.minutes, %(thresholds)s) AS reached) AS would
        GROUP BY people.banner
    ),
    asked AS MATERIALIZED (
        SELECT place.id AS organization_id, in_force.identity, max(in_force.minutes) AS minutes
        FROM (
            SELECT DISTINCT ON (region_id, organization_id, identity) region_id, organization_id, identity, minutes
            FROM quotas_goalrow
            WHERE valid_from <= %(today)s
            ORDER BY region_id, organization_id, identity, valid_from DESC
        ) AS in_force
        JOIN organizations_organization AS place
          ON place.id = in_force.organization_id OR starts_with(place.region_id, in_force.region_id)
        GROUP BY 1, 2
    ),
    years AS (
        SELECT people.banner, standing.goal, standing.minutes,
               greatest((%(goals)s::jsonb ->> standing.identity::text)::integer, asked.minutes, 0) AS would
        FROM quotas_yearstanding AS standing
        JOIN people ON people.id = standing.volunteer_id
        LEFT JOIN registration_affiliation AS held ON held.id = standing.affiliation_id
        LEFT JOIN asked ON asked.organization_id = held.organization_id AND asked.identity = standing.identity
        WHERE standing.year = %(year)s AND standing.identity <> 'other'
    ),
    goals AS (
        SELECT banner, count(*) FILTER (WHERE would <> goal) AS changed,
               count(*) FILTER (WHERE would > 0 AND minutes >= would AND NOT (goal > 0 AND minutes >= goal)) AS met,
               count(*) FILTER (WHERE goal > 0 AND minutes >= goal AND NOT (would > 0 AND minutes >= would)) AS unmet
        FROM years GROUP BY banner
    )
    INSERT INTO quotas_drafteffect
        (draft_id, region_id, stars_more, stars_less, goals_changed, goals_met, goals_unmet)
    SELECT %(draft)s, banner, coalesce(more, 0), coalesce(less, 0), coalesce(changed, 0), coalesce(met, 0),
           coalesce(unmet, 0)
    FROM stars FULL JOIN goals USING (banner)
    WHERE coalesce(more, 0) + coalesce(less, 0) + coalesce(changed, 0) + coalesce(met, 0) + coalesce(unmet, 0) > 0
"""


def write(draft, *, thresholds, goals, today):
    """Note for each banner of the draft's region how many people it would touch. Returns in how many banners."""
    values = {
        "draft": draft.pk,
        "below": f"{draft.region_id}%",
        "thresholds": thresholds,
        "goals": json.dumps(goals),
        "year": today.year,
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '2min'")  # all people of the region, in one go
        cursor.execute(WRITE, values)
        return cursor.rowcount


def by_place(draft):
    """The banners it would touch, each with its counts, and the sums of all of them."""
    rows = list(draft.effects.select_related("region__parent").order_by("region"))
    total = draft.effects.aggregate(
        **{name: Sum(name, default=0, output_field=models.IntegerField()) for name in DraftEffect.COUNTS}
    )
    return rows, total


def by_league(rows):
    """The counts of banners added up by their leagues."""
    found = {}
    for row in rows:
        league = row.region.parent if row.region.level == Region.Level.BANNER else row.region
        one = found.setdefault(league.pk, DraftEffect(region=league))
        for name in DraftEffect.COUNTS:
            setattr(one, name, getattr(one, name) + getattr(row, name))
    return list(found.values())
