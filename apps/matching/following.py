"""Search rows follow the facts: the same statements for one person, for a thousand, and by night for whoever differs.

Two facts of one person may change at once. So whose rows are to follow is held first, in order of the key, and the facts
are read by the next statements, which see whatever the other committed.
"""

from django.db import connection, transaction

from apps.core import chunks, days
from apps.core.models import PolicyRow
from apps.matching.facts import SCOPE_RANGE, SCOPE_SET, facts
from apps.registration.models import Volunteer

HOLD = "SELECT FROM registration_volunteer WHERE id = ANY(%(volunteers)s) ORDER BY id FOR NO KEY UPDATE"

TRUTH = facts(SCOPE_SET)

# S608: nothing but our own words is put together here.
DROP_LINES = f"""
    {TRUTH}
    DELETE FROM matching_searchterm AS kept
    USING scope
    WHERE kept.volunteer_id = scope.id AND NOT EXISTS (
        SELECT FROM lines WHERE lines.volunteer_id = kept.volunteer_id AND lines.term = kept.term
    )
"""  # noqa: S608

DROP_ROWS = f"""
    {TRUTH}
    DELETE FROM matching_searchrow AS kept
    USING scope
    WHERE kept.volunteer_id = scope.id
      AND NOT EXISTS (SELECT FROM people WHERE people.volunteer_id = kept.volunteer_id)
"""  # noqa: S608

PUT_ROWS = f"""
    {TRUTH}
    INSERT INTO matching_searchrow AS kept (volunteer_id, place)
    SELECT volunteer_id, place FROM people ORDER BY volunteer_id
    ON CONFLICT (volunteer_id) DO UPDATE SET place = excluded.place, updated_at = now()
    WHERE kept.place <> excluded.place
"""  # noqa: S608

PUT_LINES = f"""
    {TRUTH}
    INSERT INTO matching_searchterm AS kept (volunteer_id, term, place, until, beside)
    SELECT volunteer_id, term, place, until, beside
    FROM lines JOIN people USING (volunteer_id) ORDER BY volunteer_id, term
    ON CONFLICT (volunteer_id, term) DO UPDATE
        SET place = excluded.place, until = excluded.until, beside = excluded.beside
    WHERE (kept.place, kept.until, kept.beside) IS DISTINCT FROM (excluded.place, excluded.until, excluded.beside)
"""  # noqa: S608

DIFFERENT = f"""
    {facts(SCOPE_RANGE)},
    kept_rows AS (
        SELECT volunteer_id, place FROM matching_searchrow
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(upto)s
    ),
    kept_lines AS (
        SELECT volunteer_id, term, place, until, beside FROM matching_searchterm
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(upto)s
    )
    SELECT volunteer_id FROM people FULL JOIN kept_rows USING (volunteer_id)
    WHERE people.place IS DISTINCT FROM kept_rows.place
    UNION
    SELECT volunteer_id
    FROM (SELECT volunteer_id, term, place, until, beside FROM lines JOIN people USING (volunteer_id)) AS truth
    FULL JOIN kept_lines USING (volunteer_id, term)
    WHERE (truth.place, truth.until, truth.beside)
        IS DISTINCT FROM (kept_lines.place, kept_lines.until, kept_lines.beside)
    ORDER BY 1
"""  # noqa: S608


@transaction.atomic
def follow(volunteer_ids, *, today=None) -> int:
    """Bring the rows of a set of volunteers to the facts. Returns how many rows and lines were written or taken out."""
    volunteers = list(volunteer_ids)
    if not volunteers:
        return 0
    values = {"volunteers": volunteers, **_of(today)}
    with connection.cursor() as cursor:
        cursor.execute(HOLD, values)
        changed = 0
        for statement in (DROP_LINES, DROP_ROWS, PUT_ROWS, PUT_LINES):
            cursor.execute(statement, values)
            changed += cursor.rowcount
    return changed


def follow_users(user_ids) -> int:
    """The same for people by their accounts."""
    return follow(Volunteer.objects.filter(user__in=user_ids).values_list("pk", flat=True))


def recompute_rows(*, today=None, watch=iter, size=chunks.SIZE) -> int:
    """By night: compare every row with the facts, chunk by chunk, and mend what differs; it also takes in who came of age
    and takes out what ran out. Returns how many people differed. Each chunk is a transaction of its own, so it is safe
    to be killed, to run twice and to run at once."""
    return sum(recompute_chunk(after, upto, today) for after, upto in watch(chunks.ranges(Volunteer, size)))


@transaction.atomic
def recompute_chunk(after, upto, today=None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, {"after": after, "upto": upto, **_of(today)})
        different = [row[0] for row in cursor.fetchall()]
    follow(different, today=today)
    return len(different)


def _of(today):
    return {"today": today or days.today(), "adult": PolicyRow.objects.value("age", "adult")}
