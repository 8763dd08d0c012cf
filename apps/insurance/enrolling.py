"""Who is to be insured by which policy, found and written down for whole sets of people at once."""

from collections.abc import Iterable

from django.db import connection

from apps.core import days

# Whoever has none of this policy that stands or was refused gets one: from today, or from the day their identity was
# passed where nobody is named; never from before the policy begins or an earlier cover of it has ended.
ENROL = """
    WITH due AS (
        SELECT policy.id AS policy_id, person.id AS volunteer_id, policy.is_named, policy.ends_on,
               greatest(
                   policy.starts_on,
                   CASE WHEN policy.is_named OR policy.serves = 'activity' THEN %(today)s::date
                        ELSE (person.passed_at AT TIME ZONE 'Asia/Shanghai')::date END,
                   (SELECT max(upper(during)) FROM insurance_cover
                    WHERE policy_id = policy.id AND volunteer_id = person.id)
               ) AS first_day,
               person.birth_date, policy.minimum_age, policy.maximum_age
        FROM registration_volunteer AS person
        JOIN insurance_policy AS policy ON {which}
        WHERE person.identity_state = 'passed' AND {who}
          AND policy.state = 'in_force' AND policy.ends_on >= %(today)s
          AND NOT EXISTS (
              SELECT FROM insurance_cover AS had
              WHERE had.policy_id = policy.id AND had.volunteer_id = person.id AND had.state <> 'ended')
    )
    INSERT INTO insurance_cover
        (policy_id, volunteer_id, state, during, accepted_at, insurer_number, reason)
    SELECT policy_id, volunteer_id, CASE WHEN is_named THEN 'eligible' ELSE 'accepted' END,
           daterange(first_day, ends_on, '[]'), CASE WHEN is_named THEN NULL ELSE now() END, '', ''
    FROM due
    WHERE first_day <= ends_on
      AND extract(year FROM age(first_day, birth_date)) >= minimum_age
      AND (maximum_age IS NULL OR extract(year FROM age(first_day, birth_date)) <= maximum_age)
    ORDER BY volunteer_id, policy_id
    ON CONFLICT DO NOTHING
"""
OF_EVERYONE = "policy.serves = 'everyone' AND starts_with(person.region_id, policy.region_id)"
OF_ONE = "policy.id = %(policy)s"
CHOSEN = "person.id = ANY(%(volunteers)s)"
IN_RANGE = "person.id > %(after)s AND person.id <= %(upto)s"


def enrol(volunteer_ids: Iterable[int], today=None) -> int:
    """Let these people have the free policies of their regions. How many covers began."""
    return _write(OF_EVERYONE, CHOSEN, today, volunteers=list(volunteer_ids))


def enrol_range(after: int, upto: int, today=None) -> int:
    """The same for a range of the register: by night, and when a policy comes into force."""
    return _write(OF_EVERYONE, IN_RANGE, today, after=after, upto=upto)


def enrol_for(policy_id: int, volunteer_ids: Iterable[int], today=None) -> int:
    """Let these people have the policy of an activity they come to."""
    return _write(OF_ONE, CHOSEN, today, policy=policy_id, volunteers=list(volunteer_ids))


def _write(which, who, today, **values):
    with connection.cursor() as cursor:
        cursor.execute(ENROL.format(which=which, who=who), {"today": today or days.today(), **values})
        return cursor.rowcount
