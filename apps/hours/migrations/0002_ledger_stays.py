from django.db import migrations

from apps.core.triggers import insert_only

# What was served never changes; only a decision is added: pending → confirmed or rejected, confirmed → voided.
RECORD_STAYS = """
CREATE FUNCTION hours_hourrecord_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'hours_hourrecord: records are never removed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.signup_id, NEW.volunteer_id, NEW.beneficiary_id, NEW.organization_id, NEW.volunteer_region_id,
        NEW.activity_region_id, NEW.organization_region_id, NEW.during, NEW.served_on, NEW.minutes, NEW.source,
        NEW.noted_by_id, NEW.proposed_at)
       IS DISTINCT FROM
       (OLD.signup_id, OLD.volunteer_id, OLD.beneficiary_id, OLD.organization_id, OLD.volunteer_region_id,
        OLD.activity_region_id, OLD.organization_region_id, OLD.during, OLD.served_on, OLD.minutes, OLD.source,
        OLD.noted_by_id, OLD.proposed_at) THEN
        RAISE EXCEPTION 'hours_hourrecord: what was served never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state
       AND (OLD.state, NEW.state) NOT IN (('pending', 'confirmed'), ('pending', 'rejected'), ('confirmed', 'voided')) THEN
        RAISE EXCEPTION 'hours_hourrecord: a decision from % to % is not possible', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = OLD.state AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'hours_hourrecord: a decision never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'confirmed' AND (NEW.counted, NEW.decided_by_id, NEW.decided_at)
       IS DISTINCT FROM (OLD.counted, OLD.decided_by_id, OLD.decided_at) THEN
        RAISE EXCEPTION 'hours_hourrecord: voiding leaves the first decision as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hours_hourrecord_stays BEFORE UPDATE OR DELETE ON hours_hourrecord
    FOR EACH ROW EXECUTE FUNCTION hours_hourrecord_stays();
"""
UNDO = "DROP TRIGGER hours_hourrecord_stays ON hours_hourrecord; DROP FUNCTION hours_hourrecord_stays();"

# Index-only scans of the recompute need the visibility map fresh, so inserts must trigger vacuum early.
VACUUM = """
ALTER TABLE hours_hourrecord SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE hours_ledgerline SET (autovacuum_vacuum_insert_scale_factor = 0.02);
"""


class Migration(migrations.Migration):
    dependencies = [("hours", "0001_initial")]

    operations = [
        insert_only("hours_ledgerline"),
        migrations.RunSQL(RECORD_STAYS, UNDO),
        migrations.RunSQL(VACUUM, migrations.RunSQL.noop),
    ]
