"""The badge of a certificate is kept as it was signed: the private half of a key that was replaced is not there any more."""

import apps.core.fields
from django.db import migrations

BEFORE = """
CREATE OR REPLACE FUNCTION certificates_certificate_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
CLAIMS = "       OR (NEW.claims <> OLD.claims AND NEW.claims <> '')\n"
BADGE = "       OR (NEW.badge <> OLD.badge AND NEW.badge <> '')\n"
AFTER = BEFORE.replace(CLAIMS, CLAIMS + BADGE)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_batches_may_stop")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="badge",
            field=apps.core.fields.EncryptedTextField(blank=True, default=""),
        ),
        migrations.RunSQL(AFTER, BEFORE),
    ]
