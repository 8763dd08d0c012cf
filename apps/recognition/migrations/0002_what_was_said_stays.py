"""What was evaluated and what was given stays as it was entered; only what is decided about it changes."""

from django.db import migrations

from apps.core.triggers import insert_only

STAYS = """
CREATE FUNCTION recognition_evaluation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR to_jsonb(NEW) - '{state,decided_by_id,decided_at,reason,words}'::text[]
          <> to_jsonb(OLD) - '{state,decided_by_id,decided_at,reason,words}'::text[]
       OR (NEW.words <> OLD.words AND NEW.words <> '')
       OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('waiting', 'shown'), ('waiting', 'held')))
    THEN
        RAISE EXCEPTION 'recognition_evaluation_stays: an evaluation is only ever moderated'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recognition_evaluation_stays BEFORE UPDATE OR DELETE ON recognition_evaluation
    FOR EACH ROW EXECUTE FUNCTION recognition_evaluation_stays();

CREATE FUNCTION recognition_commendation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - '{state,decided_by_id,decided_at,reason,voided_by_id,voided_at}'::text[]
       <> to_jsonb(OLD) - '{state,decided_by_id,decided_at,reason,voided_by_id,voided_at}'::text[]
       OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN
           (('asked', 'recorded'), ('asked', 'refused'), ('recorded', 'voided')))
    THEN
        RAISE EXCEPTION 'recognition_commendation_stays: an award is only ever decided or voided'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recognition_commendation_stays BEFORE UPDATE ON recognition_commendation
    FOR EACH ROW EXECUTE FUNCTION recognition_commendation_stays();
"""
UNDO = """
DROP TRIGGER recognition_evaluation_stays ON recognition_evaluation;
DROP FUNCTION recognition_evaluation_stays();
DROP TRIGGER recognition_commendation_stays ON recognition_commendation;
DROP FUNCTION recognition_commendation_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_initial")]

    operations = [migrations.RunSQL(STAYS, UNDO), insert_only("recognition_look")]
