"""Recognitions of before there were notices stand on a notice of their own document and day, which was never public."""

from django.db import migrations

NOTICES = """
    INSERT INTO stars_starnotice (organization_id, opened_by_id, opened_at, until, was_public, state, document_number,
                                  reason, ended_by_id, ended_at)
    SELECT organization_id, recognized_by_id, min(recognized_at),
           (recognized_at AT TIME ZONE 'Asia/Shanghai')::date - 1, false, 'settled', document_number,
           '', recognized_by_id, max(recognized_at)
    FROM stars_recognition WHERE candidate_id IS NULL
    GROUP BY organization_id, recognized_by_id, document_number, (recognized_at AT TIME ZONE 'Asia/Shanghai')::date
"""
CANDIDATES = """
    INSERT INTO stars_starcandidate (notice_id, volunteer_id, beneficiary_id, level, state, reason, decided_by_id,
                                     decided_at)
    SELECT notice.id, volunteer_id, beneficiary_id, max(level), 'stands', '', recognized_by_id, max(recognized_at)
    FROM stars_recognition AS recognition
    JOIN stars_starnotice AS notice
      ON notice.organization_id = recognition.organization_id AND notice.opened_by_id = recognition.recognized_by_id
     AND notice.document_number = recognition.document_number AND NOT notice.was_public
     AND notice.until = (recognition.recognized_at AT TIME ZONE 'Asia/Shanghai')::date - 1
    WHERE recognition.candidate_id IS NULL
    GROUP BY notice.id, volunteer_id, beneficiary_id, recognized_by_id
"""
RECOGNITIONS = """
    UPDATE stars_recognition AS recognition SET candidate_id = candidate.id
    FROM stars_starnotice AS notice, stars_starcandidate AS candidate
    WHERE notice.organization_id = recognition.organization_id AND notice.opened_by_id = recognition.recognized_by_id
      AND notice.document_number = recognition.document_number AND NOT notice.was_public
      AND notice.until = (recognition.recognized_at AT TIME ZONE 'Asia/Shanghai')::date - 1
      AND candidate.notice_id = notice.id AND candidate.volunteer_id = recognition.volunteer_id
      AND recognition.candidate_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("stars", "0004_fallen_and_highest")]

    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (NOTICES, CANDIDATES, RECOGNITIONS)
    ]
