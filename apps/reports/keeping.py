"""Keeping what the figures are summed from beside the rows it follows.

Triggers note who was touched and what was added to or taken off the hours (migration `kept_facts`); `catch_up` folds
both logs in, which costs what has changed since and not what there is. Whatever was loaded past the triggers, and what
changes by the calendar alone (covers that begin and end, wordings, the year), `touch_differing` and `recount_hours` find
by night: they only write into the logs, so rows of facts change in one place.
"""

from django.db import connection, transaction

from apps.core import chunks
from apps.registration.models import Volunteer
from apps.reports.models import HourCell, PersonFacts

COLUMNS = [field.column for field in PersonFacts._meta.concrete_fields]
FACTS = ", ".join(COLUMNS[1:])

DERIVED = """
    WITH wording AS (
        SELECT DISTINCT ON (purpose) purpose, version FROM accounts_consenttext
        WHERE valid_from <= %(today)s
        ORDER BY purpose, valid_from DESC
    )
    SELECT volunteer.id AS volunteer_id,
           left(volunteer.region_id, 9) AS place,
           identity_state IN ('pending', 'correction', 'passed') AS is_registered,
           identity_state = 'passed' AS is_passed,
           identity_state = 'passed' AND (account.last_login IS NOT NULL OR EXISTS (
               SELECT FROM accounts_consent AS consent JOIN wording USING (purpose, version)
               WHERE consent.user_id = volunteer.user_id AND consent.withdrawn_at IS NULL
                 AND (consent.purpose = 'minor'
                      OR (consent.purpose = 'terms' AND consent.given_by_id = volunteer.user_id))
           )) AS is_activated,
           coalesce(star.minutes, 0) > 0 AS has_hours,
           EXISTS (
               SELECT FROM insurance_cover AS cover
               WHERE cover.volunteer_id = volunteer.id AND cover.state IN ('accepted', 'ended')
                 AND cover.during @> %(today)s::date
           ) AS is_insured,
           CASE WHEN political IN ('01', '02') THEN 'party' WHEN political = '03' THEN 'league' ELSE '' END AS member,
           (SELECT max(served_on) FROM hours_hourrecord AS record
            WHERE record.volunteer_id = volunteer.id AND record.state = 'confirmed') AS last_on,
           coalesce(star.reached, 0)::smallint AS reached,
           coalesce(star.recognized, 0)::smallint AS recognized,
           %(year)s::smallint AS goal_year,
           coalesce(goal.identity, '') AS goal_of,
           coalesce(kind."group", '') AS goal_at,
           coalesce(goal.minutes >= goal.goal, false) AS is_met
    FROM registration_volunteer AS volunteer
    JOIN accounts_user AS account ON account.id = volunteer.user_id
    LEFT JOIN stars_starstanding AS star ON star.volunteer_id = volunteer.id{star}
    LEFT JOIN quotas_yearstanding AS goal
      ON goal.volunteer_id = volunteer.id AND goal.year = %(year)s AND goal.goal > 0{goal}
    LEFT JOIN registration_affiliation AS affiliation ON affiliation.id = goal.affiliation_id
    LEFT JOIN organizations_organization AS organization ON organization.id = affiliation.organization_id
    LEFT JOIN organizations_organizationkind AS kind ON kind.code = organization.kind_id
"""
TRUTH = DERIVED.format(star="", goal="")
# Each table says that it is read of these volunteers only. Joined to them alone it was read whole, range after range.
OF_RANGE = " AND {0}.volunteer_id > %(after)s AND {0}.volunteer_id <= %(upto)s"
TRUTH_OF_RANGE = (
    DERIVED.format(star=OF_RANGE.format("star"), goal=OF_RANGE.format("goal"))
    + "WHERE volunteer.id > %(after)s AND volunteer.id <= %(upto)s"
)

# Cut off by a number, not by a join with the log itself: what the planner knows of a log is always out of date.
SOME_TOUCHED = "SELECT max(id) FROM (SELECT id FROM reports_touched ORDER BY id LIMIT %(most)s) AS first_ones"

# In order of the key. A person who was touched many times is derived once; what did not change is not written.
FOLD_PEOPLE = f"""
    WITH taken AS (
        DELETE FROM reports_touched WHERE id <= %(upto)s RETURNING volunteer_id
    ),
    derived AS (
        INSERT INTO reports_personfacts AS kept ({", ".join(COLUMNS)})
        SELECT {", ".join(COLUMNS)} FROM ({TRUTH} WHERE volunteer.id IN (SELECT volunteer_id FROM taken)) AS truth
        ORDER BY volunteer_id
        ON CONFLICT (volunteer_id) DO UPDATE SET ({FACTS}) = ROW({", ".join(f"excluded.{c}" for c in COLUMNS[1:])})
        WHERE ({", ".join(f"kept.{c}" for c in COLUMNS[1:])})
              IS DISTINCT FROM ({", ".join(f"excluded.{c}" for c in COLUMNS[1:])})
    )
    SELECT count(*) FROM taken
"""  # noqa: S608 -- our own text

FOLD_HOURS = """
    WITH taken AS (DELETE FROM reports_hourmove RETURNING place, month, source, field, minutes, records)
    INSERT INTO reports_hourcell AS cell (place, month, source, field, minutes, records)
    SELECT place, month, source, field, sum(minutes), sum(records)
    FROM taken
    GROUP BY place, month, source, field
    HAVING sum(minutes) <> 0 OR sum(records) <> 0
    ORDER BY place, month, source, field
    ON CONFLICT (place, month, source, field) DO UPDATE
        SET minutes = cell.minutes + excluded.minutes, records = cell.records + excluded.records
"""

