"""What must hold of yearly standings, as queries that return the rows for which it doesn't: (id, expected, found)."""

from apps.core.invariants import invariant


@invariant("year_minutes_are_those_of_the_totals")
def year_minutes_are_those_of_the_totals():
    """Each year with hours has a standing with just the minutes that count to its goal."""
    return """
        SELECT concat(volunteer_id, '/', year), coalesce(total.minutes - total.apart, 0), kept.minutes
        FROM hours_yeartotal AS total
        FULL JOIN quotas_yearstanding AS kept USING (volunteer_id, year)
        WHERE coalesce(total.minutes - total.apart, 0) IS DISTINCT FROM kept.minutes
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
    """By the version in force on 31 December, in the running year today; more where the region, school or unit asks for
    more, never less."""
    return """
        SELECT standing.id, greatest(policy.value, asked.minutes, 0), standing.goal
        FROM quotas_yearstanding AS standing
        LEFT JOIN quotas_goalrow AS asked ON asked.id = standing.asked_by_id
        LEFT JOIN LATERAL (
            SELECT value FROM core_policyrow
            WHERE topic = 'goal_minutes' AND item = standing.identity
              AND valid_from <= least(
                  make_date(standing.year, 12, 31), (now() AT TIME ZONE 'Asia/Shanghai')::date
              )
            ORDER BY valid_from DESC LIMIT 1
        ) AS policy ON true
        WHERE greatest(policy.value, asked.minutes, 0) <> standing.goal
    """


@invariant("year_goal_is_no_less_than_what_is_asked_for")
def year_goal_is_no_less_than_what_is_asked_for():
    """Each row in force at the school or unit, and at the regions it lies in, is reached by the goal."""
    return """
        SELECT standing.id, asked.minutes, standing.goal
        FROM quotas_yearstanding AS standing
        JOIN registration_affiliation AS held ON held.id = standing.affiliation_id
        JOIN organizations_organization AS place ON place.id = held.organization_id
        CROSS JOIN LATERAL (
            SELECT max(minutes) AS minutes FROM (
                SELECT DISTINCT ON (region_id, organization_id) minutes
                FROM quotas_goalrow
                WHERE identity = standing.identity
                  AND (organization_id = place.id OR starts_with(place.region_id, region_id))
                  AND valid_from <= least(
                      make_date(standing.year, 12, 31), (now() AT TIME ZONE 'Asia/Shanghai')::date
                  )
                ORDER BY region_id, organization_id, valid_from DESC
            ) AS in_force
        ) AS asked
        WHERE asked.minutes > standing.goal
    """


@invariant("goal_rows_in_force_stay_as_they_were_set")
def goal_rows_in_force_stay_as_they_were_set():
    """What is asked for begins after the day it was set: nobody's goal changes for days that are over."""
    return """
        SELECT id, 'after ' || (set_at AT TIME ZONE 'Asia/Shanghai')::date, valid_from::text
        FROM quotas_goalrow WHERE valid_from <= (set_at AT TIME ZONE 'Asia/Shanghai')::date
    """


@invariant("policies_put_in_force_stand_in_the_policy")
def policies_put_in_force_stand_in_the_policy():
    """Each number of a draft that was put in force is a row of the policy from its day on."""
    return """
        SELECT asked.id, asked.value, policy.value
        FROM quotas_draftrow AS asked
        JOIN quotas_policydraft AS draft ON draft.id = asked.draft_id AND draft.state = 'in_force'
        LEFT JOIN core_policyrow AS policy
          ON policy.topic = asked.topic AND policy.item = asked.item AND policy.valid_from = draft.valid_from
        WHERE policy.value IS DISTINCT FROM asked.value
    """
