"""What must always be true of the register."""

from apps.core.invariants import invariant


@invariant("registration_volunteer_fields_are_known_codes")
def volunteer_fields_are_known_codes():
    """The fields of service somebody chose are codes of the table of fields."""
    return """
        SELECT volunteer.id, 'known codes' AS expected, unknown.codes AS found
        FROM registration_volunteer AS volunteer
        JOIN LATERAL (
            SELECT string_agg(chosen.code, ' ') AS codes FROM unnest(volunteer.service_fields) AS chosen(code)
            WHERE NOT EXISTS (SELECT FROM registration_servicefield AS known WHERE known.code = chosen.code)
        ) AS unknown ON unknown.codes IS NOT NULL
    """


@invariant("registration_nobody_decided_their_own")
def nobody_decided_their_own():
    """Whoever claims to be a person did not decide that they are."""
    return """
        SELECT identity.id, 'someone other than ' || volunteer.user_id, identity.decided_by_id
        FROM registration_identitycase AS identity
        JOIN registration_volunteer AS volunteer ON volunteer.id = identity.volunteer_id
        WHERE identity.decided_by_id = volunteer.user_id
    """


@invariant("registration_cases_belong_to_whom_they_say")
def cases_belong_to_whom_they_say():
    """The beneficiary of a case is the account of its volunteer."""
    return """
        SELECT identity.id, volunteer.user_id AS expected, identity.beneficiary_id AS found
        FROM registration_identitycase AS identity
        JOIN registration_volunteer AS volunteer ON volunteer.id = identity.volunteer_id
        WHERE identity.beneficiary_id <> volunteer.user_id
    """
