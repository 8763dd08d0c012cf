"""After a shift both sides hear once that they may say how it was, and until when."""

import datetime
from collections import Counter
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import days
from apps.core.templatetags.ui import day_words
from apps.messaging.models import Message
from apps.organizations.models import Organization
from apps.recognition import tasks
from apps.recognition.actions.telling import tell_organizations, tell_people
from apps.recognition.evaluable import record_by
from tests.factories import (
    EvaluationFactory,
    GuardianshipFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.killing import Axe, Killed, undone

pytestmark = pytest.mark.django_db


def told(kind):
    return Counter(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_who_came_hears_it_once_and_until_when(came, shift):
    signup = came()
    SignupFactory(shift=shift, volunteer=VolunteerFactory())  # did not come

    assert [tell_people(), tell_people()] == [1, 1]
    message = Message.objects.get(kind="evaluation.open")
    until = days.day_of(shift.ends_at) + datetime.timedelta(days=60)
    assert (message.recipient, message.url) == (signup.volunteer.user, "/me/evaluations/")
    assert shift.position.activity.title in message.title
    assert f"{day_words(until)}以前" in message.body


def test_for_a_child_whoever_answers_for_it_hears_it_too(came):
    child = came(birth_date=days.today() - datetime.timedelta(days=4000)).volunteer
    guardian = GuardianshipFactory(child=child).guardian
    tell_people()
    assert told("evaluation.open") == {child.user_id: 1, guardian.user_id: 1}


def test_who_has_said_it_is_not_asked(came):
    EvaluationFactory(signup=came())
    tell_people()
    assert told("evaluation.open") == {}


@pytest.mark.parametrize(("ago", "hears"), [(-1, 0), (6, 1), (8, 0)])
def test_only_of_shifts_that_ended_of_late(came, shift, ago, hears):
    came()
    now = shift.ends_at + datetime.timedelta(days=ago)
    assert (tell_people(now), tell_organizations(now)) == (hears, hears)


def test_an_organization_hears_once_a_day_how_many_wait_and_by_when(came, organization, manager, shift):
    came(3)
    EvaluationFactory(signup=came(), side="organization")
    StaffFactory()

    assert [tell_organizations(), tell_organizations()] == [1, 1]
    message = Message.objects.get(kind="evaluation.due")
    assert (message.recipient, message.url) == (manager, f"/org/{organization.pk}/evaluations/")
    assert "有3人等你们评价" in message.body
    assert f"{day_words(record_by(shift.ends_at, 10))}以前" in message.body


def test_of_whom_everything_is_said_nobody_is_reminded(came, manager):
    EvaluationFactory(signup=came(), side="organization")
    assert tell_organizations() == 0


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_nobody_is_told_at_an_organization_that_is_not_at_work(came, organization, manager, state):
    came()
    Organization.objects.filter(pk=organization.pk).update(state=state, reason="停用")
    assert tell_organizations() == 0


def test_as_many_queries_for_one_as_for_ten(came, manager):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            tasks.tell_of_open_evaluations()
        return len(caught)

    came()
    one = queries()
    came(9)
    Message.objects.all().delete()
    assert queries() == one


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_wherever_it_is_killed_the_next_run_does_the_rest(came, manager, behind):
    came(2)

    def stands():
        return Counter(Message.objects.values_list("kind", "recipient", "key"))

    with undone():
        tasks.tell_of_open_evaluations()
        whole = stands()
    assert len(whole) == 3
    for blow in count():
        with undone():
            axe = Axe(blow, "messaging", behind=behind)
            try:
                with connection.execute_wrapper(axe):
                    tasks.tell_of_open_evaluations()
            except Killed:
                tasks.tell_of_open_evaluations()
            assert stands() == whole
        if not axe.has_fallen:
            break
