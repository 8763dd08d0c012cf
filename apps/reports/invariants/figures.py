"""What must hold of kept figures: they equal the rows, apart from what the logs say is still to be folded in."""

from django.db import connection

from apps.core import days
from apps.core.invariants import invariant
from apps.reports.counts import PEOPLE_FIGURES
from apps.reports.keeping import FACTS, HOURS_OFF, TRUTH, scope_of

COUNTED_YEAR = "SELECT (figures ->> 'year')::integer FROM reports_regionfigures WHERE region_id = '15'"
LENGTHS = "VALUES (2), (4), (6), (9)"  # of the codes of a region and of what lies above it


@invariant("reports_facts_of_people_are_what_the_rows_say")
def facts_of_people_are_what_the_rows_say():
    """Of everybody who was not touched since the last rebuild."""
    kept, truth = (", ".join(f"{of}.{name.strip()}" for name in FACTS.split(",")) for of in ("kept", "truth"))
    return with_scope(f"""
        SELECT truth.volunteer_id, ROW({truth})::text, ROW({kept})::text
        FROM ({TRUTH}) AS truth
        LEFT JOIN reports_personfacts AS kept USING (volunteer_id)
        WHERE ({truth}) IS DISTINCT FROM ({kept})
          AND NOT EXISTS (SELECT FROM reports_touched AS touched WHERE touched.volunteer_id = truth.volunteer_id)
    """)  # noqa: S608 -- our own text


@invariant("reports_cells_of_hours_are_the_confirmed_records")
def cells_of_hours_are_the_confirmed_records():
    return f"""
        SELECT place || ' ' || month || ' ' || source || ' ' || field, minutes || ' min more, ' || records || ' records', ''
        FROM ({HOURS_OFF}) AS off
    """  # noqa: S608 -- our own text


@invariant("reports_figures_of_each_region_are_the_sum_of_its_people")
def figures_of_each_region_are_the_sum_of_its_people():
    """Facts and figures are written by the same rebuild, so no time lies between them. What moves with the day is left to
    the next one."""
    each = {name: condition for name, condition in PEOPLE_FIGURES.items() if "is_active" not in condition}
    sums = ", ".join(f'coalesce(sum(people) FILTER (WHERE {each[name]}), 0) AS "{name}"' for name in each)
    said = ", ".join(f"('{name}', summed.\"{name}\")" for name in each)
    return f"""
        WITH alike AS (
            SELECT place, is_registered, is_passed, is_activated, has_hours, is_insured, member, reached, recognized,
                   CASE goal_year WHEN ({COUNTED_YEAR}) THEN goal_of ELSE '' END AS goal_of, goal_at, is_met,
                   count(*) AS people
            FROM reports_personfacts
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
        ),
        summed AS (
            SELECT left(place, above.length) AS code, {sums}
            FROM alike JOIN ({LENGTHS}) AS above (length) ON length(place) >= above.length
            GROUP BY 1
        )
        SELECT kept.region_id || ' ' || said.name, coalesce(said.people, 0),
               kept.figures #>> string_to_array(said.name, '.')
        FROM reports_regionfigures AS kept
        LEFT JOIN summed ON summed.code = kept.region_id
        CROSS JOIN LATERAL (VALUES {said}) AS said (name, people)
        WHERE (kept.figures #>> string_to_array(said.name, '.'))::bigint <> coalesce(said.people, 0)
    """  # noqa: S608 -- our own text


@invariant("reports_hours_of_each_region_are_the_sum_of_its_cells")
def hours_of_each_region_are_the_sum_of_its_cells():
    """By month, source and field, as they stood when the figures were last written; what is still to be moved waits."""
    parts = {"months": "to_char(month, 'YYYY-MM')", "sources": "source", "fields": "field"}
    since = {"months": 1, "sources": 0, "fields": 0}  # years before this one
    each = " UNION ALL ".join(
        f"""
        SELECT left(place, above.length) AS code, '{part}' AS part, {key} AS name, sum(minutes) AS minutes
        FROM reports_hourcell JOIN ({LENGTHS}) AS above (length) ON length(place) >= above.length
        WHERE month >= make_date(({COUNTED_YEAR}) - {since[part]}, 1, 1)
        GROUP BY 1, 2, 3
        """  # noqa: S608 -- our own text
        for part, key in parts.items()
    )
    return f"""
        WITH cell AS ({each}),
        kept AS (
            SELECT region_id AS code, part, said.key AS name, said.value::bigint AS minutes
            FROM reports_regionfigures
            CROSS JOIN unnest(ARRAY['months', 'sources', 'fields']) AS part
            CROSS JOIN LATERAL jsonb_each_text(figures -> part) AS said
        )
        SELECT code || ' ' || part || ' ' || name, coalesce(cell.minutes, 0), coalesce(kept.minutes, 0)
        FROM cell FULL JOIN kept USING (code, part, name)
        WHERE coalesce(cell.minutes, 0) <> coalesce(kept.minutes, 0)
          AND code IN (SELECT region.code FROM regions_region AS region)
    """  # noqa: S608 -- our own text


def with_scope(query):
    """The query with the day it is asked on written into it: an invariant takes no parameters."""
    with connection.cursor() as cursor:
        return cursor.mogrify(query, scope_of(days.today())).decode()
