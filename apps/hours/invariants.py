"""What must always be true of hours."""

from apps.core.invariants import invariant


@invariant("hours_totals_equal_the_ledger")
def totals_equal_the_ledger():
    """A person's minutes of a year are the sum of their ledger lines, for every person and year."""
    return """
        SELECT coalesce(ledger.volunteer_id, total.volunteer_id) || '/' || coalesce(ledger.year, total.year) AS id,
               coalesce(ledger.minutes, 0) AS expected,
               coalesce(total.minutes, 0) AS found
        FROM (SELECT volunteer_id, year, sum(minutes) AS minutes FROM hours_ledgerline GROUP BY 1, 2) AS ledger
        FULL JOIN hours_yeartotal AS total USING (volunteer_id, year)
        WHERE coalesce(ledger.minutes, 0) <> coalesce(total.minutes, 0)
    """


@invariant("hours_ledger_matches_the_records")
def ledger_matches_the_records():
    """A confirmed record has its one line in, a voided one that and its line out, of the minutes that count,
    of its own volunteer and year; any other record has none."""
    return """
        WITH expected AS (
            SELECT id AS record_id, 'confirm' AS kind, counted AS minutes, volunteer_id,
                   extract(year FROM served_on) AS year
            FROM hours_hourrecord WHERE state IN ('confirmed', 'voided')
            UNION ALL
            SELECT id, 'void', -counted, volunteer_id, extract(year FROM served_on)
            FROM hours_hourrecord WHERE state = 'voided'
        )
        SELECT coalesce(expected.record_id, line.record_id) AS id,
               expected.kind || ' ' || expected.minutes || ' of ' || expected.volunteer_id || '/' || expected.year,
               line.kind || ' ' || line.minutes || ' of ' || line.volunteer_id || '/' || line.year
        FROM expected
        FULL JOIN hours_ledgerline AS line USING (record_id, kind)
        WHERE (expected.minutes, expected.volunteer_id, expected.year)
              IS DISTINCT FROM (line.minutes, line.volunteer_id, line.year)
    """


@invariant("hours_confirmed_time_counts_once")
def confirmed_time_counts_once():
    """No minute of a person's life is confirmed twice."""
    return """
        SELECT later.id, 'free' AS expected, 'taken by ' || earlier.id AS found
        FROM hours_hourrecord AS later
        JOIN hours_hourrecord AS earlier
          ON earlier.volunteer_id = later.volunteer_id AND earlier.during && later.during AND earlier.id < later.id
        WHERE earlier.state = 'confirmed' AND later.state = 'confirmed'
    """


@invariant("hours_nobody_decided_their_own")
def nobody_decided_their_own():
    """Whoever receives hours, or noted the coming or the leaving they come from, did not confirm them."""
    return """
        SELECT record.id,
               'someone other than ' || concat_ws(
                   ' and ', record.beneficiary_id, record.came_noted_by_id, record.left_noted_by_id),
               record.decided_by_id || coalesce(', voided by ' || record.voided_by_id, '')
        FROM hours_hourrecord AS record
        WHERE record.beneficiary_id IN (record.decided_by_id, record.voided_by_id)
           OR (record.state IN ('confirmed', 'voided')
               AND record.decided_by_id IN (record.came_noted_by_id, record.left_noted_by_id))
    """


@invariant("hours_belong_to_whom_they_say")
def belong_to_whom_they_say():
    """The volunteer of a record is the one who signed up, and its beneficiary is that volunteer's account."""
    return """
        SELECT record.id,
               signup.volunteer_id || ' with account ' || volunteer.user_id,
               record.volunteer_id || ' with account ' || record.beneficiary_id
        FROM hours_hourrecord AS record
        JOIN activities_signup AS signup ON signup.id = record.signup_id
        JOIN registration_volunteer AS volunteer ON volunteer.id = signup.volunteer_id
        WHERE (record.volunteer_id, record.beneficiary_id) <> (signup.volunteer_id, volunteer.user_id)
    """


@invariant("hours_last_as_long_as_they_say")
def last_as_long_as_they_say():
    """The minutes of a record are those of its stretch of time, which lies in its service day in Asia/Shanghai."""
    return """
        SELECT id,
               extract(epoch FROM upper(during) - lower(during)) / 60 || ' on '
                   || (lower(during) AT TIME ZONE 'Asia/Shanghai')::date,
               minutes || ' on ' || served_on
        FROM hours_hourrecord
        WHERE minutes <> extract(epoch FROM upper(during) - lower(during)) / 60
           OR served_on <> (lower(during) AT TIME ZONE 'Asia/Shanghai')::date
           OR served_on <> ((upper(during) - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date
    """
