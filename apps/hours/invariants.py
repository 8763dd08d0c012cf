"""What must always be true of hours."""

from apps.core.invariants import invariant


@invariant("hours_totals_equal_the_ledger")
def totals_equal_the_ledger():
    """A person's minutes of a year are the sum of their ledger lines, for every person and year; those that do not
    count to the goal of the year likewise."""
    return """
        SELECT coalesce(ledger.volunteer_id, total.volunteer_id) || '/' || coalesce(ledger.year, total.year) AS id,
               coalesce(ledger.minutes, 0) || ', apart ' || coalesce(ledger.apart, 0) AS expected,
               coalesce(total.minutes, 0) || ', apart ' || coalesce(total.apart, 0) AS found
        FROM (
            SELECT volunteer_id, year, sum(minutes) AS minutes,
                   coalesce(sum(minutes) FILTER (WHERE NOT counts_to_year), 0) AS apart
            FROM hours_ledgerline GROUP BY 1, 2
        ) AS ledger
        FULL JOIN hours_yeartotal AS total USING (volunteer_id, year)
        WHERE (coalesce(ledger.minutes, 0), coalesce(ledger.apart, 0))
           <> (coalesce(total.minutes, 0), coalesce(total.apart, 0))
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
               coalesce(signup.volunteer_id, record.volunteer_id) || ' with account ' || volunteer.user_id,
               record.volunteer_id || ' with account ' || record.beneficiary_id
        FROM hours_hourrecord AS record
        LEFT JOIN activities_signup AS signup ON signup.id = record.signup_id
        JOIN registration_volunteer AS volunteer
          ON volunteer.id = coalesce(signup.volunteer_id, record.volunteer_id)
        WHERE (record.volunteer_id, record.beneficiary_id) <> (volunteer.id, volunteer.user_id)
    """


@invariant("hours_last_as_long_as_they_say")
def last_as_long_as_they_say():
    """The minutes of a record and what was taken off are those of its stretch of time, which lies in its service day
    in Asia/Shanghai."""
    return """
        SELECT id,
               extract(epoch FROM upper(during) - lower(during)) / 60 || ' on '
                   || (lower(during) AT TIME ZONE 'Asia/Shanghai')::date,
               minutes || ' and ' || break_minutes + rounded_minutes || ' off, on ' || served_on
        FROM hours_hourrecord
        WHERE minutes + break_minutes + rounded_minutes <> extract(epoch FROM upper(during) - lower(during)) / 60
           OR served_on <> (lower(during) AT TIME ZONE 'Asia/Shanghai')::date
           OR served_on <> ((upper(during) - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date
    """


@invariant("hours_lie_in_their_shift")
def lie_in_their_shift():
    """What was served at a shift of the site lies between its beginning and its end, and is confirmed after it."""
    return """
        SELECT record.id, 'within ' || tstzrange(shift.starts_at, shift.ends_at), record.during::text
        FROM hours_hourrecord AS record
        LEFT JOIN activities_signup AS signup ON signup.id = record.signup_id
        LEFT JOIN hours_basis AS basis ON basis.id = record.basis_id
        JOIN activities_shift AS shift ON shift.id = coalesce(signup.shift_id, basis.shift_id)
        WHERE lower(record.during) < shift.starts_at OR upper(record.during) > shift.ends_at
    """


@invariant("hours_were_served_by_people_trained_for_it")
def were_served_by_people_trained_for_it():
    """Whoever has hours at a position that asks for a training had completed it, and it was in force on the day of the
    shift and not voided when they came (志愿服务条例第十六条). What is voided later was in force then."""
    return """
        SELECT record.id, 'completed ' || asked.code AS expected, 'not completed' AS found
        FROM activities_position AS position
        CROSS JOIN LATERAL unnest(position.required_trainings) AS asked (code)
        JOIN activities_shift AS shift ON shift.position_id = position.id
        JOIN activities_signup AS signup ON signup.shift_id = shift.id
        JOIN hours_hourrecord AS record ON record.signup_id = signup.id
        CROSS JOIN LATERAL (
            SELECT (shift.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
                   coalesce((SELECT min(presence.came_at) FROM activities_presence AS presence
                             WHERE presence.signup_id = signup.id), shift.starts_at) AS came_at
        ) AS there
        WHERE position.required_trainings <> '{}' AND record.state = 'confirmed' AND NOT EXISTS (
            SELECT FROM training_completion AS completion
            WHERE completion.volunteer_id = signup.volunteer_id AND completion.kind_id = asked.code
              AND completion.passed_on <= there.day
              AND (completion.expires_on IS NULL OR completion.expires_on >= there.day)
              AND (completion.voided_at IS NULL OR completion.voided_at > there.came_at)
        )
    """


