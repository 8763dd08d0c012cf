"""The queries behind the figures: each counts one subject for all places at once, a place being a township, a banner or
what stands above it itself. Parameters: today, year, active_months.

None of them reads a table that grows with the hours: people and hours are summed from what is kept beside them
(`keeping`), the rest is counted from the rows.
"""

from apps.registration.models import Affiliation

GOAL_IDENTITIES = [value for value in Affiliation.Identity.values if value != Affiliation.Identity.OTHER]
GOAL_PLACES = ["school", "unit"]

# How many of the people who are alike in all that counts; a column is the name of its figure and the condition of it.
PEOPLE_FIGURES = {
    "people.registered": "is_registered",
    "people.passed": "is_passed",
    "people.activated": "is_activated",
    "people.active": "is_passed AND is_active",
    "people.with_hours": "is_passed AND has_hours",
    "people.insured": "is_passed AND is_insured",
    "people.party": "is_passed AND member = 'party'",
    "people.league": "is_passed AND member = 'league'",
    **{f"stars.reached_{level}": f"is_passed AND reached = {level}" for level in range(1, 6)},
    **{f"stars.recognized_{level}": f"is_passed AND recognized = {level}" for level in range(1, 6)},
    **{f"goals.{who}_people": f"is_passed AND goal_of = '{who}'" for who in GOAL_IDENTITIES},
    **{f"goals.{who}_met": f"is_passed AND is_met AND goal_of = '{who}'" for who in GOAL_IDENTITIES},
    **{f"goals_at.{at}_people": f"is_passed AND goal_of <> '' AND goal_at = '{at}'" for at in GOAL_PLACES},
    **{
        f"goals_at.{at}_met": f"is_passed AND is_met AND goal_of <> '' AND goal_at = '{at}'"
        for at in GOAL_PLACES
    },
}
PEOPLE = f"""
    WITH alike AS (
        SELECT place, is_registered, is_passed, is_activated, has_hours, is_insured, member,
               coalesce(last_on > %(today)s - make_interval(months => %(active_months)s), false) AS is_active,
               reached, recognized, CASE goal_year WHEN %(year)s THEN goal_of ELSE '' END AS goal_of, goal_at, is_met,
               count(*) AS people
        FROM reports_personfacts
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    )
    SELECT place, {
    ", ".join(
        f'coalesce(sum(people) FILTER (WHERE {condition}), 0) AS "{name}"'
        for name, condition in PEOPLE_FIGURES.items()
    )
}
    FROM alike
    GROUP BY place
"""  # noqa: S608 -- our own text

BANNER_FIGURES = ["banners.all", "banners.with_association", "banners.with_mechanism"]
BANNERS = """
    SELECT banner.code, 1 AS "banners.all",
           EXISTS (
               SELECT FROM organizations_organization AS organization
               JOIN organizations_organizationkind AS kind ON kind.code = organization.kind_id
               WHERE kind.is_youth_association AND organization.state = 'approved'
                 AND left(organization.region_id, 6) = banner.code
           )::integer AS "banners.with_association",
           coalesce((
               SELECT entered.value FROM reports_enteredfigure AS entered
               WHERE entered.region_id = banner.code AND entered.kind = 'mechanism'
                 AND entered.withdrawn_at IS NULL
               ORDER BY entered.year DESC LIMIT 1
           ), 0) AS "banners.with_mechanism"
    FROM regions_region AS banner
    WHERE banner.level = 6 AND banner.successor_id IS NULL
"""

ACTIVITY_FIGURES = ["activities.published", "activities.places", "activities.taken"]
ACTIVITIES = """
    WITH of_year AS (
        SELECT id, left(region_id, 9) AS place
        FROM activities_activity
        WHERE state IN ('published', 'closed')
          AND starts_at >= make_timestamptz(%(year)s, 1, 1, 0, 0, 0, 'Asia/Shanghai')
          AND starts_at < make_timestamptz(%(year)s + 1, 1, 1, 0, 0, 0, 'Asia/Shanghai')
    ),
    seats AS (
        SELECT of_year.place, sum(shift.capacity) AS places, sum(shift.taken) AS taken
        FROM of_year
        JOIN activities_position AS position ON position.activity_id = of_year.id
        JOIN activities_shift AS shift ON shift.position_id = position.id
        WHERE shift.called_off_at IS NULL
        GROUP BY 1
    )
    SELECT place, count(*) AS "activities.published", coalesce(min(seats.places), 0) AS "activities.places",
           coalesce(min(seats.taken), 0) AS "activities.taken"
    FROM of_year LEFT JOIN seats USING (place)
    GROUP BY 1
"""