# The facts are looked up by key, whatever the planner knows of a table that has just been filled.
TOUCH_DIFFERING = f"""
    INSERT INTO reports_touched (volunteer_id)
    SELECT truth.volunteer_id
    FROM ({TRUTH_OF_RANGE}) AS truth
    LEFT JOIN LATERAL (
        SELECT * FROM reports_personfacts AS facts WHERE facts.volunteer_id = truth.volunteer_id OFFSET 0
    ) AS kept ON true
    WHERE ({", ".join(f"kept.{c}" for c in COLUMNS[1:])}) IS DISTINCT FROM ({", ".join(f"truth.{c}" for c in COLUMNS[1:])})
"""  # noqa: S608 -- our own text

# The field of a record: the first of its activity's; of what stands on a paper only if the paper is of a shift.
TALLIES = """
    SELECT left(record.volunteer_region_id, 9) AS place, date_trunc('month', record.served_on)::date AS month,
           record.source, coalesce(activity.service_fields[1], '') AS field,
           sum(record.counted) AS minutes, count(*) AS records
    FROM hours_hourrecord AS record
    LEFT JOIN hours_basis AS basis ON basis.id = record.basis_id
    LEFT JOIN activities_signup AS signup ON signup.id = record.signup_id
    LEFT JOIN activities_shift AS shift ON shift.id = coalesce(signup.shift_id, basis.shift_id)
    LEFT JOIN activities_position AS position ON position.id = shift.position_id
    LEFT JOIN activities_activity AS activity ON activity.id = position.activity_id
    WHERE record.state = 'confirmed' {of_month}
    GROUP BY 1, 2, 3, 4
"""

# Records, cells and waiting moves as one statement sees them: nobody is kept from confirming meanwhile.
OFF = f"""
    SELECT place, month, source, field,
           coalesce(truth.minutes, 0) - coalesce(kept.minutes, 0) AS minutes,
           coalesce(truth.records, 0) - coalesce(kept.records, 0) AS records
    FROM ({TALLIES}) AS truth
    FULL JOIN (
        SELECT place, month, source, field, sum(minutes) AS minutes, sum(records) AS records
        FROM (
            SELECT place, month, source, field, minutes, records FROM reports_hourcell
            UNION ALL SELECT place, month, source, field, minutes, records FROM reports_hourmove
        ) AS both_of_them
        {{kept_of_month}}
        GROUP BY 1, 2, 3, 4
    ) AS kept USING (place, month, source, field)
    WHERE (coalesce(truth.minutes, 0), coalesce(truth.records, 0))
       <> (coalesce(kept.minutes, 0), coalesce(kept.records, 0))
"""  # noqa: S608 -- our own text
HOURS_OFF = OFF.format(of_month="", kept_of_month="")

# A month at a time, found by the index of decided records by day.
MEND_MONTH = "INSERT INTO reports_hourmove (place, month, source, field, minutes, records)" + OFF.format(
    of_month="AND record.served_on >= %(month)s::date AND record.served_on < %(month)s::date + interval '1 month'",
    kept_of_month="WHERE month = %(month)s",
)
MONTHS = """
    SELECT generate_series(date_trunc('month', min(day)), max(day), interval '1 month')::date
    FROM (
        SELECT min(served_on) AS day FROM hours_hourrecord WHERE state <> 'pending'
        UNION ALL SELECT max(served_on) FROM hours_hourrecord WHERE state <> 'pending'
        UNION ALL SELECT min(month) FROM reports_hourcell
        UNION ALL SELECT max(month) FROM reports_hourcell
        UNION ALL SELECT min(month) FROM reports_hourmove
        UNION ALL SELECT max(month) FROM reports_hourmove
    ) AS ends
"""

NO_LIMIT = "SET LOCAL statement_timeout = 0"  # work of the night, not of a page
AT_ONCE = 200_000  # people derived by one statement


def catch_up(today) -> None:
    """Fold in whatever was written since the last time. Only ever within one rebuild at a time."""
    if _is_empty(PersonFacts):
        touch_differing(today)
    if _is_empty(HourCell):
        recount_hours()
    with connection.cursor() as cursor:
        while upto := _last_of_the_next(cursor):
            cursor.execute(FOLD_PEOPLE, {**scope_of(today), "upto": upto})
        cursor.execute(FOLD_HOURS)


def _last_of_the_next(cursor):
    cursor.execute(SOME_TOUCHED, {"most": AT_ONCE})
    return cursor.fetchone()[0]


@transaction.atomic
def touch_differing(today) -> int:
    """Note everybody whose kept facts are not what the rows say. Returns how many they are."""
    found = 0
    with connection.cursor() as cursor:
        cursor.execute(NO_LIMIT)
        for after, upto in chunks.ranges(Volunteer, chunks.SIZE):
            cursor.execute(TOUCH_DIFFERING, {**scope_of(today), "after": after, "upto": upto})
            found += cursor.rowcount
    return found


@transaction.atomic
def recount_hours() -> int:
    """Hold the cells against the records and note what is missing or too much. Returns how many cells were off. Two at
    once would each note the same: the second one waits, and finds what the first one noted."""
    found = 0
    with connection.cursor() as cursor:
        cursor.execute(NO_LIMIT)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.recount'))")
        cursor.execute(MONTHS)
        for (month,) in cursor.fetchall():
            cursor.execute(MEND_MONTH, {"month": month})
            found += cursor.rowcount
    return found


def scope_of(today):
    return {"today": today, "year": today.year}


def _is_empty(model):
    return not model.objects.exists()
