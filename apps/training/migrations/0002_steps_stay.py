from django.db import migrations

from apps.core.triggers import insert_only

# What the database keeps of every enrolment: each step, who took it and when; a step that is not known is refused.
STEPS = """
CREATE FUNCTION training_enrolment_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state NOT IN ('joined', 'waiting')
       OR TG_OP = 'UPDATE' AND (OLD.state, NEW.state) NOT IN (
           ('waiting', 'offered'), ('waiting', 'left'), ('waiting', 'lapsed'), ('waiting', 'removed'),
           ('waiting', 'called_off'),
           ('offered', 'joined'), ('offered', 'left'), ('offered', 'lapsed'), ('offered', 'removed'),
           ('offered', 'called_off'),
           ('joined', 'left'), ('joined', 'removed'), ('joined', 'called_off'), ('joined', 'no_show'),
           ('no_show', 'joined'))
    THEN
        RAISE EXCEPTION 'training_enrolment_moves: a step to % is not possible here', NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO training_enrolmentmove (enrolment_id, was, became, by_id, reason)
    VALUES (NEW.id, CASE TG_OP WHEN 'UPDATE' THEN OLD.state ELSE '' END, NEW.state,
            CASE TG_OP WHEN 'UPDATE' THEN NEW.moved_by_id ELSE NEW.signed_up_by_id END, NEW.reason);
    RETURN NULL;
END $$;
CREATE TRIGGER training_enrolment_begins AFTER INSERT ON training_enrolment
    FOR EACH ROW EXECUTE FUNCTION training_enrolment_moves();
CREATE TRIGGER training_enrolment_moves AFTER UPDATE OF state ON training_enrolment
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION training_enrolment_moves();
"""
UNDO_STEPS = """
DROP TRIGGER training_enrolment_begins ON training_enrolment;
DROP TRIGGER training_enrolment_moves ON training_enrolment;
DROP FUNCTION training_enrolment_moves();
"""
# The training account: what was completed stays as it was entered, and is voided once or not at all.
ACCOUNT = """
CREATE FUNCTION training_completion_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL
       OR to_jsonb(NEW) - '{voided_at,voided_by_id,voided_why}'::text[]
          <> to_jsonb(OLD) - '{voided_at,voided_by_id,voided_why}'::text[]
    THEN
        RAISE EXCEPTION 'training_completion_stays: a completion is only ever voided'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_completion_stays BEFORE UPDATE OR DELETE ON training_completion
    FOR EACH ROW EXECUTE FUNCTION training_completion_stays();
"""
UNDO_ACCOUNT = """
DROP TRIGGER training_completion_stays ON training_completion;
DROP FUNCTION training_completion_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [
        migrations.RunSQL(STEPS, UNDO_STEPS),
        migrations.RunSQL(ACCOUNT, UNDO_ACCOUNT),
        insert_only("training_enrolmentmove"),
        insert_only("training_attempt"),
    ]
