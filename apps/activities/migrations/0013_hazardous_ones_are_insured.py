import django.db.models.deletion
from django.db import migrations, models

# Nobody sees a hazardous notice before a policy in force covers all its days: its own, or the free one of its region or
# of a region above it. Later steps (a shift called off, the summary) need none.
NOTICES = """
CREATE FUNCTION activities_activity_hazardous_needs_insurance_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND OLD.is_hazardous
        AND OLD.policy_id IS NOT DISTINCT FROM NEW.policy_id
        AND NEW.starts_at >= OLD.starts_at AND NEW.ends_at <= OLD.ends_at
    THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM insurance_policy AS policy
        WHERE policy.state = 'in_force' AND policy.covers_hazard
          AND policy.starts_on <= (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date
          AND policy.ends_on >= (NEW.ends_at AT TIME ZONE 'Asia/Shanghai')::date
          AND (policy.id = NEW.policy_id
               OR policy.serves = 'everyone' AND starts_with(NEW.region_id, policy.region_id))
    ) THEN
        RAISE EXCEPTION 'activities_activity_hazardous_needs_insurance_first: notice %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'activities_activity_hazardous_needs_insurance_first';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER activities_activity_hazardous_needs_insurance_first
    BEFORE INSERT OR UPDATE OF state, is_hazardous, policy_id, starts_at, ends_at ON activities_activity
    FOR EACH ROW WHEN (NEW.state = 'published' AND NEW.is_hazardous)
    EXECUTE FUNCTION activities_activity_hazardous_needs_insurance_first();
"""
NO_NOTICES = """
DROP TRIGGER activities_activity_hazardous_needs_insurance_first ON activities_activity;
DROP FUNCTION activities_activity_hazardous_needs_insurance_first();
"""

# Nobody is noted as having come to a hazardous shift who was not insured on that day and on the day it begins.
PRESENCES = """
CREATE FUNCTION activities_is_covered(person bigint, own_policy bigint, day date)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM insurance_cover AS cover
        JOIN insurance_policy AS policy ON policy.id = cover.policy_id
        WHERE cover.volunteer_id = person AND cover.state IN ('accepted', 'ended') AND cover.during @> day
          AND policy.covers_hazard AND (policy.id = own_policy OR policy.serves = 'everyone')
    )
$$;
CREATE FUNCTION activities_presence_of_a_hazardous_shift_is_covered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM activities_signup AS signup
        JOIN activities_shift AS shift ON shift.id = signup.shift_id
        JOIN activities_position AS position ON position.id = shift.position_id
        JOIN activities_activity AS activity ON activity.id = position.activity_id
        CROSS JOIN LATERAL unnest(ARRAY[NEW.came_at, shift.starts_at]) AS moment
        WHERE signup.id = NEW.signup_id AND activity.is_hazardous AND NOT activities_is_covered(
            signup.volunteer_id, activity.policy_id, (moment AT TIME ZONE 'Asia/Shanghai')::date)
    ) THEN
        RAISE EXCEPTION 'activities_presence_of_a_hazardous_shift_is_covered: sign-up %', NEW.signup_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'activities_presence_of_a_hazardous_shift_is_covered';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER activities_presence_of_a_hazardous_shift_is_covered BEFORE INSERT ON activities_presence
    FOR EACH ROW EXECUTE FUNCTION activities_presence_of_a_hazardous_shift_is_covered();
"""
NO_PRESENCES = """
DROP TRIGGER activities_presence_of_a_hazardous_shift_is_covered ON activities_presence;
DROP FUNCTION activities_presence_of_a_hazardous_shift_is_covered();
DROP FUNCTION activities_is_covered(bigint, bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0012_positions_ask_for_training"),
        ("insurance", "0001_policies_covers_and_deliveries"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="activity", name="activities_activity_hazardous_needs_insurance_first"
        ),
        migrations.AddField(
            model_name="activity",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="insurance.policy",
            ),
        ),
        migrations.RunSQL(NOTICES, NO_NOTICES),
        migrations.RunSQL(PRESENCES, NO_PRESENCES),
    ]
