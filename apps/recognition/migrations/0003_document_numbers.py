"""An award may say the number of the document that gives it, and nobody evaluates their own child for an organisation."""

from django.db import migrations, models

# Whoever stops being the guardian later evaluated nobody then: only what is added is looked at.
NOT_THEIR_CHILD = """
CREATE FUNCTION recognition_evaluation_nobody_evaluates_their_child() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM registration_guardianship AS bond
        JOIN registration_volunteer AS guardian ON guardian.id = bond.guardian_id
        WHERE bond.child_id = NEW.volunteer_id AND bond.ended_at IS NULL AND guardian.user_id = NEW.made_by_id
    ) THEN
        RAISE EXCEPTION 'recognition_evaluation_nobody_evaluates_their_child: a guardian does not speak for the organisation'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recognition_evaluation_nobody_evaluates_their_child BEFORE INSERT ON recognition_evaluation
    FOR EACH ROW WHEN (NEW.side = 'organization')
    EXECUTE FUNCTION recognition_evaluation_nobody_evaluates_their_child();
"""
UNDO = """
DROP TRIGGER recognition_evaluation_nobody_evaluates_their_child ON recognition_evaluation;
DROP FUNCTION recognition_evaluation_nobody_evaluates_their_child();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0002_what_was_said_stays")]

    operations = [
        migrations.AddField(
            model_name="commendation",
            name="document_number",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.RunSQL(NOT_THEIR_CHILD, UNDO),
    ]
