"""What must always be true of sign-ups and attendance."""

from apps.core.invariants import invariant


@invariant("activities_taken_places_equal_sign_ups")
def taken_places_equal_sign_ups():
    """The taken places of a shift are the people who hold one, or to whom one is offered."""
    return """
        SELECT shift.id, coalesce(joined.people, 0) AS expected, shift.taken AS found
        FROM activities_shift AS shift
        LEFT JOIN (
            SELECT shift_id, count(*) AS people FROM activities_signup
            WHERE state IN ('joined', 'offered', 'no_show') GROUP BY shift_id
        ) AS joined ON joined.shift_id = shift.id
        WHERE shift.taken <> coalesce(joined.people, 0)
    """


@invariant("activities_sign_ups_are_for_the_time_of_their_shift")
def sign_ups_are_for_the_time_of_their_shift():
    """Whoever holds a place holds it for the time of the shift, so that no two of their places overlap."""
    return """
        SELECT signup.id, tstzrange(shift.starts_at, shift.ends_at) AS expected, signup.during AS found
        FROM activities_signup AS signup
        JOIN activities_shift AS shift ON shift.id = signup.shift_id
        WHERE signup.state = 'joined' AND signup.during <> tstzrange(shift.starts_at, shift.ends_at)
    """


@invariant("activities_nobody_called_the_roll_for_themselves")
def nobody_called_the_roll_for_themselves():
    """Who called a roll is not who came."""
    return """
        SELECT presence.id,
               'someone other than ' || volunteer.user_id,
               concat_ws(' and ', presence.came_noted_by_id, presence.left_noted_by_id)
        FROM activities_presence AS presence
        JOIN activities_signup AS signup ON signup.id = presence.signup_id
        JOIN registration_volunteer AS volunteer ON volunteer.id = signup.volunteer_id
        WHERE volunteer.user_id IN (presence.came_noted_by_id, presence.left_noted_by_id)
    """


@invariant("activities_nobody_reviewed_their_own")
def nobody_reviewed_their_own():
    """Whoever wrote a notice, changed it last or handed it in did not review it."""
    return """
        SELECT id,
               'someone other than ' || concat_ws(' and ', author_id, last_written_by_id, submitted_by_id),
               decided_by_id
        FROM activities_activity
        WHERE decided_by_id IN (author_id, submitted_by_id)
           OR (state IN ('published', 'cancelled') AND decided_by_id = last_written_by_id)
    """


@invariant("activities_nobody_waits_while_a_place_is_free")
def nobody_waits_while_a_place_is_free():
    """A line stands only before a full shift: what becomes free is offered at once."""
    return """
        SELECT shift.id, 'nobody waiting' AS expected, count(*) || ' waiting for ' || (shift.capacity - shift.taken)
        FROM activities_shift AS shift
        JOIN activities_signup AS signup ON signup.shift_id = shift.id AND signup.state = 'waiting'
        WHERE shift.taken < shift.capacity AND shift.starts_at > now()
        GROUP BY shift.id
    """


@invariant("activities_numbers_in_line_were_given_out")
def numbers_in_line_were_given_out():
    """The highest number in the line of a shift is the last one it gave out."""
    return """
        SELECT shift.id, shift.last_in_line AS expected, max(signup.queue_number) AS found
        FROM activities_shift AS shift
        JOIN activities_signup AS signup ON signup.shift_id = shift.id
        GROUP BY shift.id
        HAVING max(signup.queue_number) > shift.last_in_line
    """


@invariant("activities_sign_ups_stand_where_their_last_step_led")
def sign_ups_stand_where_their_last_step_led():
    """The state of a sign-up is what its last step made of it, and each step begins where the one before ended."""
    return """
        SELECT signup.id, last.became AS expected, signup.state AS found
        FROM activities_signup AS signup
        LEFT JOIN (
            SELECT DISTINCT ON (signup_id) signup_id, became FROM activities_signupmove ORDER BY signup_id, id DESC
        ) AS last ON last.signup_id = signup.id
        WHERE signup.state IS DISTINCT FROM last.became
        UNION ALL
        SELECT signup_id, before, was FROM (
            SELECT signup_id, was, lag(became, 1, '') OVER (PARTITION BY signup_id ORDER BY id) AS before
            FROM activities_signupmove
        ) AS steps
        WHERE was <> before
    """


@invariant("activities_notices_stand_where_their_last_step_led")
def notices_stand_where_their_last_step_led():
    """The state of a notice is what its last step made of it, and each step begins where the one before ended."""
    return """
        SELECT activity.id, last.became AS expected, activity.state AS found
        FROM activities_activity AS activity
        LEFT JOIN (
            SELECT DISTINCT ON (activity_id) activity_id, became FROM activities_activitymove ORDER BY activity_id, id DESC
        ) AS last ON last.activity_id = activity.id
        WHERE activity.state IS DISTINCT FROM last.became
        UNION ALL
        SELECT activity_id, before, was FROM (
            SELECT activity_id, was, lag(became, 1, '') OVER (PARTITION BY activity_id ORDER BY id) AS before
            FROM activities_activitymove
        ) AS steps
        WHERE was <> before
    """


@invariant("activities_next_shift_is_noted")
def next_shift_is_noted():
    """What a list sorts by is the next shift of a published notice, but for those that began since it was noted."""
    return """
        SELECT activity.id, ahead.next AS expected, activity.next_at AS found
        FROM activities_activity AS activity
        LEFT JOIN LATERAL (
            SELECT min(shift.starts_at) AS next
            FROM activities_shift AS shift JOIN activities_position AS position ON position.id = shift.position_id
            WHERE position.activity_id = activity.id AND shift.called_off_at IS NULL AND shift.starts_at > now()
        ) AS ahead ON true
        WHERE activity.state = 'published' AND activity.next_at IS DISTINCT FROM ahead.next
          AND NOT coalesce(activity.next_at <= now(), false) AND ahead.next IS NOT NULL
    """


