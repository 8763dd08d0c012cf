"""What somebody complained about stays as it was lodged, and only goes the steps there are."""

from django.db import migrations

STAYS = """
CREATE FUNCTION governance_complaint_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'lodged'
       OR TG_OP = 'UPDATE' AND (
           (OLD.about, OLD.organization_id, OLD.activity_id, OLD.volunteer_id, OLD.region_id, OLD.matter,
            OLD.happened_on, OLD.made_by_id, OLD.made_at, OLD.accept_by, OLD.is_nameless)
           IS DISTINCT FROM
           (NEW.about, NEW.organization_id, NEW.activity_id, NEW.volunteer_id, NEW.region_id, NEW.matter,
            NEW.happened_on, NEW.made_by_id, NEW.made_at, NEW.accept_by, NEW.is_nameless)
           OR OLD.state NOT IN ('lodged', 'accepted')
           OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
               ('lodged', 'accepted'), ('lodged', 'passed_on'), ('lodged', 'withdrawn'),
               ('accepted', 'passed_on'), ('accepted', 'settled'), ('accepted', 'withdrawn'))))
    THEN
        RAISE EXCEPTION 'governance_complaint_stays: what was lodged stays, and goes one step at a time'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER governance_complaint_stays BEFORE INSERT OR UPDATE ON governance_complaint
    FOR EACH ROW EXECUTE FUNCTION governance_complaint_stays();
"""
UNDO = """
DROP TRIGGER governance_complaint_stays ON governance_complaint;
DROP FUNCTION governance_complaint_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [migrations.RunSQL(STAYS, UNDO)]
