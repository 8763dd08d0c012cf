"""Who leads a session without a post: shows its code and calls its roll, nothing else."""

import pytest
from django.utils import timezone

from apps.booking import codes
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.registration.signals import leaving
from apps.training import attendance
from apps.training.actions import appoint_leader, call_off, dismiss_leader
from apps.training.models import Attendance, Session, SessionLeader
from tests.factories import (
    EnrolmentFactory,
    MemberFactory,
    OfficerFactory,
    SessionLeaderFactory,
    StaffFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.training.conftest import org, over, running, same_for_thirty

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(session):
    """A member of the organisation that holds the session."""
    return MemberFactory(
        organization=session.course.organization, user=VolunteerFactory().user
    ).user.volunteer


@pytest.fixture
def leader(session, trainer):
    return SessionLeaderFactory(session=session, user=trainer.user)


def code_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_whoever_is_asked_hears_it_once_and_leads_this_session_only(session, trainer, staff):
    other = TrainingSessionFactory(course=session.course, place="别处")

    appoint_leader(session, trainer, by=staff)

    assert list(Session.objects.led_by(trainer.user)) == [session]
    assert other not in Session.objects.managed_by(trainer.user)
    message = Message.objects.get(recipient=trainer.user)
    assert (message.kind, message.url) == ("training.leader", "/me/training/lessons/")
    assert code_of(lambda: appoint_leader(session, trainer, by=staff)) == "already_leader"


def test_who_may_be_asked(session, staff, trainer):
    organization = session.course.organization
    child = VolunteerFactory(birth_date=timezone.localdate().replace(year=timezone.localdate().year - 15))
    MemberFactory(organization=organization, user=child.user)
    own = VolunteerFactory(user=staff)
    MemberFactory(organization=organization, user=staff)

    assert code_of(lambda: appoint_leader(session, child, by=staff)) == "leader_too_young"
    assert code_of(lambda: appoint_leader(session, own, by=staff)) == "own_appointment"
    assert code_of(lambda: appoint_leader(session, VolunteerFactory(), by=staff)) == "not_yours"
    call_off(session, reason="下雪", by=staff)
    session.refresh_from_db()
    assert code_of(lambda: appoint_leader(session, trainer, by=staff)) == "started"


def test_an_office_asks_somebody_of_its_region():
    officer = OfficerFactory().user
    session = TrainingSessionFactory(course__organization=None, course__region_id="150430")
    assert (
        code_of(lambda: appoint_leader(session, VolunteerFactory(region_id="150102"), by=officer))
        == "not_yours"
    )
    neighbour = VolunteerFactory()

    appoint_leader(session, neighbour, by=officer)

    assert list(Session.objects.led_by(neighbour.user)) == [session]


def test_who_leads(session, leader, staff):
    """By being asked, by a post that leads, by keeping the training; and nobody while the organisation is stopped."""
    organization = session.course.organization
    post = StaffFactory(role="leader", organization=organization).user
    office = OfficerFactory().user
    stranger = UserFactory()

    def leads():
        return [bool(Session.objects.led_by(user)) for user in (leader.user, post, staff, office, stranger)]

    assert leads() == [True, True, True, False, False]
    dismiss_leader(leader, by=staff)
    assert leads() == [False, True, True, False, False]
    SessionLeaderFactory(session=session, user=leader.user)
    organization.state, organization.reason = "suspended", "整改"
    organization.save(update_fields=["state", "reason"])
    assert leads() == [False, False, False, False, False]


def test_the_leader_shows_the_code_and_calls_the_roll(client, session, leader):
    enrolment = EnrolmentFactory(session=session)
    running(session)
    client.force_login(leader.user)
    here = f"/me/training/lessons/{session.pk}/"
    assert "我带的培训" in client.get("/me/training/").content.decode()
    assert [one.pk for one in client.get("/me/training/lessons/").context["page"]] == [session.pk]

    digits = client.get(f"{here}code/").context["digits"]
    assert digits == codes.code_at(attendance.KIND, session.pk, codes.IN, timezone.now())
    over(session)
    assert [row.pk for row in client.get(f"{here}roll/").context["page"]] == [enrolment.pk]
    client.post(f"{here}roll/", {"here": enrolment.pk})

    attended = Attendance.objects.get()
    assert (attended.enrolment, attended.came_noted_by) == (enrolment, leader.user)


@pytest.mark.parametrize("below", ["", "leaders/", "code/"])
def test_the_leader_does_not_come_to_the_desk(client, session, leader, below):
    client.force_login(leader.user)
    assert client.get(org(session, f"sessions/{session.pk}/{below}")).status_code == 404


def test_the_leader_does_not_call_themselves(client, session, leader, trainer):
    own = EnrolmentFactory(session=session, volunteer=trainer)
    over(session)
    client.force_login(leader.user)
    here = f"/me/training/lessons/{session.pk}/roll/"
    assert [row.to_call for row in client.get(here).context["page"]] == [False]

    client.post(here, {"here": own.pk})

    assert not Attendance.objects.exists()


def test_a_post_that_leads_finds_its_lessons(client, session):
    client.force_login(StaffFactory(role="leader", organization=session.course.organization).user)
    running(session)
    assert [one.pk for one in client.get("/me/training/lessons/").context["page"]] == [session.pk]
    assert client.get(f"/me/training/lessons/{session.pk}/code/").context["digits"]


def test_one_is_asked_and_dismissed_on_the_desk(desk, session, trainer):
    here = org(session, f"sessions/{session.pk}/leaders/")
    assert "这里没有这个编号" in desk.post(here, {"number": "1"}).content.decode()
    assert desk.post(here, {"number": trainer.number}).url == here
    leader = SessionLeader.objects.get()
    assert trainer.masked_name in desk.get(here).content.decode()

    desk.post(org(session, f"leaders/{leader.pk}/end/"))

    assert not SessionLeader.objects.standing().exists()


def test_who_cannot_come_steps_back(client, leader):
    client.force_login(leader.user)
    client.post(f"/me/training/lessons/leaders/{leader.pk}/end/")
    leader.refresh_from_db()
    assert leader.ended_at is not None


def test_who_leaves_leads_no_more(leader):
    leaving.send(sender=None, user_ids=[leader.user_id], by=leader.user)
    assert not SessionLeader.objects.standing().exists()


def test_the_lessons_one_leads_cost_the_same_for_thirty(client, leader):
    client.force_login(leader.user)

    def rows(count):
        for n in range(count):
            lesson = TrainingSessionFactory(course=leader.session.course, place=f"教室{count}{n}")
            SessionLeaderFactory(session=lesson, user=leader.user)

    same_for_thirty(client, "/me/training/lessons/", rows)


def test_the_roll_of_a_leader_costs_the_same_for_thirty(client, leader):
    client.force_login(leader.user)
    Session.objects.filter(pk=leader.session_id).update(capacity=100)
    leader.session.refresh_from_db()

    def rows(count):
        EnrolmentFactory.create_batch(count, session=leader.session)

    same_for_thirty(client, f"/me/training/lessons/{leader.session_id}/roll/", rows)


def test_a_leader_by_api(client, session, staff, trainer):
    api, enrolment = f"/api/v1/managed-sessions/{session.pk}/", EnrolmentFactory(session=session)
    client.force_login(staff)
    made = client.post(f"{api}leaders/", {"number": trainer.number}, content_type="application/json")
    assert (made.status_code, made.json()["number"]) == (201, trainer.number)
    assert [one["number"] for one in client.get(f"{api}leaders/").json()] == [trainer.number]

    client.force_login(trainer.user)
    running(session)
    shown = client.post(f"{api}code/", {"direction": "in"}, content_type="application/json").json()
    assert shown["code"] == codes.code_at(attendance.KIND, session.pk, codes.IN, timezone.now())
    listed = client.get(f"/api/v1/managed-enrolments/?session={session.pk}").json()["results"]
    assert [row["id"] for row in listed] == [enrolment.pk]
    sent = {"reason": "不来"}
    removed = client.post(f"/api/v1/managed-enrolments/{enrolment.pk}/remove/", sent, "application/json")
    assert removed.status_code == 404
    assert client.post(f"{api}call-off/", sent, "application/json").status_code == 404

    client.force_login(staff)
    gone = {"leader": made.json()["id"]}
    assert client.post(f"{api}dismiss-leader/", gone, "application/json").status_code == 204
    assert client.get(f"{api}leaders/").json() == []


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "training_sessionleader_asked_once"),
        ({"appointed_by": "themselves"}, "training_sessionleader_nobody_asks_themselves"),
    ],
)
def test_what_the_database_holds_of_leaders(leader, fields, name):
    user = UserFactory() if fields else leader.user
    appointed = {"appointed_by": user} if fields else {}
    with pytest.raises(Exception, match=name):
        SessionLeaderFactory(session=leader.session, user=user, **appointed)
