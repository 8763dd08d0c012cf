"""A record behind a certificate is taken back, and the certificate says so in the same transaction."""

import threading

import pytest
from django.db import connection, transaction

from apps.certificates.actions import issue_service, issue_star, issue_training
from apps.certificates.actions.issuing import hold
from apps.certificates.models import Certificate
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.hours.actions import void_hours
from apps.hours.models import YearTotal
from apps.messaging.models import Message
from apps.registration.actions.claims import void_identity
from apps.registration.actions.leaving import leave
from apps.stars.actions import withdraw_stars
from apps.stars.models import StarStanding
from apps.training.actions import void_completions
from apps.training.models import Completion
from apps.training.signals import completions_changed
from tests.certificates.conftest import SINCE, learnt
from tests.factories import CompletionFactory, OfficerFactory, RecognitionFactory, VolunteerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return OfficerFactory().user


def test_voiding_a_record_revokes_what_stands_on_it_and_tells_the_person(
    certificate, records, officer, volunteer
):
    void_hours(records[0], by=officer, reason="没有来")
    certificate.refresh_from_db()

    assert (certificate.state, certificate.why) == ("revoked", "它依据的记录里，有作废的。")
    assert certificate.ended_at >= certificate.issued_at
    told = Message.objects.get(recipient=volunteer.user, kind="paper.revoked")
    assert certificate.number in told.title


def test_what_does_not_stand_on_it_stays_valid(serve, volunteer, officer):
    early, late = sorted(serve(volunteer, 2), key=lambda record: record.served_on)
    day = early.served_on
    kept = issue_service(volunteer, by=volunteer.user, since=day, until=day)
    void_hours(late, by=officer, reason="没有来")
    kept.refresh_from_db()
    assert kept.state == "valid"


def test_another_person_keeps_theirs(certificate, serve, officer):
    other = VolunteerFactory()
    (record,) = serve(other)
    void_hours(record, by=officer, reason="没有来")
    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_a_revoked_one_stays_revoked_when_a_newer_is_made(certificate, records, officer, volunteer):
    void_hours(records[0], by=officer, reason="没有来")
    newer = issue_service(volunteer, by=volunteer.user, since=SINCE, until=days.today())
    certificate.refresh_from_db()
    assert (certificate.state, newer.state, newer.minutes) == ("revoked", "valid", 90)


def test_a_star_falls_with_the_hours_it_takes(serve, volunteer, officer):
    (record,) = serve(volunteer)
    YearTotal.objects.filter(volunteer=volunteer).update(minutes=6050)
    made = issue_star(RecognitionFactory(volunteer=volunteer), by=volunteer.user)
    void_hours(record, by=officer, reason="没有来")
    made.refresh_from_db()
    assert (made.state, made.why) == ("revoked", "有时长作废以后，总时长不够这一星了。")
    assert "不够这一星" in Message.objects.get(kind="paper.revoked").body


def test_a_star_that_is_still_reached_stays(serve, volunteer, officer):
    (record,) = serve(volunteer)
    YearTotal.objects.filter(volunteer=volunteer).update(minutes=7000)
    made = issue_star(RecognitionFactory(volunteer=volunteer), by=volunteer.user)
    void_hours(record, by=officer, reason="没有来")
    made.refresh_from_db()
    assert made.state == "valid"


def test_a_star_that_is_withdrawn_takes_its_certificate_along_and_there_is_no_other(
    serve, volunteer, officer
):
    serve(volunteer)
    YearTotal.objects.filter(volunteer=volunteer).update(minutes=7000)
    recognition = RecognitionFactory(volunteer=volunteer)
    made = issue_star(recognition, by=volunteer.user)
    StarStanding.objects.filter(volunteer=volunteer).update(recognized=1, reached=0, minutes=5000, asked=6000)
    said = {"reason": "时长是假的", "document_number": "9号"}
    association, rows = recognition.organization, StarStanding.objects.all()
    withdraw_stars(rows, by=officer, organization=association, **said)
    made.refresh_from_db()
    assert (made.state, made.why) == ("revoked", "协会取消了这一星的认定。")
    assert "协会取消了这一星的认定" in Message.objects.get(kind="paper.revoked").body
    with pytest.raises(Refused) as refusal:
        issue_star(recognition, by=volunteer.user)
    assert refusal.value.code == "star_withdrawn"


