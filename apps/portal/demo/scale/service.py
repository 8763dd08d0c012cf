"""What people did: turns at activities with sign-up, presence and record, and what stands on papers from before; with the
ledger, the totals of the years and the stars that follow from it. A piece is so many people with all that is theirs.
"""

from apps.activities.models import Presence, Signup, SignupMove
from apps.hours.models import HourRecord, LedgerLine, YearTotal
from apps.portal.demo.scale.kept import run
from apps.portal.demo.scale.plan import COME, LATELY, MONTHS, OFTEN
from apps.portal.demo.scale.rows import insertion
from apps.stars.models import StarStanding
from apps.stars.standing import thresholds

# Records of a person: one, and as many more as a long-tailed draw says; half of them have few, one in two thousand hundreds.
DRAWN = 10.75
WAITING_DAYS = 3  # what was served since waits for its confirmation

PERSON = """
    person AS MATERIALIZED (
        SELECT who.id, who.user_id, banner.*, who.id - %(volunteers)s - v0 - 1 AS at,
               %(users)s + v0 + 1 AS officer,
               %(today)s::date - (who.passed_at AT TIME ZONE 'Asia/Shanghai')::date AS known
        FROM registration_volunteer AS who
        JOIN demo_scale.banner AS banner ON banner.code = who.region_id
        WHERE who.id > %(volunteers)s + %(begin_at)s AND who.id <= %(volunteers)s + %(upto)s
    )
"""
# Turns go round: whoever takes them comes again when everybody else has. `n` is the activity among all.
TURNS = f"""
    turn AS MATERIALIZED (
        SELECT person.id AS volunteer_id, person.user_id, person.code, officer, o0, places, a0 + old + j AS n,
               (old + j) * 7919 %% places AS host, j >= past AS is_to_come,
               shift.id AS shift_id, shift.starts_at, shift.ends_at
        FROM person
        CROSS JOIN LATERAL (
            SELECT p / {COME} AS j
            FROM generate_series(at - places - often - 1, (past + coming) * {COME} - 1, turning) AS p
            WHERE at > places + often AND at <= places + often + turning
            UNION ALL
            SELECT p / {OFTEN} FROM generate_series(at - places - 1, (past + coming) * {OFTEN} - 1, often) AS p
            WHERE at > places AND at <= places + often
        ) AS turns
        JOIN activities_shift AS shift ON shift.id = %(shifts)s + a0 + old + j + 1
    )
"""  # noqa: S608 -- our own numbers
SIGNED = f"""signed AS ({
    insertion(
        Signup,
        shift_id="shift_id",
        volunteer_id="volunteer_id",
        during="tstzrange(starts_at, ends_at)",
        state="'joined'",
        signed_up_by_id="user_id",
        signed_up_at="least(starts_at - interval '70 hours', now() - interval '3 hours')",
    )
} FROM turn ORDER BY shift_id RETURNING id, shift_id, volunteer_id, signed_up_by_id, signed_up_at)"""
STEPPED = f"""stepped AS ({
    insertion(
        SignupMove, signup_id="id", was="''", became="'joined'", at="signed_up_at", by_id="signed_up_by_id"
    )
} FROM signed)"""
CAME = f"""came AS ({
    insertion(
        Presence,
        signup_id="signed.id",
        came_at="starts_at - interval '5 minutes'",
        came_how="'code'",
        left_at="ends_at",
        left_how="'code'",
    )
} FROM signed JOIN turn USING (shift_id, volunteer_id) WHERE NOT is_to_come)"""
RETURNING = "RETURNING id, volunteer_id, served_on, counted, state, decided_at, voided_at"
RECORD = {
    "volunteer_region_id": "code",
    "activity_region_id": "code",
    "organization_region_id": "code",
    "organization_id": "%(organizations)s + o0 + host + 1",
}
BY_CODE = f"""by_code AS ({
    insertion(
        HourRecord,
        **RECORD | {"activity_region_id": "code || '90' || 1 + n %% 3 || '90' || 1 + n / 3 %% 2"},
        signup_id="signed.id",
        volunteer_id="volunteer_id",
        beneficiary_id="user_id",
        during="tstzrange(starts_at, ends_at)",
        served_on="(starts_at AT TIME ZONE 'Asia/Shanghai')::date",
        minutes="180",
        source="'code'",
        proposed_at="ends_at",
        state="CASE WHEN waits THEN 'pending' ELSE 'confirmed' END",
        counted="CASE WHEN NOT waits THEN 180 END",
        decided_by_id="CASE WHEN NOT waits THEN officer + 1 + host END",
        decided_at="CASE WHEN NOT waits THEN ends_at + interval '20 hours' END",
    )
} FROM signed JOIN turn USING (shift_id, volunteer_id)
    CROSS JOIN LATERAL (SELECT starts_at > %(today)s::date - {WAITING_DAYS} AS waits) AS late
    WHERE NOT is_to_come {RETURNING})"""
