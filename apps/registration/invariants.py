"""What must always be true of the register."""

import datetime
import random

from django.db.models import Max, Min

from apps.core import keyring, personal
from apps.core.invariants import invariant
from apps.registration.documents import sex_in, space_of, tells_all
from apps.registration.models import Leaving, Volunteer


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


@invariant("registration_nobody_passes_twice")
def nobody_passes_twice():
    """A document has one passed file, however its number was written."""
    return """
        SELECT max(id), '1 passed file of a document' AS expected, count(*) AS found
        FROM registration_volunteer WHERE identity_state = 'passed'
        GROUP BY document_hash HAVING count(*) > 1
    """


@invariant("registration_skills_languages_and_regions_are_known_codes")
def told_codes_are_known():
    """The skills, languages and banners somebody chose are codes of their tables."""
    return """
        SELECT volunteer.id, 'known codes' AS expected, unknown.codes AS found
        FROM registration_volunteer AS volunteer
        JOIN LATERAL (
            SELECT string_agg(chosen.code, ' ') AS codes FROM (
                SELECT code FROM unnest(volunteer.skill_codes) AS chosen(code)
                WHERE NOT EXISTS (SELECT FROM registration_skill AS known WHERE known.code = chosen.code)
                UNION ALL SELECT code FROM unnest(volunteer.languages) AS chosen(code)
                WHERE NOT EXISTS (SELECT FROM registration_language AS known WHERE known.code = chosen.code)
                UNION ALL SELECT code FROM unnest(volunteer.service_regions) AS chosen(code)
                WHERE NOT EXISTS (SELECT FROM regions_region AS known WHERE known.code = chosen.code)
            ) AS chosen
        ) AS unknown ON unknown.codes IS NOT NULL
    """


@invariant("registration_hashes_are_those_of_the_numbers")
def hashes_are_those_of_the_numbers():
    """What a document is found by was made from its number, in the space of its kind. Asked of a sample."""
    return _as_query(
        (one.pk, expected[:12], one.document_hash[:12])
        for one in sample()
        if (expected := hash_of(one)) != one.document_hash
    )


@invariant("registration_birth_dates_and_sexes_are_those_of_the_documents")
def birth_dates_and_sexes_are_those_of_the_documents():
    """Where sex and birth date stand in the number, the file says the same. Asked of a sample."""
    return _as_query(
        (one.pk, f"{read[0]} {read[1]}", f"{one.birth_date} {one.sex}")
        for one in sample()
        if (read := read_in(one)) and read != (one.birth_date, one.sex)
    )


@invariant("registration_certificates_had_not_run_out_when_they_passed")
def certificates_had_not_run_out_when_they_passed():
    """An office passes no certificate that has run out: it would count for no day."""
    return """
        SELECT id, 'valid on ' || (decided_at AT TIME ZONE 'Asia/Shanghai')::date AS expected, expires_on AS found
        FROM registration_qualification
        WHERE state = 'passed' AND expires_on < (decided_at AT TIME ZONE 'Asia/Shanghai')::date
    """


@invariant("registration_certificates_belong_to_whom_they_say")
def certificates_belong_to_whom_they_say():
    """The beneficiary of a certificate is the account of its volunteer."""
    return """
        SELECT held.id, volunteer.user_id AS expected, held.beneficiary_id AS found
        FROM registration_qualification AS held
        JOIN registration_volunteer AS volunteer ON volunteer.id = held.volunteer_id
        WHERE held.beneficiary_id <> volunteer.user_id
    """


def sample(size=1000):
    """Files at random all over the register, and the newest: everybody while they are few."""
    ends = Volunteer.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["last"] is None:
        return []
    span = range(ends["first"], ends["last"] + 1)
    keys = span if len(span) <= 2 * size else [*random.sample(span, size), *span[-size:]]
    named = ["document_type", "document_number", "document_hash", "nationality", "birth_date", "sex"]
    state = Volunteer.IdentityState
    here = Volunteer.objects.exclude(identity_state=state.LEFT).exclude(identity_state=state.REFUSED, name="")
    return here.filter(pk__in=keys).only(*named).iterator(chunk_size=500)


def hash_of(volunteer):
    space = space_of(volunteer.document_type, volunteer.nationality_id or "")
    return keyring.lookup_hash(space, volunteer.document_number)


def read_in(volunteer):
    """Birth date and sex as the number tells them; nothing where it does not."""
    number = volunteer.document_number
    if not tells_all(volunteer.document_type, number):
        return None
    try:
        return datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14])), sex_in(number)
    except ValueError:
        return None, None


def _as_query(bad):
    """What was found outside the database, in the form of a query."""
    rows = list(bad)
    if not rows:
        return "SELECT NULL::bigint AS id, '' AS expected, '' AS found WHERE false"
    values = ", ".join(f"({pk:d}, '{expected}', '{found}')" for pk, expected, found in rows)
    return f"SELECT * FROM (VALUES {values}) AS wrong (id, expected, found)"  # noqa: S608


@invariant("registration_nothing_personal_remains_of_who_left")
def nothing_personal_remains_of_who_left():
    """Of an account whose person has left, every table that was declared holds what was promised and no more."""
    left = list(Leaving.objects.values_list("account", flat=True))
    return _as_query(_remains(left) if left else [])


def _remains(left):
    for table in personal.tables():
        if table.leaving == personal.REMOVED:
            keys = table.of(left).values_list("pk", flat=True)[:100]
            yield from ((0, "no row of who left", f"{table.model._meta.label} {key}") for key in keys)
        for row in table.of(left).iterator(chunk_size=500) if table.stripped else ():
            known = [name for name, empty in table.stripped.items() if getattr(row, _key(row, name)) != empty]
            if known:
                yield 0, "nothing personal", f"{table.model._meta.label} {row.pk} {' '.join(known)}"


def _key(row, name):
    return row._meta.get_field(name).attname


@invariant("registration_nobody_of_age_is_answered_for")
def nobody_of_age_is_answered_for():
    """A day after the 18th birthday at the latest no guardianship stands."""
    return """
        SELECT held.id, 'ended at 18' AS expected, child.birth_date::text AS found
        FROM registration_guardianship AS held JOIN registration_volunteer AS child ON child.id = held.child_id
        WHERE held.ended_at IS NULL AND child.birth_date < (now() AT TIME ZONE 'Asia/Shanghai')::date - interval '18 years 2 days'
    """


@invariant("registration_cases_wait_by_consent")
def cases_wait_by_consent():
    """Nobody's document waits to be checked without the agreement to that check: taken back, the case lapses."""
    return """
        SELECT identity.id, 'agreed to the check' AS expected, 'no consent' AS found
        FROM registration_identitycase AS identity
        WHERE identity.state = 'pending' AND NOT EXISTS (
            SELECT FROM accounts_consent AS consent
            WHERE consent.user_id = identity.beneficiary_id AND consent.purpose = 'identity'
              AND consent.withdrawn_at IS NULL
        )
    """


@invariant("registration_agreed_proposals_hold_no_number")
def agreed_proposals_hold_no_number():
    """What somebody has agreed to is known by its hash alone."""
    return """
        SELECT id, 'no number, no phone' AS expected, state AS found FROM registration_rosterentry
        WHERE state = 'accepted' AND (document_number <> '' OR phone <> '')
    """