@invariant("activities_withdrawn_notices_have_no_people")
def withdrawn_notices_have_no_people():
    """Only what nobody signed up to is taken down; what people signed up to is called off, and they are told."""
    return """
        SELECT activity.id, 'nobody' AS expected, count(*) AS found
        FROM activities_activity AS activity
        JOIN activities_position AS position ON position.activity_id = activity.id
        JOIN activities_shift AS shift ON shift.position_id = position.id
        JOIN activities_signup AS signup ON signup.shift_id = shift.id
        WHERE activity.state = 'withdrawn' AND signup.state IN ('joined', 'waiting', 'offered', 'no_show')
        GROUP BY activity.id
    """


@invariant("activities_what_is_published_was_read")
def what_is_published_was_read():
    """Whoever handed a notice in read the six kinds that may not be published, and so did who published it; notices from
    before that was asked are left out."""
    return """
        SELECT activity.id, 'writer and reviewer' AS expected, string_agg(declaration.role, ' and ') AS found
        FROM activities_activity AS activity
        JOIN activities_declaration AS declaration ON declaration.activity_id = activity.id
        WHERE activity.state IN ('published', 'cancelled', 'closed', 'withdrawn')
        GROUP BY activity.id
        HAVING count(DISTINCT declaration.role) < 2
    """


@invariant("activities_people_signed_up_before_it_began")
def people_signed_up_before_it_began():
    """Whoever has a place took it before the shift began, or on the spot before it ended: nobody signs up to what is
    over and has it confirmed at once."""
    return """
        SELECT signup.id,
               'before ' || CASE WHEN signup.is_on_the_spot THEN shift.ends_at ELSE shift.starts_at END AS expected,
               signup.signed_up_at::text AS found
        FROM activities_signup AS signup
        JOIN activities_shift AS shift ON shift.id = signup.shift_id
        WHERE signup.signed_up_at >= CASE WHEN signup.is_on_the_spot THEN shift.ends_at ELSE shift.starts_at END
    """


@invariant("activities_places_were_noted_with_consent")
def places_were_noted_with_consent():
    """Where somebody checked in is kept only if they had agreed to it when it was noted, and had not taken it back."""
    return """
        SELECT spot.id, 'agreed at ' || spot.noted_at AS expected, 'no consent' AS found
        FROM activities_whereabouts AS spot
        JOIN activities_presence AS presence ON presence.id = spot.presence_id
        JOIN activities_signup AS signup ON signup.id = presence.signup_id
        JOIN registration_volunteer AS volunteer ON volunteer.id = signup.volunteer_id
        WHERE NOT EXISTS (
            SELECT FROM accounts_consent AS consent
            WHERE consent.user_id = volunteer.user_id AND consent.purpose = 'location'
              AND consent.given_at <= spot.noted_at
              AND (consent.withdrawn_at IS NULL OR consent.withdrawn_at >= spot.noted_at)
        )
    """


@invariant("activities_children_come_where_a_guardian_agreed")
def children_come_where_a_guardian_agreed():
    """Whoever is a minor on the day of a shift to come holds a place in it by the agreement of a guardian; under 14
    there is one for the child's data beside it."""
    return """
        SELECT signup.id, wanted.purpose || ' agreed to' AS expected, 'no consent' AS found
        FROM activities_shift AS shift
        JOIN activities_signup AS signup ON signup.shift_id = shift.id AND signup.state = 'joined'
        JOIN registration_volunteer AS child ON child.id = signup.volunteer_id
        CROSS JOIN LATERAL (
            SELECT age((shift.starts_at AT TIME ZONE 'Asia/Shanghai')::date, child.birth_date) AS years
        ) AS old
        CROSS JOIN (VALUES ('minor', interval '18 years'), ('minor_data', interval '14 years')) AS wanted (purpose, until)
        WHERE shift.starts_at > now() AND old.years < wanted.until AND NOT EXISTS (
            SELECT FROM accounts_consent AS consent
            WHERE consent.user_id = child.user_id AND consent.purpose = wanted.purpose AND consent.withdrawn_at IS NULL
        )
    """


@invariant("activities_positions_ask_for_known_kinds")
def positions_ask_for_known_kinds():
    """What a position asks for are kinds of training that there are."""
    return """
        SELECT position.id, 'known codes' AS expected, asked.code AS found
        FROM activities_position AS position, unnest(position.required_trainings) AS asked(code)
        WHERE NOT EXISTS (SELECT FROM training_trainingkind AS kind WHERE kind.code = asked.code)
    """


@invariant("activities_whoever_came_to_danger_was_insured")
def whoever_came_to_danger_was_insured():
    """Each who is noted at a hazardous shift is covered on the day it begins (志愿服务条例第十七条)."""
    return """
        SELECT presence.id, 'covered on ' || shift.starts_at AS expected, 'not covered' AS found
        FROM activities_activity AS activity
        JOIN activities_position AS position ON position.activity_id = activity.id
        JOIN activities_shift AS shift ON shift.position_id = position.id
        JOIN activities_signup AS signup ON signup.shift_id = shift.id
        JOIN activities_presence AS presence ON presence.signup_id = signup.id
        WHERE activity.is_hazardous AND NOT activities_is_covered(
            signup.volunteer_id, activity.policy_id, (shift.starts_at AT TIME ZONE 'Asia/Shanghai')::date)
    """
