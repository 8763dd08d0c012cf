from django.db import migrations

# Each day of a hazardous notice that is still to come lies in a policy in force: its own, or a free one of its region or of a
# region above it. One policy may follow the other. Pages, actions and the trigger all ask this one function.
INSURED = """
CREATE FUNCTION activities_days_are_insured(
    own_policy bigint, region text, starts_at timestamptz, ends_at timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(daterange(least(greatest(first_day, today), last_day), last_day, '[]') <@ (
        SELECT range_agg(daterange(policy.starts_on, policy.ends_on, '[]'))
        FROM insurance_policy AS policy
        WHERE policy.state = 'in_force' AND policy.covers_hazard
          AND (policy.id = own_policy OR policy.serves = 'everyone' AND starts_with(region, policy.region_id))
    ), false)
    FROM (SELECT (starts_at AT TIME ZONE 'Asia/Shanghai')::date AS first_day,
                 (ends_at AT TIME ZONE 'Asia/Shanghai')::date AS last_day,
                 (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) AS days
$$;
"""
NOT_INSURED = "DROP FUNCTION activities_days_are_insured(bigint, text, timestamptz, timestamptz);"
HEAD = """
CREATE OR REPLACE FUNCTION activities_activity_hazardous_needs_insurance_first()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND OLD.is_hazardous
        AND OLD.policy_id IS NOT DISTINCT FROM NEW.policy_id
        AND NEW.starts_at >= OLD.starts_at AND NEW.ends_at <= OLD.ends_at
    THEN
        RETURN NEW;
    END IF;
"""
TAIL = """
        RAISE EXCEPTION 'activities_activity_hazardous_needs_insurance_first: notice %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'activities_activity_hazardous_needs_insurance_first';
    END IF;
    RETURN NEW;
END $$;
"""
TOGETHER = """
    IF NOT activities_days_are_insured(NEW.policy_id, NEW.region_id, NEW.starts_at, NEW.ends_at) THEN
"""
ALONE = """
    IF NOT EXISTS (
        SELECT FROM insurance_policy AS policy
        WHERE policy.state = 'in_force' AND policy.covers_hazard
          AND policy.starts_on <= (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date
          AND policy.ends_on >= (NEW.ends_at AT TIME ZONE 'Asia/Shanghai')::date
          AND (policy.id = NEW.policy_id
               OR policy.serves = 'everyone' AND starts_with(NEW.region_id, policy.region_id))
    ) THEN
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0013_hazardous_ones_are_insured")]

    operations = [
        migrations.RunSQL(INSURED, NOT_INSURED),
        migrations.RunSQL(HEAD + TOGETHER + TAIL, HEAD + ALONE + TAIL),
    ]
