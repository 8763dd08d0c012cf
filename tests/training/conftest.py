"""A lesson that is over, one that is to come, and who holds them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.booking import codes
from apps.training import attendance
from apps.training.models import Enrolment, Session
from tests.factories import (
    AttendanceFactory,
    CourseFactory,
    EnrolmentFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    OutsideTrainingFactory,
    QuestionFactory,
    StaffFactory,
    TrainingSessionFactory,
    VolunteerFactory,
)

HOUR = datetime.timedelta(hours=1)
THIRTY = 30


def over(session, *, days=1):
    """The session has been: it began so many days ago. Places go with it."""
    starts = timezone.now() - datetime.timedelta(days=days)
    length = session.ends_at - session.starts_at
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + length)
    Enrolment.objects.filter(session=session).update(during=(starts, starts + length))
    session.refresh_from_db()
    return session


def running(session):
    """The session runs: it began a minute ago."""
    starts = timezone.now() - datetime.timedelta(minutes=1)
    length = session.ends_at - session.starts_at
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + length)
    Enrolment.objects.filter(session=session).update(during=(starts, starts + length))
    session.refresh_from_db()
    return session


def org(session, below=""):
    return f"/org/{session.course.organization_id}/training/{below}"


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def same_for_thirty(client, url, make):
    """The page costs the same with one row and with thirty."""
    make(1)
    few = queries(client, url)
    make(THIRTY - 1)
    assert queries(client, url) == few


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def session():
    return TrainingSessionFactory(capacity=1)


@pytest.fixture
def staff(session):
    return StaffFactory(organization=session.course.organization).user


@pytest.fixture
def tested():
    """A course with a test."""
    return CourseFactory(pass_mark=60)


@pytest.fixture
def volunteer():
    return VolunteerFactory()


@pytest.fixture
def mine(client, volunteer):
    client.force_login(volunteer.user)
    return client


@pytest.fixture
def desk(client, session, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def office(client):
    client.force_login(OfficerFactory().user)
    return client


@pytest.fixture
def enrolment():
    """A place in a session without a test."""
    return EnrolmentFactory()


@pytest.fixture
def to_test(tested):
    """A place in a session with a test of three questions, which is over; the person was there."""
    QuestionFactory.create_batch(3, course=tested)
    enrolment = EnrolmentFactory(session=TrainingSessionFactory(course=tested))
    over(enrolment.session)
    enrolment.refresh_from_db()
    AttendanceFactory(enrolment=enrolment)
    return enrolment


def code_of(refused):
    return refused.value.code


def code_for(session, direction, at):
    return codes.code_at(attendance.KIND, session.pk, direction, at)


def leader(session):
    return StaffFactory(organization=session.course.organization).user


def come_and_go(enrolment, came, left):
    session, user = enrolment.session, enrolment.volunteer.user
    attendance.check_in(session, by=user, code=code_for(session, codes.IN, came), at=came)
    return attendance.check_out(session, by=user, code=code_for(session, codes.OUT, left), at=left)


@pytest.fixture
def team():
    return OrganizationFactory()


@pytest.fixture
def clerk(team):
    """Who enters what was learnt elsewhere."""
    return StaffFactory(organization=team).user


@pytest.fixture
def colleague(team):
    return StaffFactory(organization=team, role="staff").user


@pytest.fixture
def member(team):
    return MemberFactory(organization=team, user=VolunteerFactory().user).user.volunteer


@pytest.fixture
def entry(team, member, clerk):
    return OutsideTrainingFactory(organization=team, volunteer=member, made_by=clerk)
