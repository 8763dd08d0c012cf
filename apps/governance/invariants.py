"""What must always be true of complaints."""

from apps.core.invariants import invariant


@invariant("governance_a_complaint_lies_where_it_belongs")
def lies_where_it_belongs():
    """A complaint about an activity names the organisation of that activity."""
    return """
        SELECT complaint.id, activity.organization_id AS expected, complaint.organization_id AS found
        FROM governance_complaint AS complaint JOIN activities_activity AS activity ON activity.id = complaint.activity_id
        WHERE activity.organization_id <> complaint.organization_id
    """


@invariant("governance_nobody_accused_handles_it")
def nobody_accused_handles_it():
    """Whoever is complained about neither accepts nor decides it."""
    return """
        SELECT complaint.id, 'somebody else' AS expected, volunteer.user_id AS found
        FROM governance_complaint AS complaint
        JOIN registration_volunteer AS volunteer ON volunteer.id = complaint.volunteer_id
        WHERE volunteer.user_id IN (complaint.accepted_by_id, complaint.decided_by_id)
    """
