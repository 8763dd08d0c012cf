"""What must hold of kept figures that are counted from the rows of organisations and of offices: no log says what is to
come, so they are held against the rows while these rest. And of all of them together: what is above holds what is below."""

from apps.core.invariants import invariant
from apps.reports.invariants.figures import LENGTHS

# A rebuild takes minutes at most: what was written that long before its end it may not have seen.
COUNTED_AT = "SELECT computed_at - interval '10 minutes' FROM reports_regionfigures WHERE region_id = '15'"
KEPT = """
    SELECT region_id AS code, part, said.key AS name, said.value::bigint AS number
    FROM reports_regionfigures
    CROSS JOIN unnest(ARRAY[{parts}]) AS part
    CROSS JOIN LATERAL jsonb_each_text(figures -> part) AS said
"""


def kept(*parts):
    return KEPT.format(parts=", ".join(f"'{part}'" for part in parts))


@invariant("reports_figures_of_organizations_are_what_the_rows_say")
def figures_of_organizations_are_what_the_rows_say():
    """By state, kind, group and trust; units that have one of their own; banners that have a youth association. As long
    as nothing has become of any organisation since the last rebuild: each step in the life of one says when it was."""
    return f"""
        WITH one AS MATERIALIZED (
            SELECT id, left(region_id, 9) AS place, kind_id, kind."group", kind.is_youth_association, trust_id, state,
                   parent_id, guiding_organization_id, guidance, greatest(applied_at, decided_at, guided_at) AS at
            FROM organizations_organization AS organization
            JOIN organizations_organizationkind AS kind ON kind.code = organization.kind_id
        ),
        approved AS (SELECT * FROM one WHERE state = 'approved'),
        own AS (SELECT * FROM approved WHERE "group" IN ('association', 'registered', 'team')),
        led AS (
            SELECT parent_id AS id FROM own
            UNION SELECT guiding_organization_id FROM own WHERE guidance = 'confirmed'
        ),
        counted AS (
            SELECT place, 'states' AS part, state AS name FROM one
            UNION ALL SELECT place, 'kinds', kind_id FROM approved
            UNION ALL SELECT place, 'organizations', "group" FROM approved
            UNION ALL SELECT place, 'trust', trust_id FROM approved
            UNION ALL SELECT place, 'units', kind_id || '_all' FROM approved WHERE "group" = 'unit'
            UNION ALL SELECT place, 'units', kind_id || '_with'
            FROM approved JOIN led USING (id) WHERE "group" = 'unit'
            UNION ALL SELECT code, 'banners', 'with_association'
            FROM regions_region
            WHERE level = 6 AND successor_id IS NULL
              AND code IN (SELECT left(place, 6) FROM approved WHERE is_youth_association)
        ),
        summed AS (
            SELECT left(place, above.length) AS code, part, name, count(*) AS number
            FROM counted JOIN ({LENGTHS}) AS above (length) ON length(place) >= above.length
            GROUP BY 1, 2, 3
        ),
        kept AS (
            {kept("states", "kinds", "organizations", "trust", "units", "banners")}
            WHERE part <> 'banners' OR said.key = 'with_association'
        )
        SELECT code || ' ' || part || ' ' || name, coalesce(summed.number, 0), coalesce(kept.number, 0)
        FROM summed FULL JOIN kept USING (code, part, name)
        WHERE coalesce(summed.number, 0) <> coalesce(kept.number, 0)
          AND code IN (SELECT region.code FROM regions_region AS region)
          AND coalesce(greatest(
              (SELECT max(at) FROM one), (SELECT max(at) FROM organizations_step)
          ), '-infinity') < ({COUNTED_AT})
    """  # noqa: S608 -- our own text


@invariant("reports_banners_with_a_mechanism_are_those_that_said_so")
def banners_with_a_mechanism_are_those_that_said_so():
    """As long as no office has said or withdrawn anything since the last rebuild."""
    return f"""
        WITH latest AS (
            SELECT DISTINCT ON (region_id) region_id AS place, value
            FROM reports_enteredfigure
            WHERE kind = 'mechanism' AND withdrawn_at IS NULL
            ORDER BY region_id, year DESC
        ),
        summed AS (
            SELECT left(place, above.length) AS code, sum(value) AS number
            FROM latest
            JOIN regions_region AS banner ON banner.code = place AND banner.level = 6 AND banner.successor_id IS NULL
            JOIN ({LENGTHS}) AS above (length) ON length(place) >= above.length
            GROUP BY 1
        )
        SELECT region_id, coalesce(summed.number, 0), figures #>> '{{banners,with_mechanism}}'
        FROM reports_regionfigures LEFT JOIN summed ON summed.code = region_id
        WHERE (figures #>> '{{banners,with_mechanism}}')::bigint <> coalesce(summed.number, 0)
          AND coalesce(
              (SELECT max(greatest(entered_at, withdrawn_at)) FROM reports_enteredfigure), '-infinity'
          ) < ({COUNTED_AT})
    """  # noqa: S608 -- our own text


@invariant("reports_figures_of_each_region_hold_those_below")
def figures_of_each_region_hold_those_below():
    """One rebuild writes them all: whatever is counted in the parts of a region is counted in it."""
    parts = [
        "activities",
        "waiting",
        "banners",
        "organizations",
        "states",
        "trust",
        "kinds",
        "units",
        "stations",
    ]
    return f"""
        WITH kept AS ({kept(*parts)}),
        below AS (
            SELECT left(code, above.length) AS code, part, name, sum(number) AS number
            FROM kept JOIN (VALUES (9, 6), (6, 4), (4, 2)) AS above (own, length) ON length(code) = above.own
            GROUP BY 1, 2, 3
        )
        SELECT code || ' ' || part || ' ' || name, 'at least ' || below.number, coalesce(kept.number, 0)
        FROM below LEFT JOIN kept USING (code, part, name)
        WHERE coalesce(kept.number, 0) < below.number
    """  # noqa: S608 -- our own text
