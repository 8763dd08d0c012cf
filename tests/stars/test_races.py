"""Two things at once: one comes before the other, and the second sees what the first did."""

import datetime
import threading
import time

import pytest
from django.db import connection, transaction

from apps.core import days
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.stars.actions import (
    answer_objection,
    keep_stars,
    object_to,
    open_notice,
    settle_notice,
    withdraw_stars,
)
from apps.stars.models import Recognition, StarCandidate, StarNotice, StarObjection, StarStanding, StarStay
from tests.factories import StarObjectionFactory, UserFactory
from tests.stars.passing import NUMBER, notice_of, recognize, the_days_go_by

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meanwhile(someone_waits_for_me):
    """Do the first thing, and before it is committed begin the second one, which waits for it. Returns what the second
    one said."""

    def run(first, second):
        outcome = []

        def too():
            try:
                outcome.append(second())
            except Refused as refusal:
                outcome.append(refusal.code)
            finally:
                connection.close()

        other = threading.Thread(target=too)
        with transaction.atomic():
            first()
            other.start()
            while other.is_alive() and not someone_waits_for_me():
                time.sleep(0.01)
            assert other.is_alive()
        other.join()
        return outcome[0]

    return run


def settle(notice, by):
    return settle_notice(notice, by=by, document_number=NUMBER)


@pytest.mark.breaks_invariants
def test_two_secretaries_at_once_put_somebody_on_notice_once(volunteer, association, secretary, meanwhile):
    def put():
        return open_notice(StarStanding.objects.all(), by=secretary, organization=association)

    assert meanwhile(put, put) == "nothing_to_recognize"
    assert StarCandidate.objects.count() == StarNotice.objects.count() == 1


@pytest.mark.breaks_invariants
def test_two_secretaries_at_once_recognize_a_star_once(volunteer, association, secretary, meanwhile):
    notice = notice_of(association, [volunteer])

    said = meanwhile(lambda: settle(notice, secretary), lambda: settle(notice, secretary))

    assert said == "nothing_to_settle"
    assert Recognition.objects.count() == 1


@pytest.mark.breaks_invariants
def test_hours_voided_while_a_notice_is_settled_come_before_it_or_after_it(
    volunteer, association, secretary, serve, meanwhile
):
    notice = notice_of(association, [volunteer])

    done = meanwhile(lambda: serve(volunteer, 5910), lambda: settle(notice, secretary))

    assert (done.recognized, done.dropped) == ([], [volunteer.pk])
    assert not Recognition.objects.exists()


@pytest.mark.breaks_invariants
def test_hours_voided_after_the_star_stands_make_it_a_fallen_one(
    volunteer, association, secretary, serve, meanwhile
):
    notice = notice_of(association, [volunteer])

    meanwhile(lambda: settle(notice, secretary), lambda: serve(volunteer, 5910))

    assert StarStanding.objects.get().has_fallen
    assert StarStanding.objects.fallen_at(association).exists()


@pytest.mark.breaks_invariants
def test_an_objection_made_while_a_notice_is_settled_comes_too_late(
    volunteer, association, secretary, meanwhile
):
    candidate = notice_of(association, [volunteer]).candidates.get()

    said = meanwhile(
        lambda: settle(candidate.notice, secretary),
        lambda: object_to(candidate, by=UserFactory(), words="不在旗里"),
    )

    assert (said, StarObjection.objects.count()) == ("notice_over", 0)


@pytest.mark.breaks_invariants
def test_a_candidate_that_is_dropped_while_the_notice_is_settled_is_not_recognized(
    volunteer, association, secretary, meanwhile
):
    notice = notice_of(association, [volunteer], over=False)
    objection = StarObjectionFactory(candidate=notice.candidates.get())
    the_days_go_by()

    done = meanwhile(
        lambda: answer_objection(objection, by=secretary, upholds=True, answer="不在旗里"),
        lambda: settle(notice, secretary),
    )

    assert (done.recognized, done.held, done.dropped) == ([], [], [])
    assert StarCandidate.objects.get().state == "dropped"


@pytest.mark.breaks_invariants
def test_a_star_is_withdrawn_once(volunteer, association, secretary, serve, meanwhile):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)

    def withdraw():
        rows = StarStanding.objects.all()
        said = {"reason": "假的", "document_number": "9号"}
        return withdraw_stars(rows, by=secretary, organization=association, **said)

    assert meanwhile(withdraw, withdraw) == "nothing_fallen"
    assert StarStanding.objects.get().recognized == 0


@pytest.mark.breaks_invariants
def test_a_star_whose_hours_come_back_while_it_is_withdrawn_stays(
    volunteer, association, secretary, serve, meanwhile
):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)

    def withdraw():
        rows = StarStanding.objects.all()
        said = {"reason": "假的", "document_number": "9号"}
        return withdraw_stars(rows, by=secretary, organization=association, **said)

    assert meanwhile(lambda: serve(volunteer, 6000), withdraw) == "nothing_fallen"
    assert StarStanding.objects.get().recognized == 1


@pytest.mark.breaks_invariants
def test_a_star_is_kept_once(volunteer, association, secretary, serve, meanwhile):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)

    def keep():
        said = {"reason": "在补材料", "until": days.today() + datetime.timedelta(days=30)}
        return keep_stars(StarStanding.objects.all(), by=secretary, organization=association, **said)

    assert meanwhile(keep, keep) == "nothing_fallen"
    assert StarStay.objects.count() == Message.objects.filter(kind="star_held").count() == 1
