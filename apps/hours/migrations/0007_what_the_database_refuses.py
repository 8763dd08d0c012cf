from importlib import import_module

from django.db import migrations

# What was served never changes: the columns that came later stay too.
BEFORE = import_module("apps.hours.migrations.0004_both_who_noted").AFTER
LATER = "basis_id", "appeal_id", "break_minutes", "rounded_minutes", "counts_to_year"
AFTER = BEFORE
for row in ("NEW", "OLD"):
    AFTER = AFTER.replace(
        f"{row}.proposed_at)", f"{row}.proposed_at, " + ", ".join(f"{row}.{name}" for name in LATER) + ")"
    )

LENGTH = """
ALTER TABLE hours_hourrecord ADD CONSTRAINT hours_hourrecord_never_longer_than_its_stretch
    CHECK ((minutes + break_minutes + rounded_minutes) * 60 <= extract(epoch FROM upper(during) - lower(during)))
"""
NO_LENGTH = "ALTER TABLE hours_hourrecord DROP CONSTRAINT hours_hourrecord_never_longer_than_its_stretch"

# What is put up lies within its shift; the whole set is looked at by one query.
WINDOW = """
CREATE FUNCTION hours_hourrecord_lies_in_its_shift() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE outside bigint;
BEGIN
    SELECT record.id INTO outside
    FROM fresh AS record
    LEFT JOIN hours_basis AS basis ON basis.id = record.basis_id
    LEFT JOIN activities_signup AS signup ON signup.id = record.signup_id
    JOIN activities_shift AS shift ON shift.id = coalesce(signup.shift_id, basis.shift_id)
    WHERE lower(record.during) < shift.starts_at OR upper(record.during) > shift.ends_at
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'hours_hourrecord_lies_in_its_shift: record %', outside
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_hourrecord_lies_in_its_shift';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hours_hourrecord_lies_in_its_shift AFTER INSERT ON hours_hourrecord
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION hours_hourrecord_lies_in_its_shift();
"""
NO_WINDOW = """
DROP TRIGGER hours_hourrecord_lies_in_its_shift ON hours_hourrecord;
DROP FUNCTION hours_hourrecord_lies_in_its_shift();
"""

# A year is closed so many days after its end (policy). After that only an objection that an office of the region
# found right opens it, for the record it is about and the one that follows.
DECISION = """
CREATE FUNCTION hours_year_is_closed(year integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT year < extract(year FROM clock_timestamp() AT TIME ZONE 'Asia/Shanghai') AND coalesce((
        SELECT make_date(year, 12, 31) + value < (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
        FROM core_policyrow
        WHERE topic = 'hours' AND item = 'year_open_days' AND valid_from <= make_date(year, 12, 31)
        ORDER BY valid_from DESC LIMIT 1
    ), false)
$$;
CREATE FUNCTION hours_hourrecord_may_be_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'confirmed' AND upper(NEW.during) > clock_timestamp() THEN
        RAISE EXCEPTION 'hours_hourrecord_never_confirmed_before_it_is_over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_hourrecord_never_confirmed_before_it_is_over';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = 'confirmed' THEN
        IF EXISTS (SELECT FROM hours_referral
                   WHERE record_id = NEW.id AND why = 'held' AND released_at IS NULL) THEN
            RAISE EXCEPTION 'hours_hourrecord_held_is_not_confirmed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_hourrecord_held_is_not_confirmed';
        END IF;
        IF NEW.source NOT IN ('code', 'roll') AND EXISTS (
            SELECT FROM organizations_post
            WHERE user_id = NEW.decided_by_id AND organization_id = NEW.organization_id
              AND since <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
              AND (until IS NULL OR until > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)
        ) THEN
            RAISE EXCEPTION 'hours_hourrecord_papers_are_confirmed_outside_the_organization'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'hours_hourrecord_papers_are_confirmed_outside_the_organization';
        END IF;
    END IF;
    IF (TG_OP = 'UPDATE' OR NEW.state = 'pending')
       AND NEW.state <> 'rejected'
       AND hours_year_is_closed(extract(year FROM NEW.served_on)::integer)
       AND NOT EXISTS (
           SELECT FROM hours_appeal
           WHERE reopens_year AND (id = NEW.appeal_id OR record_id = NEW.id)
       ) THEN
        RAISE EXCEPTION 'hours_hourrecord_closed_years_stay'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_hourrecord_closed_years_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hours_hourrecord_may_be_decided BEFORE INSERT OR UPDATE OF state ON hours_hourrecord
    FOR EACH ROW EXECUTE FUNCTION hours_hourrecord_may_be_decided();
"""
NO_DECISION = """
DROP TRIGGER hours_hourrecord_may_be_decided ON hours_hourrecord;
DROP FUNCTION hours_hourrecord_may_be_decided();
DROP FUNCTION hours_year_is_closed(integer);
"""


class Migration(migrations.Migration):
    dependencies = [("hours", "0006_papers_referrals_appeals")]

    operations = [
        migrations.RunSQL(AFTER, BEFORE),
        migrations.RunSQL(LENGTH, NO_LENGTH),
        migrations.RunSQL(WINDOW, NO_WINDOW),
        migrations.RunSQL(DECISION, NO_DECISION),
    ]
