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


@invariant("organizations_states_are_those_of_their_last_steps")
def states_are_those_of_their_last_steps():
    """An organisation whose life was kept step by step is in the state of its last step."""
    return """
        SELECT o.id, last.after, o.state
        FROM organizations_organization o
        JOIN LATERAL (
            SELECT after FROM organizations_step
            WHERE organization_id = o.id AND what = 'state' ORDER BY at DESC, id DESC LIMIT 1
        ) last ON true
        WHERE last.after <> o.state
    """


@invariant("organizations_steps_follow_their_order")
def steps_follow_their_order():
    """Applied, then returned or approved; approved, then suspended or closed; closed is for good."""
    return """
        SELECT id, 'a step that may be taken', before || ' to ' || after
        FROM organizations_step
        WHERE what = 'state' AND (before, after) NOT IN (
            ('', 'applied'), ('returned', 'applied'), ('applied', 'approved'), ('applied', 'returned'),
            ('approved', 'suspended'), ('suspended', 'approved'),
            ('approved', 'closed'), ('suspended', 'closed')
        )
    """


@invariant("organizations_steps_were_taken_by_an_office_of_the_region")
def steps_were_taken_by_an_office_of_the_region():
    """Whoever let an organisation in, stopped it or trusted it more was an officer there on that day, of an office
    that may: of its region or of one above."""
    return """
        SELECT s.id, 'an officer of ' || o.region_id, s.by_id
        FROM organizations_step s
        JOIN organizations_organization o ON o.id = s.organization_id
        WHERE (s.what = 'trust' OR (s.what = 'state' AND s.after <> 'applied'))
        AND NOT EXISTS (
            SELECT 1 FROM organizations_post p
            JOIN organizations_office f ON f.id = p.office_id
            JOIN organizations_officekind k ON k.code = f.kind_id
            WHERE p.user_id = s.by_id AND p.role = 'officer' AND k.reviews_organizations
            AND o.region_id LIKE f.region_id || '%'
            AND p.since <= (s.at AT TIME ZONE 'Asia/Shanghai')::date
            AND (p.until IS NULL OR p.until >= (s.at AT TIME ZONE 'Asia/Shanghai')::date)
        )
    """


@invariant("organizations_nobody_is_above_themselves")
def nobody_is_above_themselves():
    """Following parents upward never leads back."""
    return """
        WITH RECURSIVE above (id, parent_id) AS (
            SELECT id, parent_id FROM organizations_organization WHERE parent_id IS NOT NULL
            UNION
            SELECT a.id, o.parent_id FROM above a JOIN organizations_organization o ON o.id = a.parent_id
            WHERE o.parent_id IS NOT NULL AND a.parent_id <> a.id
        )
        SELECT DISTINCT id, 'somebody else', id FROM above WHERE parent_id = id
    """


@invariant("organizations_posts_of_offices_were_given_from_above")
def posts_of_offices_were_given_from_above():
    """Whoever gave somebody a post of an office was an officer of the same region or of one above, and gave it to
    somebody else. What was given on the server names nobody."""
    return """
        SELECT p.id, 'an officer of ' || f.region_id, p.granted_by_id
        FROM organizations_post p
        JOIN organizations_office f ON f.id = p.office_id
        WHERE p.granted_by_id IS NOT NULL AND (p.granted_by_id = p.user_id OR NOT EXISTS (
            SELECT 1 FROM organizations_post g JOIN organizations_office h ON h.id = g.office_id
            WHERE g.user_id = p.granted_by_id AND g.role = 'officer' AND f.region_id LIKE h.region_id || '%'
            AND g.since <= p.since AND (g.until IS NULL OR g.until >= p.since)
        ))
    """


@invariant("organizations_closed_accounts_hold_no_post")
def closed_accounts_hold_no_post():
    """Whose account is closed acts for nobody any more: their posts ended with it."""
    return """
        SELECT p.id, 'ended' AS expected, p.role || ' until ' || coalesce(p.until::text, 'further notice')
        FROM organizations_post p
        JOIN accounts_user u ON u.id = p.user_id
        WHERE NOT u.is_active AND (p.until IS NULL OR p.until > (now() AT TIME ZONE 'Asia/Shanghai')::date)
    """


@invariant("organizations_nobody_belongs_to_what_is_closed")
def nobody_belongs_to_what_is_closed():
    """A membership ends with its organisation, and so does what was asked or offered: who belongs, belongs to one that
    is not closed."""
    return """
        SELECT m.id, 'ended' AS expected, m.state || ' of ' || m.organization_id
        FROM organizations_member m
        JOIN organizations_organization o ON o.id = m.organization_id
        WHERE o.state = 'closed' AND m.state IN ('asked', 'invited', 'member')
    """
