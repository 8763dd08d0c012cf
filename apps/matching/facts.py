"""What search rows and their lines are made from, as one query: the same for a set, for a range and for the invariants.

Codes are compared byte by byte; `born` of whoever is an adult lies at or before the day that many years ago (who is born
on 29 February has a birthday on 1 March in other years).
"""

SCOPE_SET = "scope AS (SELECT unnest(%(volunteers)s::bigint[]) AS id)"
SCOPE_RANGE = "scope AS (SELECT id FROM registration_volunteer WHERE id > %(after)s AND id <= %(upto)s)"

TODAY, ADULT = "%(today)s::date", "%(adult)s"

# Who has a row, and where they live (apps.matching.models.SearchRow says why).
PEOPLE = """
    people AS (
        SELECT who.id AS volunteer_id, left(who.region_id, 9) AS place, who.birth_date, who.passed_at,
               who.service_fields, who.skill_codes, who.languages, who.free_times
        FROM scope JOIN registration_volunteer AS who ON who.id = scope.id
        WHERE who.identity_state = 'passed'
          AND who.invitations <> 'refuse'
          AND who.birth_date <= {today} - make_interval(years => {adult})
    )
"""

# What counts today, with the last day it does; of several certificates or courses for the same the longest.
PROVED = """
    proved AS (
        SELECT held.volunteer_id, 'c' AS kind, held.skill_id AS code,
               CASE WHEN bool_or(held.expires_on IS NULL) THEN NULL ELSE max(held.expires_on) END AS until
        FROM people JOIN registration_qualification AS held USING (volunteer_id)
        WHERE held.state = 'passed' AND held.issued_on <= {today}
          AND (held.expires_on IS NULL OR held.expires_on >= {today})
        GROUP BY held.volunteer_id, held.skill_id
        UNION ALL
        SELECT done.volunteer_id, 't', done.kind_id,
               CASE WHEN bool_or(done.expires_on IS NULL) THEN NULL ELSE max(done.expires_on) END
        FROM people JOIN training_completion AS done USING (volunteer_id)
        WHERE done.voided_at IS NULL AND done.passed_on <= {today}
          AND (done.expires_on IS NULL OR done.expires_on >= {today})
        GROUP BY done.volunteer_id, done.kind_id
    )
"""

# All words of a person in one text, as a line carries them (apps.matching.models.SearchTerm.beside).
BESIDE = "string_agg(term || coalesce('@' || to_char(until, 'YYYYMMDD'), ''), ' ' ORDER BY term)"

LINES = """
    told AS (
        SELECT volunteer_id, 'f' AS kind, unnest(service_fields) AS code FROM people
        UNION SELECT volunteer_id, 'k', unnest(skill_codes) FROM people
        UNION SELECT volunteer_id, 'l', unnest(languages) FROM people
        UNION SELECT volunteer_id, 'w', unnest(free_times)::text FROM people
        UNION
        SELECT volunteer_id, 's', generate_series(1, star.recognized)::text
        FROM people JOIN stars_starstanding AS star USING (volunteer_id)
    ),
    words AS (
        SELECT volunteer_id, kind || code AS term, NULL::date AS until FROM told
        UNION ALL SELECT volunteer_id, kind || code, until FROM proved
        UNION ALL
        SELECT volunteer_id, 'k' || code, until
        FROM proved
        WHERE kind = 'c' AND NOT EXISTS (
            SELECT FROM told
            WHERE told.volunteer_id = proved.volunteer_id AND told.kind = 'k' AND told.code = proved.code
        )
    ),
    besides AS (
        SELECT volunteer_id, {beside} AS beside FROM words GROUP BY volunteer_id
    ),
    lines AS (SELECT volunteer_id, term, until, beside FROM words JOIN besides USING (volunteer_id))
"""


def facts(scope: str, *, today: str = TODAY, adult: str = ADULT) -> str:
    """`WITH scope, people, proved, told, words, besides, lines`, to be followed by what is done with them."""
    made = [piece.format(today=today, adult=adult, beside=BESIDE) for piece in (PEOPLE, PROVED, LINES)]
    return f"WITH {', '.join([scope, *made])}"