# Days are as far apart as there is room for, each somewhere in its stretch: no two of one person fall on the same day.
LONG_AGO = f"""
    drawn AS MATERIALIZED (
        SELECT person.*, known - {LATELY + 3} AS room, share,
               least(1 + floor({DRAWN} * ln(share) ^ 2), floor(0.7::float8 * (known - {LATELY + 3})))::integer AS count
        FROM person
        CROSS JOIN LATERAL (
            SELECT ((hashint8extended(person.id, 1) & 1048575) + 0.5)::float8 / 1048576 AS share
        ) AS luck
        WHERE at > places AND (at <= places + often + turning OR at %% 7 < 2)
    ),
    dayed AS MATERIALIZED (
        SELECT drawn.*, k, %(today)s::date - ({LATELY + 2} + floor(
                   (k - 1 + (1 - count::float8 / room) * (hashint8extended(id, k) & 1023) / 1024) * room / count
               ))::integer AS day
        FROM drawn CROSS JOIN LATERAL generate_series(1, count) AS k
    ),
    served AS MATERIALIZED (
        SELECT dayed.*, (id * 31 %% places)::integer AS host,
               (60 + 30 * (id * 7 + k * 13) %% 7)::integer AS minutes, (id * 17 + k * 29) %% 200 AS fate,
               (day + make_interval(mins => (480 + 30 * (id + k) %% 15)::integer)) AT TIME ZONE 'Asia/Shanghai' AS starts_at
        FROM dayed
    )
"""  # noqa: S608 -- our own numbers
STATES = "CASE WHEN fate < 2 THEN 'pending' WHEN fate = 2 THEN 'rejected' WHEN fate < 5 THEN 'voided' ELSE 'confirmed' END"
ON_PAPER = f"""on_paper AS ({
    insertion(
        HourRecord,
        **RECORD,
        basis_id=f"%(bases)s + (o0 + host) * {MONTHS} + (%(today)s::date - day) / 30 + 1",
        volunteer_id="id",
        beneficiary_id="user_id",
        during="tstzrange(starts_at, starts_at + make_interval(mins => minutes::integer))",
        served_on="day",
        minutes="minutes",
        source="'backfill'",
        came_noted_by_id="officer + 1 + host",
        proposed_at="starts_at + interval '60 days'",
        state=STATES,
        counted="CASE WHEN fate >= 3 THEN minutes END",
        decided_by_id="CASE WHEN fate >= 2 THEN officer END",
        decided_at="CASE WHEN fate >= 2 THEN starts_at + interval '70 days' END",
        reason="CASE WHEN fate BETWEEN 2 AND 4 THEN '和签到表对不上。' ELSE '' END",
        voided_by_id="CASE WHEN fate IN (3, 4) THEN officer END",
        voided_at="CASE WHEN fate IN (3, 4) THEN starts_at + interval '90 days' END",
    )
} FROM served {RETURNING})"""
RECORDED = "recorded AS MATERIALIZED (SELECT * FROM by_code UNION ALL SELECT * FROM on_paper)"
POSTED = f"""posted AS ({
    insertion(
        LedgerLine,
        record_id="id",
        volunteer_id="volunteer_id",
        year="extract(year FROM served_on)",
        kind="what.kind",
        minutes="what.sign * counted",
        posted_at="CASE what.sign WHEN 1 THEN decided_at ELSE voided_at END",
    )
} FROM recorded CROSS JOIN (VALUES ('confirm', 1, '{{confirmed,voided}}'::text[]), ('void', -1, '{{voided}}'))
        AS what (kind, sign, states)
    WHERE recorded.state = ANY(what.states) ORDER BY id, what.sign DESC)"""
TOTALLED = f"""totalled AS ({
    insertion(
        YearTotal,
        volunteer_id="volunteer_id",
        year="extract(year FROM served_on)",
        minutes="coalesce(sum(counted) FILTER (WHERE state = 'confirmed'), 0)",
    )
} FROM recorded WHERE state IN ('confirmed', 'voided') GROUP BY volunteer_id, 2 ORDER BY volunteer_id, 2)"""
STARRED = f"""
    run AS (
        SELECT volunteer_id, served_on, sum(counted) OVER (PARTITION BY volunteer_id ORDER BY served_on, id) AS total
        FROM recorded WHERE state = 'confirmed'
    ),
    reached AS (
        SELECT volunteer_id, max(total)::integer AS minutes FROM run GROUP BY volunteer_id
    ),
    dated AS (
        SELECT reached.volunteer_id, minutes, level, min(served_on) FILTER (WHERE total >= limits.value) AS day
        FROM reached
        CROSS JOIN LATERAL (SELECT width_bucket(minutes, %(thresholds)s) AS level) AS star
        LEFT JOIN unnest(%(thresholds)s) WITH ORDINALITY AS limits (value, number) ON limits.number = level
        JOIN run USING (volunteer_id)
        GROUP BY reached.volunteer_id, minutes, level
    )
    {insertion(StarStanding, volunteer_id="volunteer_id", minutes="minutes", reached="level", reached_on="day")}
    FROM dated ORDER BY volunteer_id
"""  # noqa: S608 -- our own words
PARTS = [
    PERSON,
    TURNS,
    SIGNED,
    STEPPED,
    CAME,
    BY_CODE,
    LONG_AGO,
    ON_PAPER,
    RECORDED,
    POSTED,
    TOTALLED,
    STARRED,
]
SERVE = f"WITH {', '.join(PARTS)}"


def load(plan):
    said = {
        "today": plan.today,
        "thresholds": thresholds(),
        "volunteers": plan.keys["registration_volunteer"],
        "users": plan.keys["accounts_user"],
        "organizations": plan.keys["organizations_organization"],
        "shifts": plan.keys["activities_shift"],
        "bases": plan.keys["hours_basis"],
    }

    def some(begin_at, upto):
        run(SERVE, {**said, "begin_at": begin_at, "upto": upto})

    return some
