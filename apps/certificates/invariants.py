"""What must always be true of certificates. What no query can see (that signature and contents fit) stands in `soundness`,
which `manage.py check_certificates` goes through, and a task by night."""

from apps.core import nightly
from apps.core.invariants import invariant

SIGNED = nightly.also("certificates_are_what_was_signed")


@invariant("certificates_valid_show_no_more_than_there_is")
def valid_show_no_more_than_there_is():
    """A valid certificate of service, thanks or a star shows no more minutes than the person has today."""
    return """
        SELECT certificate.id, 'at most ' || coalesce(total.minutes, 0) AS expected, certificate.minutes AS found
        FROM certificates_certificate AS certificate
        LEFT JOIN LATERAL (
            SELECT sum(minutes) AS minutes FROM hours_yeartotal WHERE volunteer_id = certificate.volunteer_id
        ) AS total ON true
        WHERE certificate.state = 'valid' AND certificate.kind <> 'training'
          AND certificate.minutes > coalesce(total.minutes, 0)
    """


@invariant("certificates_valid_stand_on_what_counts")
def valid_stand_on_what_counts():
    """Every record, recognition or completion behind a valid certificate counts, is of the same person and was there
    before it; there is at least one."""
    return """
        SELECT certificate.id, 'a base that counts' AS expected,
               coalesce('record ' || record.id || ' ' || record.state, 'completion ' || completion.id,
                        'recognition ' || recognition.id, 'none') AS found
        FROM certificates_certificate AS certificate
        LEFT JOIN certificates_certificatebasis AS basis ON basis.certificate_id = certificate.id
        LEFT JOIN hours_hourrecord AS record ON record.id = basis.record_id
        LEFT JOIN training_completion AS completion ON completion.id = basis.completion_id
        LEFT JOIN stars_recognition AS recognition ON recognition.id = basis.recognition_id
        WHERE certificate.state = 'valid' AND (
            basis.id IS NULL
            OR record.state <> 'confirmed' OR record.decided_at > certificate.issued_at
            OR completion.voided_at IS NOT NULL OR recognition.withdrawn_at IS NOT NULL
            OR coalesce(record.volunteer_id, completion.volunteer_id, recognition.volunteer_id)
               <> certificate.volunteer_id
        )
    """


@invariant("certificates_minutes_are_those_of_their_records")
def minutes_are_those_of_their_records():
    """A certificate of service or thanks shows the minutes of the records it names, each once."""
    return """
        SELECT certificate.id, sum(record.counted) AS expected, certificate.minutes AS found
        FROM certificates_certificate AS certificate
        JOIN certificates_certificatebasis AS basis ON basis.certificate_id = certificate.id
        JOIN hours_hourrecord AS record ON record.id = basis.record_id
        WHERE certificate.kind IN ('service', 'thanks', 'stated')
        GROUP BY certificate.id
        HAVING sum(record.counted) <> certificate.minutes
    """


@invariant("certificates_replaced_name_a_newer_one_about_the_same")
def replaced_name_a_newer_one_about_the_same():
    return """
        SELECT earlier.id, 'a newer one of the same person, kind and scope' AS expected, newer.number AS found
        FROM certificates_certificate AS earlier
        JOIN certificates_certificate AS newer ON newer.id = earlier.replaced_by_id
        WHERE (earlier.volunteer_id, earlier.kind, earlier.scope) <> (newer.volunteer_id, newer.kind, newer.scope)
           OR newer.issued_at < earlier.issued_at
    """


@invariant("certificates_batches_count_their_lines")
def batches_count_their_lines():
    """A batch has as many certificates as it says, each of its own people."""
    return """
        SELECT batch.id, batch.made || ' made, ' || batch.left_out || ' left out of ' || batch.rows AS expected,
               count(line.certificate_id) || ' made, ' || count(line.id) FILTER (WHERE line.problem <> '')
                   || ' left out of ' || count(line.id) AS found
        FROM certificates_batch AS batch
        LEFT JOIN certificates_batchline AS line ON line.batch_id = batch.id
        LEFT JOIN certificates_certificate AS certificate ON certificate.id = line.certificate_id
        GROUP BY batch.id
        HAVING (batch.made, batch.left_out, batch.rows) <> (
            count(line.certificate_id), count(line.id) FILTER (WHERE line.problem <> ''), count(line.id)
        ) OR bool_or(certificate.volunteer_id <> line.volunteer_id)
    """
