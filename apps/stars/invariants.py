"""What must hold of stars, as queries that return the rows for which it doesn't: (id, expected, found)."""

from apps.core.invariants import invariant


@invariant("star_minutes_are_the_sum_of_all_years")
def minutes_are_the_sum_of_all_years():
    return """
        SELECT volunteer_id, coalesce(truth.minutes, 0), coalesce(kept.minutes, 0)
        FROM (SELECT volunteer_id, sum(minutes) AS minutes FROM hours_yeartotal GROUP BY volunteer_id) AS truth
        FULL JOIN stars_starstanding AS kept USING (volunteer_id)
        WHERE coalesce(truth.minutes, 0) <> coalesce(kept.minutes, 0)
    """


@invariant("star_reached_follows_minutes")
def reached_follows_minutes():
    return """
        WITH threshold AS (
            SELECT DISTINCT ON (item) value FROM core_policyrow
            WHERE topic = 'star_minutes' AND valid_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date
            ORDER BY item, valid_from DESC
        )
        SELECT volunteer_id, star.expected, reached
        FROM stars_starstanding
        CROSS JOIN LATERAL (
            SELECT count(*) AS expected FROM threshold WHERE threshold.value <= stars_starstanding.minutes
        ) AS star
        WHERE reached <> star.expected
    """


@invariant("star_recognized_stands_on_recognitions")
def recognized_stands_on_recognitions():
    """Every level up to the recognised one was recognised by an association and not withdrawn, and none above it."""
    return """
        SELECT volunteer_id, coalesce(paper.level, 0), coalesce(kept.recognized, 0)
        FROM stars_starstanding AS kept
        FULL JOIN (
            SELECT volunteer_id, max(level) AS level, count(*) AS levels
            FROM stars_recognition WHERE withdrawn_at IS NULL GROUP BY volunteer_id
        ) AS paper USING (volunteer_id)
        WHERE coalesce(kept.recognized, 0) <> coalesce(paper.level, 0)
           OR coalesce(paper.levels, 0) <> coalesce(paper.level, 0)
    """


@invariant("star_asked_for_what_its_recognition_did")
def asked_for_what_its_recognition_did():
    """Beside a recognised star stands what it asked for on the day it was recognised."""
    return """
        SELECT kept.volunteer_id, coalesce(policy.value, 0) AS expected, kept.asked AS found
        FROM stars_starstanding AS kept
        LEFT JOIN stars_recognition AS recognition
               ON recognition.volunteer_id = kept.volunteer_id AND recognition.level = kept.recognized
              AND recognition.withdrawn_at IS NULL
        LEFT JOIN LATERAL (
            SELECT value FROM core_policyrow
            WHERE topic = 'star_minutes' AND item = recognition.level::text
              AND valid_from <= (recognition.recognized_at AT TIME ZONE 'Asia/Shanghai')::date
            ORDER BY valid_from DESC LIMIT 1
        ) AS policy ON true
        WHERE (kept.recognized > 0 OR kept.asked > 0) AND kept.asked <> coalesce(policy.value, 0)
    """


@invariant("nobody_recognized_their_own_star")
def nobody_recognized_their_own_star():
    return """
        SELECT recognition.id, volunteer.user_id, recognition.beneficiary_id
        FROM stars_recognition AS recognition
        JOIN registration_volunteer AS volunteer ON volunteer.id = recognition.volunteer_id
        WHERE recognition.beneficiary_id <> volunteer.user_id
           OR recognition.recognized_by_id = volunteer.user_id
           OR recognition.withdrawn_by_id = volunteer.user_id
    """


@invariant("star_recognitions_stand_on_settled_notices")
def recognitions_stand_on_settled_notices():
    """Each recognition came after public notice: its candidate stands, for at least this star, on a notice that was
    settled after its last day by the same association under the same number."""
    return """
        SELECT recognition.id, 'a candidate who stands on a settled notice' AS expected,
               coalesce(candidate.state, 'none') || ' on ' || coalesce(notice.state, 'none') AS found
        FROM stars_recognition AS recognition
        LEFT JOIN stars_starcandidate AS candidate ON candidate.id = recognition.candidate_id
        LEFT JOIN stars_starnotice AS notice ON notice.id = candidate.notice_id
        WHERE (candidate.state = 'stands' AND notice.state = 'settled'
               AND candidate.volunteer_id = recognition.volunteer_id AND candidate.level >= recognition.level
               AND notice.organization_id = recognition.organization_id
               AND notice.document_number = recognition.document_number
               AND (notice.ended_at AT TIME ZONE 'Asia/Shanghai')::date > notice.until) IS NOT TRUE
    """


@invariant("star_candidates_fit_their_notices")
def candidates_fit_their_notices():
    """While a notice is open nobody on it is decided but by an objection; of one that was withdrawn nobody is left."""
    return """
        SELECT candidate.id, notice.state AS expected, candidate.state AS found
        FROM stars_starcandidate AS candidate JOIN stars_starnotice AS notice ON notice.id = candidate.notice_id
        WHERE notice.state = 'open' AND candidate.state IN ('held', 'stands')
           OR notice.state = 'withdrawn' AND candidate.state NOT IN ('dropped', 'left')
           OR notice.state = 'settled' AND candidate.state = 'noticed'
    """


@invariant("star_objections_were_answered_before_the_star_stood")
def objections_were_answered_before_the_star_stood():
    return """
        SELECT objection.id, 'answered' AS expected, objection.state || ' of ' || candidate.state AS found
        FROM stars_starobjection AS objection
        JOIN stars_starcandidate AS candidate ON candidate.id = objection.candidate_id
        WHERE objection.state IN ('open', 'upheld', 'lapsed') AND candidate.state = 'stands'
           OR objection.state = 'open' AND candidate.state IN ('dropped', 'left')
    """
