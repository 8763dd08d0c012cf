"""A star is recognised only by a notice that was settled after its last day; what was decided stays as it is."""

import django.db.models.deletion
from django.db import migrations, models

from apps.core.triggers import insert_only

NOTICE = """
CREATE FUNCTION stars_starnotice_goes_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR TG_OP = 'INSERT' AND (NEW.state <> 'open' OR NEW.until < (NEW.opened_at AT TIME ZONE 'Asia/Shanghai')::date)
       OR TG_OP = 'UPDATE' AND (
           OLD.state <> 'open'
           OR (OLD.organization_id, OLD.opened_by_id, OLD.opened_at, OLD.until, OLD.was_public)
              IS DISTINCT FROM (NEW.organization_id, NEW.opened_by_id, NEW.opened_at, NEW.until, NEW.was_public)
           OR NEW.state = 'settled' AND (NEW.ended_at AT TIME ZONE 'Asia/Shanghai')::date <= NEW.until)
    THEN
        RAISE EXCEPTION 'stars_starnotice_goes_its_way: open until its last day, then settled, and never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stars_starnotice_goes_its_way BEFORE INSERT OR UPDATE OR DELETE ON stars_starnotice
    FOR EACH ROW EXECUTE FUNCTION stars_starnotice_goes_its_way();
"""
UNDO_NOTICE = """
DROP TRIGGER stars_starnotice_goes_its_way ON stars_starnotice;
DROP FUNCTION stars_starnotice_goes_its_way();
"""
CANDIDATE = """
CREATE FUNCTION stars_starcandidate_goes_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    notice_state varchar;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT state INTO notice_state FROM stars_starnotice WHERE id = NEW.notice_id;
    END IF;
    IF TG_OP = 'DELETE'
       OR TG_OP = 'INSERT' AND (NEW.state <> 'noticed' OR notice_state <> 'open')
       OR TG_OP = 'UPDATE' AND (
           OLD.state NOT IN ('noticed', 'held')
           OR NEW.state = 'noticed' AND OLD.state <> 'noticed'
           OR (OLD.notice_id, OLD.volunteer_id, OLD.beneficiary_id, OLD.level)
              IS DISTINCT FROM (NEW.notice_id, NEW.volunteer_id, NEW.beneficiary_id, NEW.level))
       OR NEW.state IN ('stands', 'held') AND notice_state <> 'settled'
    THEN
        RAISE EXCEPTION 'stars_starcandidate_goes_its_way: noticed first, and stands only by a settled notice'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stars_starcandidate_goes_its_way BEFORE INSERT OR UPDATE OR DELETE ON stars_starcandidate
    FOR EACH ROW EXECUTE FUNCTION stars_starcandidate_goes_its_way();
"""
UNDO_CANDIDATE = """
DROP TRIGGER stars_starcandidate_goes_its_way ON stars_starcandidate;
DROP FUNCTION stars_starcandidate_goes_its_way();
"""
OBJECTION = """
CREATE FUNCTION stars_starobjection_goes_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR TG_OP = 'INSERT' AND (NEW.state <> 'open' OR NOT EXISTS (
           SELECT FROM stars_starcandidate AS candidate
           JOIN stars_starnotice AS notice ON notice.id = candidate.notice_id
           WHERE candidate.id = NEW.candidate_id AND candidate.state = 'noticed' AND notice.state = 'open'
             AND (NEW.made_at AT TIME ZONE 'Asia/Shanghai')::date <= notice.until))
       OR TG_OP = 'UPDATE' AND (
           OLD.state <> 'open'
           OR (OLD.candidate_id, OLD.made_by_id, OLD.made_at) IS DISTINCT FROM
              (NEW.candidate_id, NEW.made_by_id, NEW.made_at))
    THEN
        RAISE EXCEPTION 'stars_starobjection_goes_its_way: made while the notice is open, answered once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stars_starobjection_goes_its_way BEFORE INSERT OR UPDATE OR DELETE ON stars_starobjection
    FOR EACH ROW EXECUTE FUNCTION stars_starobjection_goes_its_way();
"""
UNDO_OBJECTION = """
DROP TRIGGER stars_starobjection_goes_its_way ON stars_starobjection;
DROP FUNCTION stars_starobjection_goes_its_way();
"""
RECOGNITION = """
CREATE FUNCTION stars_recognition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR TG_OP = 'INSERT' AND NOT EXISTS (
           SELECT FROM stars_starcandidate AS candidate
           JOIN stars_starnotice AS notice ON notice.id = candidate.notice_id
           WHERE candidate.id = NEW.candidate_id AND candidate.state = 'stands'
             AND candidate.volunteer_id = NEW.volunteer_id AND candidate.level >= NEW.level
             AND notice.organization_id = NEW.organization_id AND notice.document_number = NEW.document_number)
       OR TG_OP = 'UPDATE' AND (
           OLD.withdrawn_at IS NOT NULL
           OR (OLD.volunteer_id, OLD.level, OLD.organization_id, OLD.candidate_id, OLD.document_number,
               OLD.recognized_by_id, OLD.recognized_at, OLD.beneficiary_id)
              IS DISTINCT FROM
              (NEW.volunteer_id, NEW.level, NEW.organization_id, NEW.candidate_id, NEW.document_number,
               NEW.recognized_by_id, NEW.recognized_at, NEW.beneficiary_id))
    THEN
        RAISE EXCEPTION 'stars_recognition_stays: stands on a settled notice, and is only ever withdrawn, once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stars_recognition_stays BEFORE INSERT OR UPDATE OR DELETE ON stars_recognition
    FOR EACH ROW EXECUTE FUNCTION stars_recognition_stays();
"""
UNDO_RECOGNITION = """
DROP TRIGGER stars_recognition_stays ON stars_recognition;
DROP FUNCTION stars_recognition_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("stars", "0005_recognitions_of_before")]

    operations = [
        migrations.AlterField(
            model_name="recognition",
            name="candidate",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stars.starcandidate",
            ),
        ),
        migrations.RunSQL(NOTICE, UNDO_NOTICE),
        migrations.RunSQL(CANDIDATE, UNDO_CANDIDATE),
        migrations.RunSQL(OBJECTION, UNDO_OBJECTION),
        migrations.RunSQL(RECOGNITION, UNDO_RECOGNITION),
        insert_only("stars_starstay"),
    ]
