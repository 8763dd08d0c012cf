"""What happens in the evening and by night: reminders, who never came, how many are trained. Twice is as once."""

import datetime

import pytest
from django.utils import timezone

from apps.core import days
from apps.messaging.models import Message
from apps.organizations.actions.standing import reinstate_organization, suspend_organization
from apps.organizations.models import Organization
from apps.training.actions import (
    count_no_shows,
    count_trained,
    remind_running_out,
    remind_tomorrow,
)
from apps.training.models import Enrolment, TrainedFigures
from tests.factories import (
    AttendanceFactory,
    CompletionFactory,
    EnrolmentFactory,
    MemberFactory,
    OfficerFactory,
    QualificationFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.training.conftest import HOUR, over

pytestmark = pytest.mark.django_db


def test_what_runs_out_is_told_once_a_month_and_once_a_week_before():
    today = days.today()
    soon = CompletionFactory(expires_on=today + datetime.timedelta(days=20))
    sooner = CompletionFactory(expires_on=today + datetime.timedelta(days=5))
    renewed = CompletionFactory(expires_on=today + datetime.timedelta(days=5))
    CompletionFactory(volunteer=renewed.volunteer, expires_on=today + datetime.timedelta(days=700))
    certificate = QualificationFactory(
        state="passed",
        decided_by=VolunteerFactory().user,
        decided_at=timezone.now(),
        expires_on=today + datetime.timedelta(days=20),
    )

    remind_running_out()
    remind_running_out()

    told = Message.objects.filter(kind__in=["training.running_out", "training.certificate"])
    assert sorted(told.values_list("recipient", "kind")) == sorted(
        [
            (soon.volunteer.user_id, "training.running_out"),
            (sooner.volunteer.user_id, "training.running_out"),
            (certificate.beneficiary_id, "training.certificate"),
        ]
    )


def test_who_never_came_is_counted_by_night_once(enrolment):
    there = EnrolmentFactory(session=enrolment.session)
    session = over(enrolment.session, days=10)
    AttendanceFactory(enrolment=there, came_at=session.starts_at, left_at=session.ends_at)

    assert [count_no_shows(), count_no_shows()] == [1, 0]
    assert Enrolment.objects.get(pk=enrolment.pk).state == "no_show"


def test_the_evening_before_everybody_who_is_expected_hears_once():
    tomorrow = days.start_of(days.today() + days.ONE) + 9 * HOUR
    EnrolmentFactory(session=TrainingSessionFactory(starts_at=tomorrow))
    EnrolmentFactory()

    assert [remind_tomorrow(), remind_tomorrow()] == [1, 1]
    assert Message.objects.filter(kind="training.reminder").count() == 1


def test_the_trained_are_counted_for_each_place_kind_and_year():
    CompletionFactory()
    VolunteerFactory()
    CompletionFactory(kind_id="rescue", standard__kind_id="rescue", expires_on=days.today() - days.ONE)

    count_trained()
    count_trained()

    found = TrainedFigures.objects.filter(year=days.this_year())
    rows = {row.kind_id: row for row in found.filter(region="150430", group="")}
    assert [(rows[kind].people, rows[kind].trained) for kind in (None, "first_aid", "rescue")] == [
        (3, 1),
        (3, 1),
        (3, 0),
    ]
    assert [found.in_all().get(region=code).trained for code in ("15", "1504", "150421")] == [1, 1, 0]
    assert rows[None].share == 33.3


def test_groups_are_summed_with_the_people_of_whom_they_are_asked():
    """Two kinds of professional training are one person; the backbone's training counts among the backbone."""
    medic, leader, idle, other = (VolunteerFactory() for _ in range(4))
    for kind in ("first_aid", "rescue"):
        CompletionFactory(volunteer=medic, kind_id=kind, standard__kind_id=kind)
    for person in (leader, other):
        CompletionFactory(volunteer=person, kind_id="backbone", standard__kind_id="backbone")
    for person in (leader, leader, idle):
        MemberFactory(user=person.user, backbone_since=days.today(), backbone_by=UserFactory())
    MemberFactory(user=other.user, state="left", backbone_since=days.today(), backbone_by=UserFactory())

    count_trained()

    here = TrainedFigures.objects.filter(year=days.this_year(), region="150430")
    sums = {row.group: (row.people, row.trained, row.share) for row in here.of_groups()}
    assert sums == {"everyone": (4, 0, 0.0), "backbone": (2, 1, 50.0), "professional": (4, 1, None)}
    kind = here.get(kind="backbone")
    assert (kind.people, kind.trained, kind.completions) == (2, 1, 2)
    assert (here.in_all().get().people, here.in_all().get().trained) == (4, 3)


def test_where_the_organization_is_stopped_everybody_hears_so_and_nobody_is_called_for_tomorrow():
    tomorrow = days.start_of(days.today() + days.ONE) + 9 * HOUR
    enrolment = EnrolmentFactory(session=TrainingSessionFactory(starts_at=tomorrow))
    organization = enrolment.session.course.organization
    EnrolmentFactory(session=over(TrainingSessionFactory(course=enrolment.session.course), days=3))

    suspend_organization(organization, by=OfficerFactory().user, reason="收了钱")

    told = Message.objects.filter(kind="training.stopped")
    assert [(one.recipient_id, "先不要去" in one.body) for one in told] == [
        (enrolment.volunteer.user_id, True)
    ]
    assert remind_tomorrow() == 0
    reinstate_organization(Organization.objects.get(pk=organization.pk), by=OfficerFactory().user)
    assert remind_tomorrow() == 1


def test_a_year_that_is_over_stays_as_it_stood_at_its_end():
    year = days.this_year()
    over_at = days.start_of(datetime.date(year + 1, 1, 1))
    CompletionFactory(expires_on=None)
    VolunteerFactory(passed_at=over_at + HOUR)

    def counted(at):
        count_trained(at=at)
        row = TrainedFigures.objects.in_all().get(year=year, region="150430")
        return row.people, row.trained

    assert counted(over_at + 2 * HOUR) == (1, 1)
    VolunteerFactory(passed_at=over_at - HOUR)
    assert counted(over_at + 4 * days.ONE) == (1, 1)
    assert TrainedFigures.objects.in_all().get(year=year + 1, region="150430").people == 3