@invariant("hours_come_before_their_decision")
def come_before_their_decision():
    """Time is served first and confirmed then; voided, if at all, after that."""
    return """
        SELECT id, 'over before ' || decided_at, upper(during) || coalesce(', voided ' || voided_at, '')
        FROM hours_hourrecord
        WHERE (state IN ('confirmed', 'voided') AND upper(during) > decided_at) OR voided_at < decided_at
    """


@invariant("hours_on_paper_were_confirmed_outside")
def on_paper_were_confirmed_outside():
    """Hours that stand on a paper were confirmed by somebody who held no post in the organisation on that day and had
    not handed the paper in."""
    return """
        SELECT record.id, 'somebody outside ' || coalesce(record.organization_id::text, 'the hand-in'),
               record.decided_by_id::text
        FROM hours_hourrecord AS record
        LEFT JOIN hours_basis AS basis ON basis.id = record.basis_id
        WHERE record.state IN ('confirmed', 'voided') AND record.source NOT IN ('code', 'roll')
          AND (record.decided_by_id = basis.made_by_id OR EXISTS (
              SELECT FROM organizations_post AS post
              WHERE post.user_id = record.decided_by_id AND post.organization_id = record.organization_id
                AND post.since <= (record.decided_at AT TIME ZONE 'Asia/Shanghai')::date
                AND (post.until IS NULL
                     OR post.until > (record.decided_at AT TIME ZONE 'Asia/Shanghai')::date)
          ))
    """


@invariant("hours_held_were_not_confirmed")
def held_were_not_confirmed():
    """What is held for an office to look at has not been confirmed."""
    return """
        SELECT record.id, 'pending or turned down', record.state
        FROM hours_hourrecord AS record
        JOIN hours_referral AS referral ON referral.record_id = record.id
        WHERE referral.why = 'held' AND referral.released_at IS NULL AND record.state = 'confirmed'
    """


@invariant("hours_long_days_were_confirmed_above")
def long_days_were_confirmed_above():
    """A day that is longer than an organisation may confirm has something in it that was decided outside of it: by
    somebody who holds no post there."""
    return """
        SELECT record.volunteer_id || '/' || record.served_on, 'confirmed above', sum(record.counted) || ' minutes'
        FROM hours_hourrecord AS record
        WHERE record.state = 'confirmed'
        GROUP BY record.volunteer_id, record.served_on
        HAVING sum(record.counted) > (
            SELECT value FROM core_policyrow
            WHERE topic = 'hours' AND item = 'day_organization' AND valid_from <= record.served_on
            ORDER BY valid_from DESC LIMIT 1
        ) AND NOT bool_or(NOT EXISTS (
            SELECT FROM organizations_post AS post
            WHERE post.user_id = record.decided_by_id AND post.organization_id = record.organization_id
              AND post.role IN ('owner', 'staff')
        ))
    """


@invariant("hours_were_decided_by_who_might_on_that_day")
def were_decided_by_who_might_on_that_day():
    """Whoever decided about hours held a post on that day by which they might: owner or staff of the organisation, of
    one it belongs or belonged to or of its successor, or officer of an office that decides hours in its region."""
    return """
        SELECT record.id,
               'in charge of ' || coalesce(record.organization_id::text, record.organization_region_id)
                   || ' on ' || said.day,
               said.by_id::text
        FROM hours_hourrecord AS record
        CROSS JOIN LATERAL (VALUES
            (record.decided_by_id, (record.decided_at AT TIME ZONE 'Asia/Shanghai')::date),
            (record.voided_by_id, (record.voided_at AT TIME ZONE 'Asia/Shanghai')::date)
        ) AS said (by_id, day)
        WHERE said.by_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM organizations_post AS post
            LEFT JOIN organizations_office AS office ON office.id = post.office_id
            LEFT JOIN organizations_officekind AS kind ON kind.code = office.kind_id
            WHERE post.user_id = said.by_id AND post.since <= said.day
              AND (post.until IS NULL OR post.until >= said.day)
              AND CASE WHEN post.office_id IS NULL
                  THEN post.role IN ('owner', 'staff') AND post.organization_id IN (
                      SELECT record.organization_id
                      UNION ALL SELECT parent_id FROM organizations_organization WHERE id = record.organization_id
                      UNION ALL SELECT successor_id FROM organizations_organization WHERE id = record.organization_id
                      UNION ALL SELECT parent_id FROM organizations_parentrequest
                                WHERE child_id = record.organization_id AND state = 'agreed')
                  ELSE post.role = 'officer' AND kind.decides_hours
                      AND record.organization_region_id LIKE office.region_id || '%'
                  END
        )
    """
