"""What must always be true of training."""

from apps.core.invariants import invariant


@invariant("training_taken_is_how_many_hold_a_place")
def taken_is_how_many_hold_a_place():
    """The places taken of a session are the people who hold one."""
    return """
        SELECT session.id, count(enrolment.id) AS expected, session.taken AS found
        FROM training_session AS session
        LEFT JOIN training_enrolment AS enrolment
            ON enrolment.session_id = session.id AND enrolment.state IN ('joined', 'offered', 'no_show')
        GROUP BY session.id
        HAVING count(enrolment.id) <> session.taken
    """


@invariant("training_enrolments_stand_where_their_last_step_led")
def enrolments_stand_where_their_last_step_led():
    """The state of an enrolment is what its last step made of it, and each step begins where the one before ended."""
    return """
        SELECT enrolment.id, last.became AS expected, enrolment.state AS found
        FROM training_enrolment AS enrolment
        LEFT JOIN (
            SELECT DISTINCT ON (enrolment_id) enrolment_id, became
            FROM training_enrolmentmove ORDER BY enrolment_id, id DESC
        ) AS last ON last.enrolment_id = enrolment.id
        WHERE enrolment.state IS DISTINCT FROM last.became
        UNION ALL
        SELECT enrolment_id, before, was FROM (
            SELECT enrolment_id, was, lag(became, 1, '') OVER (PARTITION BY enrolment_id ORDER BY id) AS before
            FROM training_enrolmentmove
        ) AS steps
        WHERE was <> before
    """


@invariant("training_sessions_are_of_their_courses_kind")
def sessions_are_of_their_courses_kind():
    """The kind beside a session and beside what was completed is the kind of the standard."""
    return """
        SELECT session.id, standard.kind_id AS expected, session.kind_id AS found
        FROM training_session AS session
        JOIN training_course AS course ON course.id = session.course_id
        JOIN training_standard AS standard ON standard.id = course.standard_id
        WHERE session.kind_id <> standard.kind_id
        UNION ALL
        SELECT completion.id, standard.kind_id, completion.kind_id
        FROM training_completion AS completion
        JOIN training_standard AS standard ON standard.id = completion.standard_id
        WHERE completion.kind_id <> standard.kind_id
    """


@invariant("training_what_is_completed_was_attended_and_passed")
def what_is_completed_was_attended_and_passed():
    """Whoever has completed a session was there and left again, and passed its test where it has one."""
    return """
        SELECT completion.id, 'attended and passed' AS expected, enrolment.state AS found
        FROM training_completion AS completion
        JOIN training_enrolment AS enrolment ON enrolment.id = completion.enrolment_id
        JOIN training_course AS course ON course.id = completion.course_id
        WHERE completion.voided_at IS NULL AND (
            completion.volunteer_id <> enrolment.volunteer_id OR enrolment.state <> 'joined'
            OR NOT EXISTS (SELECT FROM training_attendance AS attendance
                           WHERE attendance.enrolment_id = enrolment.id AND attendance.left_at IS NOT NULL)
            OR course.pass_mark IS NOT NULL
               AND NOT EXISTS (SELECT FROM training_attempt AS attempt
                               WHERE attempt.enrolment_id = enrolment.id AND attempt.passed))
    """


@invariant("training_what_was_learnt_elsewhere_was_checked_by_a_second_person")
def what_was_learnt_elsewhere_was_checked_by_a_second_person():
    """Whatever counts without a place in a session stands on a certificate that one person entered and another, who is
    not its holder either, compared with it; and says what the entry says."""
    return """
        SELECT completion.id, 'entered by one, checked by another' AS expected, outside.id::text AS found
        FROM training_completion AS completion
        LEFT JOIN training_outsidetraining AS outside ON outside.completion_id = completion.id
        LEFT JOIN registration_volunteer AS volunteer ON volunteer.id = completion.volunteer_id
        WHERE completion.enrolment_id IS NULL AND (
            outside.id IS NULL
            OR volunteer.user_id IN (outside.made_by_id, outside.decided_by_id)
            OR (completion.volunteer_id, completion.standard_id, completion.passed_on, completion.decided_by_id)
               IS DISTINCT FROM
               (outside.volunteer_id, outside.standard_id, outside.passed_on, outside.decided_by_id))
    """


@invariant("training_nobody_called_their_own_roll")
def nobody_called_their_own_roll():
    """Nobody noted their own presence or their child's, decided or voided what they completed themselves, or came by the
    code of a session they led."""
    return """
        SELECT attendance.id, 'someone other than ' || volunteer.user_id AS expected, volunteer.user_id::text AS found
        FROM training_attendance AS attendance
        JOIN training_enrolment AS enrolment ON enrolment.id = attendance.enrolment_id
        JOIN registration_volunteer AS volunteer ON volunteer.id = enrolment.volunteer_id
        WHERE volunteer.user_id IN (attendance.came_noted_by_id, attendance.left_noted_by_id)
        UNION ALL
        SELECT completion.id, 'someone other than ' || volunteer.user_id, volunteer.user_id::text
        FROM training_completion AS completion
        JOIN registration_volunteer AS volunteer ON volunteer.id = completion.volunteer_id
        WHERE volunteer.user_id IN (completion.decided_by_id, completion.voided_by_id)
        UNION ALL
        SELECT attendance.id, 'someone other than the guardian ' || guardian.user_id, guardian.user_id::text
        FROM training_attendance AS attendance
        JOIN training_enrolment AS enrolment ON enrolment.id = attendance.enrolment_id
        JOIN registration_guardianship AS link ON link.child_id = enrolment.volunteer_id
        JOIN registration_volunteer AS guardian ON guardian.id = link.guardian_id
        WHERE guardian.user_id IN (attendance.came_noted_by_id, attendance.left_noted_by_id)
          AND link.linked_at <= attendance.came_at AND link.ended_at IS NULL
        UNION ALL
        SELECT attendance.id, 'called by somebody else', 'by the code they show'
        FROM training_attendance AS attendance
        JOIN training_enrolment AS enrolment ON enrolment.id = attendance.enrolment_id
        JOIN registration_volunteer AS volunteer ON volunteer.id = enrolment.volunteer_id
        JOIN training_sessionleader AS leader
          ON leader.session_id = enrolment.session_id AND leader.user_id = volunteer.user_id
        WHERE attendance.came_how = 'code' AND leader.appointed_at <= attendance.came_at
          AND (leader.ended_at IS NULL OR leader.ended_at > attendance.came_at)
    """
