"""What must hold of insurance, as queries that return the rows for which it doesn't: (id, expected, found)."""

from apps.core.invariants import invariant


@invariant("insurance_covers_lie_in_their_policy")
def covers_lie_in_their_policy():
    """Nobody is insured by a policy on a day that it does not cover."""
    return """
        SELECT cover.id, policy.starts_on || ' to ' || policy.ends_on AS expected, cover.during AS found
        FROM insurance_cover AS cover
        JOIN insurance_policy AS policy ON policy.id = cover.policy_id
        WHERE NOT cover.during <@ daterange(policy.starts_on, policy.ends_on, '[]')
    """


@invariant("insurance_nobody_else_is_covered")
def nobody_else_is_covered():
    """Who has left, or whose identity does not stand, has no cover that goes on."""
    return """
        SELECT cover.id, 'passed' AS expected, person.identity_state AS found
        FROM insurance_cover AS cover
        JOIN registration_volunteer AS person ON person.id = cover.volunteer_id
        WHERE cover.state IN ('eligible', 'sent', 'accepted') AND person.identity_state IN ('voided', 'left')
    """


@invariant("insurance_everybody_is_covered")
def everybody_is_covered():
    """Whoever's identity was passed before today has the free policies of their region that admit their age."""
    return """
        SELECT person.id, policy.id AS expected, NULL AS found
        FROM insurance_policy AS policy
        JOIN registration_volunteer AS person ON starts_with(person.region_id, policy.region_id)
        WHERE policy.serves = 'everyone' AND policy.state = 'in_force' AND policy.ends_on > current_date
          AND policy.started_at < now() - interval '1 day'
          AND person.identity_state = 'passed' AND person.passed_at < now() - interval '1 day'
          AND extract(year FROM age(current_date, person.birth_date)) >= policy.minimum_age
          AND (policy.maximum_age IS NULL
               OR extract(year FROM age(current_date, person.birth_date)) <= policy.maximum_age)
          AND NOT EXISTS (SELECT FROM insurance_cover AS cover
                          WHERE cover.policy_id = policy.id AND cover.volunteer_id = person.id)
    """


@invariant("insurance_named_people_stand_on_a_list")
def named_people_stand_on_a_list():
    """Whoever was sent to the insurer of a named policy stands on exactly one list."""
    return """
        SELECT cover.id, 1 AS expected, count(line.id) AS found
        FROM insurance_cover AS cover
        JOIN insurance_policy AS policy ON policy.id = cover.policy_id AND policy.is_named
        LEFT JOIN insurance_deliveryline AS line ON line.cover_id = cover.id AND line.kind = 'added'
        WHERE cover.sent_at IS NOT NULL
        GROUP BY cover.id
        HAVING count(line.id) <> 1
    """


@invariant("insurance_lists_are_as_long_as_they_say")
def lists_are_as_long_as_they_say():
    return """
        SELECT delivery.id, delivery.rows AS expected, count(line.id) AS found
        FROM insurance_delivery AS delivery
        LEFT JOIN insurance_deliveryline AS line ON line.delivery_id = delivery.id
        GROUP BY delivery.id
        HAVING count(line.id) <> delivery.rows
    """
