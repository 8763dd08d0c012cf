"""What must always be true of organisations."""

from apps.core.invariants import invariant


@invariant("organizations_nobody_reviewed_their_own")
def nobody_reviewed_their_own():
    """Whoever applied for an organisation did not let it in, and neither turned it down nor stopped it."""
    return """
        SELECT id, 'someone other than ' || applied_by_id, decided_by_id
        FROM organizations_organization
        WHERE decided_by_id = applied_by_id
    """
