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
    """Every level up to the recognised one was recognised by an association, and none above it."""
    return """
        SELECT volunteer_id, coalesce(paper.level, 0), coalesce(kept.recognized, 0)
        FROM stars_starstanding AS kept
        FULL JOIN (
            SELECT volunteer_id, max(level) AS level, count(*) AS levels
            FROM stars_recognition GROUP BY volunteer_id
        ) AS paper USING (volunteer_id)
        WHERE coalesce(kept.recognized, 0) <> coalesce(paper.level, 0)
           OR coalesce(paper.levels, 0) <> coalesce(paper.level, 0)
    """


@invariant("nobody_recognized_their_own_star")
def nobody_recognized_their_own_star():
    return """
        SELECT recognition.id, volunteer.user_id, recognition.beneficiary_id
        FROM stars_recognition AS recognition
        JOIN registration_volunteer AS volunteer ON volunteer.id = recognition.volunteer_id
        WHERE recognition.beneficiary_id <> volunteer.user_id
           OR recognition.recognized_by_id = volunteer.user_id
    """
