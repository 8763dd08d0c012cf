"""What must hold of claims, as queries that return the rows for which it doesn't: (id, expected, found)."""

from apps.core.invariants import invariant


@invariant("claims_stand_on_the_persons_own_cover")
def claims_stand_on_the_persons_own_cover():
    """A claim is about a cover, and a sign-up or a lesson, of the same person."""
    return """
        SELECT claim.id, claim.volunteer_id AS expected,
               concat_ws(', ', cover.volunteer_id, signup.volunteer_id, lesson.volunteer_id) AS found
        FROM claims_claim AS claim
        JOIN insurance_cover AS cover ON cover.id = claim.cover_id
        LEFT JOIN activities_signup AS signup ON signup.id = claim.signup_id
        LEFT JOIN training_enrolment AS lesson ON lesson.id = claim.enrolment_id
        WHERE claim.volunteer_id <> ANY(
            array_remove(ARRAY[cover.volunteer_id, signup.volunteer_id, lesson.volunteer_id], NULL))
    """


@invariant("claims_are_where_their_last_step_went")
def claims_are_where_their_last_step_went():
    return """
        SELECT claim.id, last.became AS expected, claim.state AS found
        FROM claims_claim AS claim
        LEFT JOIN LATERAL (
            SELECT became FROM claims_claimmove AS move WHERE move.claim_id = claim.id ORDER BY id DESC LIMIT 1
        ) AS last ON true
        WHERE claim.state IS DISTINCT FROM last.became
    """
