"""What a certificate says never changes, and what it stands on is only ever added."""

from django.db import migrations

from apps.core.triggers import insert_only

STAYS = """
CREATE FUNCTION certificates_certificate_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'certificates_certificate: rows are never removed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.id, OLD.number, OLD.token, OLD.kind, OLD.volunteer_id, OLD.issuer_id, OLD.batch_id, OLD.scope, OLD.since,
        OLD.until, OLD.minutes, OLD.digest, OLD.payload, OLD.key_id, OLD.issued_at, OLD.issued_by_id)
       IS DISTINCT FROM
       (NEW.id, NEW.number, NEW.token, NEW.kind, NEW.volunteer_id, NEW.issuer_id, NEW.batch_id, NEW.scope, NEW.since,
        NEW.until, NEW.minutes, NEW.digest, NEW.payload, NEW.key_id, NEW.issued_at, NEW.issued_by_id)
       OR (NEW.claims <> OLD.claims AND NEW.claims <> '')
       OR (NEW.pdf_id IS DISTINCT FROM OLD.pdf_id AND NEW.pdf_id IS NOT NULL)
       OR (OLD.state <> 'valid' AND (NEW.state, NEW.ended_at, NEW.why, NEW.replaced_by_id)
                                    IS DISTINCT FROM (OLD.state, OLD.ended_at, OLD.why, OLD.replaced_by_id))
    THEN
        RAISE EXCEPTION 'certificates_certificate: what was issued stays as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certificates_certificate_stays BEFORE UPDATE OR DELETE ON certificates_certificate
    FOR EACH ROW EXECUTE FUNCTION certificates_certificate_stays();
"""
UNDO = """
DROP TRIGGER certificates_certificate_stays ON certificates_certificate;
DROP FUNCTION certificates_certificate_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [migrations.RunSQL(STAYS, UNDO), insert_only("certificates_certificatebasis")]