WAITING_FIGURES = ["waiting.pending", "waiting.overdue"]
WAITING = """
    SELECT left(record.organization_region_id, 9), count(*) AS "waiting.pending",
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM hours_referral AS referral
               WHERE referral.record_id = record.id AND referral.why = 'overdue'
           )) AS "waiting.overdue"
    FROM hours_hourrecord AS record
    WHERE record.state = 'pending'
    GROUP BY 1
"""

# Of each kind of unit, how many there are, and how many of them have an association, a body or a team of their own.
UNITS = """
    SELECT left(unit.region_id, 9), unit.kind_id || what.suffix,
           count(*) FILTER (WHERE what.suffix = '_all' OR EXISTS (
               SELECT FROM organizations_organization AS own
               JOIN organizations_organizationkind AS own_kind ON own_kind.code = own.kind_id
               WHERE own.state = 'approved' AND own_kind."group" IN ('association', 'registered', 'team')
                 AND (own.parent_id = unit.id OR (own.guiding_organization_id = unit.id AND own.guidance = 'confirmed'))
           ))
    FROM organizations_organization AS unit
    JOIN organizations_organizationkind AS kind ON kind.code = unit.kind_id
    CROSS JOIN (VALUES ('_all'), ('_with')) AS what (suffix)
    WHERE kind."group" = 'unit' AND unit.state = 'approved'
    GROUP BY 1, 2
"""

MONTHS = """
    SELECT place, to_char(month, 'YYYY-MM'), sum(minutes)
    FROM reports_hourcell
    WHERE month >= make_date(%(year)s - 1, 1, 1) AND month <= %(today)s
    GROUP BY 1, 2
"""
BY_SOURCE = """
    SELECT place, source, sum(minutes) FROM reports_hourcell
    WHERE month >= make_date(%(year)s, 1, 1) AND month <= %(today)s
    GROUP BY 1, 2
"""
BY_FIELD = """
    SELECT place, field, sum(minutes) FROM reports_hourcell
    WHERE month >= make_date(%(year)s, 1, 1) AND month <= %(today)s
    GROUP BY 1, 2
"""

BY_GROUP = """
    SELECT left(organization.region_id, 9), kind."group", count(*)
    FROM organizations_organization AS organization
    JOIN organizations_organizationkind AS kind ON kind.code = organization.kind_id
    WHERE organization.state = 'approved'
    GROUP BY 1, 2
"""
BY_KIND = """
    SELECT left(region_id, 9), kind_id, count(*) FROM organizations_organization
    WHERE state = 'approved' GROUP BY 1, 2
"""
BY_STATE = "SELECT left(region_id, 9), state, count(*) FROM organizations_organization GROUP BY 1, 2"
BY_TRUST = """
    SELECT left(region_id, 9), trust_id, count(*) FROM organizations_organization
    WHERE state = 'approved' GROUP BY 1, 2
"""
STATIONS = (
    "SELECT left(region_id, 9), kind_id, count(*) FROM organizations_station WHERE is_open GROUP BY 1, 2"
)

# One row a place with a column a figure, and rows of place, figure, number.
WIDE = [PEOPLE, BANNERS, ACTIVITIES, WAITING]
WIDE_FIGURES = [*PEOPLE_FIGURES, *BANNER_FIGURES, *ACTIVITY_FIGURES, *WAITING_FIGURES]
LONG = {
    "units": UNITS,
    "months": MONTHS,
    "sources": BY_SOURCE,
    "fields": BY_FIELD,
    "organizations": BY_GROUP,
    "kinds": BY_KIND,
    "states": BY_STATE,
    "trust": BY_TRUST,
    "stations": STATIONS,
}

TRAINING = """
    SELECT region_id, people, trained, completions, counted_at FROM training_trainedfigures
    WHERE year = %(year)s AND kind_id IS NULL AND "group" = ''
"""
