"""What must always be true of sign-ups and attendance."""

from apps.core.invariants import invariant


@invariant("activities_taken_places_equal_sign_ups")
def taken_places_equal_sign_ups():
    """The taken places of a shift are the people who hold one."""
    return """
        SELECT shift.id, coalesce(joined.people, 0) AS expected, shift.taken AS found
        FROM activities_shift AS shift
        LEFT JOIN (
            SELECT shift_id, count(*) AS people FROM activities_signup WHERE state = 'joined' GROUP BY shift_id
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
