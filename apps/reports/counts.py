"""The queries behind the figures: each counts one subject for all banners at once. Parameters: today, year, active_months."""

PEOPLE_FIGURES = ["registered", "passed", "activated", "active", "with_hours", "party", "league"]
PEOPLE = """
    SELECT left(volunteer.region_id, 6) AS code,
           count(*) FILTER (WHERE identity_state <> 'refused') AS registered,
           count(*) FILTER (WHERE identity_state = 'passed') AS passed,
           count(*) FILTER (WHERE identity_state = 'passed' AND (account.last_login IS NOT NULL OR EXISTS (
               SELECT FROM accounts_consent AS consent
               WHERE consent.user_id = volunteer.user_id AND consent.withdrawn_at IS NULL
                 AND (consent.purpose = 'minor'
                      OR (consent.purpose = 'terms' AND consent.given_by_id = volunteer.user_id))
           ))) AS activated,
           count(recent.volunteer_id) AS active,
           count(*) FILTER (WHERE standing.minutes > 0) AS with_hours,
           count(*) FILTER (WHERE identity_state = 'passed' AND political IN ('01', '02')) AS party,
           count(*) FILTER (WHERE identity_state = 'passed' AND political = '03') AS league
    FROM registration_volunteer AS volunteer
    JOIN accounts_user AS account ON account.id = volunteer.user_id
    LEFT JOIN stars_starstanding AS standing ON standing.volunteer_id = volunteer.id
    LEFT JOIN (
        SELECT volunteer_id FROM hours_hourrecord
        WHERE state = 'confirmed' AND served_on <= %(today)s
          AND served_on > %(today)s - make_interval(months => %(active_months)s)
        GROUP BY volunteer_id
    ) AS recent ON recent.volunteer_id = volunteer.id
    GROUP BY 1
"""

STAR_FIGURES = [f"{what}_{level}" for what in ("reached", "recognized") for level in range(1, 6)]
STARS = """
    SELECT left(volunteer.region_id, 6) AS code,
           count(*) FILTER (WHERE reached = 1) AS reached_1,
           count(*) FILTER (WHERE reached = 2) AS reached_2,
           count(*) FILTER (WHERE reached = 3) AS reached_3,
           count(*) FILTER (WHERE reached = 4) AS reached_4,
           count(*) FILTER (WHERE reached = 5) AS reached_5,
           count(*) FILTER (WHERE recognized = 1) AS recognized_1,
           count(*) FILTER (WHERE recognized = 2) AS recognized_2,
           count(*) FILTER (WHERE recognized = 3) AS recognized_3,
           count(*) FILTER (WHERE recognized = 4) AS recognized_4,
           count(*) FILTER (WHERE recognized = 5) AS recognized_5
    FROM stars_starstanding AS standing
    JOIN registration_volunteer AS volunteer ON volunteer.id = standing.volunteer_id
    WHERE standing.reached > 0 OR standing.recognized > 0
    GROUP BY 1
"""

BANNER_FIGURES = ["all", "with_association"]
BANNERS = """
    SELECT banner.code, 1 AS "all",
           EXISTS (
               SELECT FROM organizations_organization AS organization
               JOIN organizations_organizationkind AS kind ON kind.code = organization.kind_id
               WHERE kind.is_youth_association AND organization.state = 'approved'
                 AND left(organization.region_id, 6) = banner.code
           )::integer AS with_association
    FROM regions_region AS banner
    WHERE banner.level = 6 AND banner.successor_id IS NULL
"""

ACTIVITY_FIGURES = ["published", "places", "taken"]
ACTIVITIES = """
    SELECT left(activity.region_id, 6) AS code, count(*) AS published,
           coalesce(sum(seats.capacity), 0) AS places, coalesce(sum(seats.taken), 0) AS taken
    FROM activities_activity AS activity
    LEFT JOIN (
        SELECT position.activity_id, sum(capacity) AS capacity, sum(taken) AS taken
        FROM activities_shift AS shift
        JOIN activities_position AS position ON position.id = shift.position_id
        WHERE shift.called_off_at IS NULL
        GROUP BY position.activity_id
    ) AS seats ON seats.activity_id = activity.id
    WHERE activity.state = 'published'
      AND extract(year FROM activity.starts_at AT TIME ZONE 'Asia/Shanghai') = %(year)s
    GROUP BY 1
"""

MINUTE_FIGURES = ["this_year", "last_year_to_date", "last_12_months"]
MINUTES = """
    SELECT left(volunteer_region_id, 6) AS code,
           coalesce(sum(counted) FILTER (WHERE served_on >= make_date(%(year)s, 1, 1)), 0) AS this_year,
           coalesce(sum(counted) FILTER (
               WHERE served_on < make_date(%(year)s, 1, 1) AND served_on <= %(today)s - interval '1 year'
           ), 0) AS last_year_to_date,
           coalesce(sum(counted) FILTER (WHERE served_on > %(today)s - interval '1 year'), 0) AS last_12_months
    FROM hours_hourrecord
    WHERE state = 'confirmed' AND served_on >= make_date(%(year)s - 1, 1, 1) AND served_on <= %(today)s
    GROUP BY 1
"""

MONTHS = """
    SELECT left(volunteer_region_id, 6), to_char(served_on, 'YYYY-MM'), sum(counted)
    FROM hours_hourrecord
    WHERE state = 'confirmed' AND served_on >= make_date(%(year)s - 1, 1, 1) AND served_on <= %(today)s
    GROUP BY 1, 2
"""

ORGANIZATIONS = """
    SELECT left(organization.region_id, 6), kind."group", count(*)
    FROM organizations_organization AS organization
    JOIN organizations_organizationkind AS kind ON kind.code = organization.kind_id
    WHERE organization.state = 'approved'
    GROUP BY 1, 2
"""

GOALS = """
    SELECT left(volunteer.region_id, 6), standing.identity || '_' || what.name,
           count(*) FILTER (WHERE what.name = 'people' OR standing.minutes >= standing.goal)
    FROM quotas_yearstanding AS standing
    JOIN registration_volunteer AS volunteer ON volunteer.id = standing.volunteer_id
    CROSS JOIN (VALUES ('people'), ('met')) AS what (name)
    WHERE standing.year = %(year)s AND standing.goal > 0 AND volunteer.identity_state = 'passed'
    GROUP BY 1, 2
"""

WIDE = {"people": PEOPLE, "stars": STARS, "banners": BANNERS, "activities": ACTIVITIES, "minutes": MINUTES}
LONG = {"months": MONTHS, "organizations": ORGANIZATIONS, "goals": GOALS}
