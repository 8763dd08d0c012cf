from django.db import migrations

# What is judged of a record that is confirmed later (migration 0007), row by row, is judged of those that come
# confirmed by one query each: nothing of that person and time is held, what stands on a paper was confirmed outside the
# organisation, and the books of its year are open. Records as the site proposes them wait, and cost nothing here. The
# few rows that matter are picked out first: of a table that was just filled the database does not know how large it is.
READY_MADE = """
CREATE FUNCTION hours_hourrecord_ready_made_is_judged_alike() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
    wrong bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM fresh WHERE state IN ('confirmed', 'voided')) THEN
        RETURN NULL;
    END IF;

    WITH held AS MATERIALIZED (
        SELECT id, volunteer_id, during, state FROM hours_hourrecord
        WHERE id = ANY (ARRAY(SELECT record_id FROM hours_referral WHERE why = 'held' AND released_at IS NULL))
    )
    SELECT fresh.id INTO wrong
    FROM held
    JOIN fresh ON fresh.volunteer_id = held.volunteer_id AND fresh.during && held.during
    WHERE fresh.state = 'confirmed' AND (held.state = 'pending' OR held.id = fresh.id)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'hours_hourrecord_held_is_not_confirmed: record %', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_hourrecord_held_is_not_confirmed';
    END IF;

    WITH papers AS MATERIALIZED (
        SELECT id, decided_by_id, organization_id FROM fresh
        WHERE state = 'confirmed' AND source NOT IN ('code', 'roll')
    )
    SELECT papers.id INTO wrong
    FROM papers
    JOIN organizations_post AS post
      ON post.user_id = papers.decided_by_id AND post.organization_id = papers.organization_id
    WHERE post.since <= today AND (post.until IS NULL OR post.until > today)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'hours_hourrecord_papers_are_confirmed_outside_the_organization: record %', wrong
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'hours_hourrecord_papers_are_confirmed_outside_the_organization';
    END IF;

    WITH years AS (
        SELECT DISTINCT extract(year FROM served_on)::integer AS year FROM fresh
    ), closed AS MATERIALIZED (
        SELECT year FROM years WHERE hours_year_is_closed(year)
    )
    SELECT fresh.id INTO wrong
    FROM fresh
    JOIN closed ON closed.year = extract(year FROM fresh.served_on)::integer
    WHERE fresh.state IN ('confirmed', 'voided') AND NOT EXISTS (
        SELECT FROM hours_appeal AS appeal
        WHERE appeal.reopens_year AND (appeal.id = fresh.appeal_id OR appeal.record_id = fresh.id)
    )
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'hours_hourrecord_closed_years_stay: record %', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_hourrecord_closed_years_stay';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hours_hourrecord_ready_made_is_judged_alike AFTER INSERT ON hours_hourrecord
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
    EXECUTE FUNCTION hours_hourrecord_ready_made_is_judged_alike();
"""
NO_READY_MADE = """
DROP TRIGGER hours_hourrecord_ready_made_is_judged_alike ON hours_hourrecord;
DROP FUNCTION hours_hourrecord_ready_made_is_judged_alike();
"""


class Migration(migrations.Migration):
    dependencies = [("hours", "0009_long_ago_takes_an_office")]

    operations = [migrations.RunSQL(READY_MADE, NO_READY_MADE)]
