"""What must always be true of evaluations and awards."""

from apps.core.invariants import invariant


@invariant("recognition_evaluated_after_the_shift_by_people_of_it")
def evaluated_after_the_shift():
    """An evaluation is of a shift that was over, about its organisation and its volunteer."""
    return """
        SELECT said.id,
               'after ' || shift.ends_at || ', volunteer ' || signup.volunteer_id
                   || ', organization ' || activity.organization_id AS expected,
               said.made_at || ', volunteer ' || said.volunteer_id || ', organization ' || said.organization_id AS found
        FROM recognition_evaluation AS said
        JOIN activities_signup AS signup ON signup.id = said.signup_id
        JOIN activities_shift AS shift ON shift.id = signup.shift_id
        JOIN activities_position AS position ON position.id = shift.position_id
        JOIN activities_activity AS activity ON activity.id = position.activity_id
        WHERE said.made_at < shift.ends_at
           OR said.volunteer_id <> signup.volunteer_id
           OR said.organization_id <> activity.organization_id
    """


@invariant("recognition_each_row_belongs_to_its_person")
def each_row_belongs_to_its_person():
    """The account beside a volunteer is that volunteer's account: it decides who may not judge it."""
    return """
        SELECT one.id, volunteer.user_id AS expected, one.beneficiary_id AS found
        FROM (
            SELECT 'evaluation ' || id AS id, volunteer_id, beneficiary_id FROM recognition_evaluation
            UNION ALL
            SELECT 'commendation ' || id, volunteer_id, beneficiary_id FROM recognition_commendation
            WHERE volunteer_id IS NOT NULL
            UNION ALL
            SELECT 'look ' || id, volunteer_id, beneficiary_id FROM recognition_look
        ) AS one
        JOIN registration_volunteer AS volunteer ON volunteer.id = one.volunteer_id
        WHERE volunteer.user_id <> one.beneficiary_id
    """


@invariant("recognition_documents_of_awards_are_used")
def documents_of_awards_are_used():
    """The document of an award is marked as used, so that the nightly tidying never takes it."""
    return """
        SELECT one.id, 'used' AS expected, 'not used' AS found
        FROM recognition_commendation AS one JOIN core_keptfile AS file ON file.id = one.proof_id
        WHERE file.used_at IS NULL
    """
