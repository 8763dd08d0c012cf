"""What must hold of the talent pool, as queries that return the rows for which it doesn't: (id, expected, found).

The night has a day's grace: who comes of age is taken in by the night that follows, as is whom anything missed at first;
what ran out is taken out by it, and no search believes it until then.
"""

from apps.core.invariants import invariant
from apps.matching.facts import facts

TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
ADULT = f"""(
    SELECT value FROM core_policyrow
    WHERE topic = 'age' AND item = 'adult' AND valid_from <= {TODAY} ORDER BY valid_from DESC LIMIT 1
)"""  # noqa: S608 -- our own words only
EVERYBODY = "scope AS (SELECT id FROM registration_volunteer)"
TRUTH = facts(EVERYBODY, today=TODAY, adult=ADULT)


@invariant("who_is_sought_has_a_row_where_they_live")
def who_is_sought_has_a_row_where_they_live():
    """Adults whose identity was passed and who want to be asked, and nobody else."""
    return f"""
        {TRUTH}
        SELECT volunteer_id, people.place, kept.place
        FROM people FULL JOIN matching_searchrow AS kept USING (volunteer_id)
        WHERE people.place IS DISTINCT FROM kept.place
          AND (
              kept.place IS NOT NULL
              OR (people.passed_at < now() - interval '1 day'
                  AND people.birth_date <= {TODAY} - 1 - make_interval(years => {ADULT}))
          )
    """  # noqa: S608 -- our own words only


@invariant("people_are_found_by_what_is_true_of_them")
def people_are_found_by_what_is_true_of_them():
    """Each line of a row is what the register, the certificates, the training account and the stars say today."""
    return f"""
        {TRUTH},
        truth AS (
            SELECT volunteer_id, term, row.place, until, beside
            FROM lines JOIN matching_searchrow AS row USING (volunteer_id)
        ),
        kept AS (
            SELECT volunteer_id, term, place, until, (
                SELECT string_agg(word, ' ' ORDER BY at)
                FROM unnest(string_to_array(beside, ' ')) WITH ORDINALITY AS words (word, at)
                WHERE split_part(word, '@', 2) = '' OR split_part(word, '@', 2) >= to_char({TODAY}, 'YYYYMMDD')
            ) AS beside
            FROM matching_searchterm
            WHERE until IS NULL OR until >= {TODAY}
        )
        SELECT concat(volunteer_id, ' ', term), concat(truth.place, ' ', truth.until, ' ', truth.beside),
               concat(kept.place, ' ', kept.until, ' ', kept.beside)
        FROM truth FULL JOIN kept USING (volunteer_id, term)
        WHERE (truth.place, truth.until, truth.beside) IS DISTINCT FROM (kept.place, kept.until, kept.beside)
    """  # noqa: S608 -- our own words only