def test_a_voided_training_takes_its_certificate_along(volunteer, officer):
    completion = CompletionFactory(volunteer=volunteer)
    made = issue_training(completion, by=volunteer.user)
    completion.void(by=officer, at=made.issued_at, why="没有来")
    completion.save()
    completions_changed.send(sender=type(completion), volunteer_ids=[volunteer.pk])
    made.refresh_from_db()
    assert (made.state, made.why) == ("revoked", "它依据的培训记录作废了。")
    assert "培训记录作废了" in Message.objects.get(kind="paper.revoked").body


def test_what_was_issued_under_somebody_elses_name_does_not_stand(certificate, volunteer, officer):
    other = issue_training(CompletionFactory(), by=officer)
    void_identity(volunteer, by=officer, reason="用了别人的身份证")
    certificate.refresh_from_db()
    other.refresh_from_db()

    assert (certificate.state, certificate.why, other.state) == ("revoked", "身份核验作废了。", "valid")
    noted = AuditRow.objects.filter(action="certificate.revoked")
    assert [(row.subject_id, row.actor) for row in noted] == [(certificate.pk, officer)]


def test_when_the_person_leaves_the_contents_go_and_the_paper_can_still_be_checked(certificate, volunteer):
    file = certificate.pdf
    leave(volunteer.user, by=volunteer.user)
    certificate.refresh_from_db()

    assert (certificate.claims, certificate.pdf, certificate.state) == ("", None, "valid")
    assert not type(file).objects.filter(pk=file.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_issuing_waits_for_a_record_that_is_just_being_voided(records, volunteer, officer):
    """Whoever comes second sees what the first did: no valid certificate stands on a voided record."""
    voided, made = threading.Event(), threading.Event()

    def void():
        try:
            with transaction.atomic():
                void_hours(records[0], by=officer, reason="没有来")
                voided.set()
                made.wait(1)
        finally:
            connection.close()

    thread = threading.Thread(target=void)
    thread.start()
    voided.wait(60)
    certificate = issue_service(volunteer, by=volunteer.user, since=SINCE, until=days.today())
    made.set()
    thread.join()

    assert (certificate.minutes, Certificate.objects.get(pk=certificate.pk).state) == (90, "valid")


@pytest.mark.django_db(transaction=True)
def test_a_record_may_be_voided_while_a_certificate_is_being_made_of_it(
    records, volunteer, officer, until_it_waits
):
    """Whoever voids holds the record and waits for the person; whoever issues holds the person, and refers to the record
    at the end. Neither is undone."""
    with transaction.atomic():
        made = issue_service(volunteer, by=volunteer.user, since=SINCE, until=days.today())
        voiding = until_it_waits(lambda: void_hours(records[0], by=officer, reason="没有来").state)
    voiding.join()
    made.refresh_from_db()
    assert (voiding.result, made.state) == ("voided", "revoked")


@pytest.mark.django_db(transaction=True)
def test_a_training_may_be_voided_while_a_certificate_is_being_made_of_it(volunteer, officer, until_it_waits):
    completion = learnt(volunteer)
    chosen = Completion.objects.standing().filter(pk=completion.pk)
    with transaction.atomic():
        hold([volunteer.pk])
        voiding = until_it_waits(lambda: void_completions(chosen, why="没有来", by=officer)[0].is_voided)
        made = issue_training(completion, by=volunteer.user)
    voiding.join()
    made.refresh_from_db()
    assert (voiding.result, made.state) == (True, "revoked")
