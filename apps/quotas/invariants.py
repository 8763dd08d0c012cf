"""What must hold of yearly standings, as queries that return the rows for which it doesn't: (id, expected, found)."""

from apps.core.invariants import invariant


@invariant("year_minutes_are_those_of_the_totals")
def year_minutes_are_those_of_the_totals():
    """Each year with hours has a standing with just these minutes."""
    return """
        SELECT concat(volunteer_id, '/', year), coalesce(total.minutes, 0), kept.minutes
        FROM hours_yeartotal AS total
        FULL JOIN quotas_yearstanding AS kept USING (volunteer_id, year)
        WHERE coalesce(total.minutes, 0) IS DISTINCT FROM kept.minutes
    """


@invariant("year_identity_is_that_of_its_school_or_unit")
def year_identity_is_that_of_its_school_or_unit():
    return """
        SELECT standing.id, coalesce(held.identity, 'other'), standing.identity
        FROM quotas_yearstanding AS standing
        LEFT JOIN registration_affiliation AS held ON held.id = standing.affiliation_id
        WHERE coalesce(held.identity, 'other') <> standing.identity
           OR held.volunteer_id <> standing.volunteer_id
    """


@invariant("year_goal_is_that_of_the_policy")
def year_goal_is_that_of_the_policy():
    """By the version in force on 31 December, in the running year today."""
    return """
        SELECT standing.id, coalesce(policy.value, 0), standing.goal
        FROM quotas_yearstanding AS standing
        LEFT JOIN LATERAL (
            SELECT value FROM core_policyrow
            WHERE topic = 'goal_minutes' AND item = standing.identity
              AND valid_from <= least(
                  make_date(standing.year, 12, 31), (now() AT TIME ZONE 'Asia/Shanghai')::date
              )
            ORDER BY valid_from DESC LIMIT 1
        ) AS policy ON true
        WHERE coalesce(policy.value, 0) <> standing.goal
    """
