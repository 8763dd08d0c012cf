"""What must hold of kept figures: they equal the rows, apart from what the logs say is still to be folded in."""

from django.db import connection

from apps.core import days
from apps.core.invariants import invariant
from apps.reports.counts import PEOPLE_FIGURES
from apps.reports.keeping import FACTS, HOURS_OFF, TRUTH, scope_of


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


@invariant("reports_figures_of_the_region_are_the_sum_of_its_people")
def figures_of_the_region_are_the_sum_of_its_people():
    """Facts and figures are written by the same rebuild, so no time lies between them. What moves with the day is left to
    the next one."""
    counts = ["people.registered", "people.passed", "people.activated", "people.with_hours", "people.insured"]
    each = [
        f"SELECT '{name}', count(*) FROM reports_personfacts WHERE {PEOPLE_FIGURES[name]}"  # noqa: S608 -- our own text
        for name in counts
    ]
    return f"""
        SELECT said.name, said.people, kept.figures #>> string_to_array(said.name, '.')
        FROM reports_regionfigures AS kept
        CROSS JOIN ({" UNION ALL ".join(each)}) AS said (name, people)
        WHERE kept.region_id = '15' AND (kept.figures #>> string_to_array(said.name, '.'))::bigint <> said.people
    """  # noqa: S608 -- our own text


def with_scope(query):
    """The query with the day it is asked on written into it: an invariant takes no parameters."""
    with connection.cursor() as cursor:
        return cursor.mogrify(query, scope_of(days.today())).decode()
