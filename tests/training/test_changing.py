"""What is mended of a session that is set up, where it may be held, and what stands in the way of ending a standard."""

import datetime

import pytest

from apps.activities.forms import PositionForm
from apps.core import days
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.training import actions
from apps.training.models import Session
from tests.factories import (
    ActivityFactory,
    CourseFactory,
    EnrolmentFactory,
    OrganizationFactory,
    StandardFactory,
    StationFactory,
    TrainingSessionFactory,
    UserFactory,
    nine_oclock,
)
from tests.training.conftest import code_of, org, over, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def refusal(action, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return code_of(refused)


# --- changing -------------------------------------------------------------------------------------------


def test_who_holds_or_waits_for_a_place_hears_of_another_place_and_teacher(desk, session):
    joined = EnrolmentFactory(session=session)
    waiting = EnrolmentFactory(session=session, state="waiting", queue_number=1)
    gone = EnrolmentFactory(session=session, state="left")

    response = desk.post(
        org(session, f"sessions/{session.pk}/change/"), {"trainer": "李护士", "where": "旗医院"}, follow=True
    )

    session.refresh_from_db()
    assert told(response) == ["改好了，报了名的人都收到了消息。"]
    assert (session.trainer, session.place, session.station) == ("李护士", "旗医院", None)
    news = Message.objects.filter(kind="training.changed")
    assert {one.recipient_id for one in news} == {joined.volunteer.user_id, waiting.volunteer.user_id}
    assert all("旗医院" in one.body and "李护士" in one.body for one in news)
    assert gone.volunteer.user_id not in {one.recipient_id for one in news}


def test_the_link_of_an_online_course_is_mended_and_not_sent_about(by):
    session = TrainingSessionFactory(course__how="online", place="", link="https://example.cn/ke/1")
    EnrolmentFactory(session=session)

    actions.change_session(session, trainer=session.trainer, where="https://example.cn/ke/2", by=by)

    assert Session.objects.get().link == "https://example.cn/ke/2"
    assert "example.cn" not in Message.objects.get(kind="training.changed").body


def test_what_is_typed_wrongly_is_said_beside_the_field_and_stays(desk, session):
    response = desk.post(org(session, f"sessions/{session.pk}/change/"), {"trainer": "李护士", "where": ""})

    form = response.context["change_form"]
    assert (form.errors.keys(), form["trainer"].value()) == ({"where"}, "李护士")


def test_what_has_begun_is_not_changed_and_no_change_tells_nobody(by, session):
    same = {"trainer": session.trainer, "where": session.place}
    assert refusal(actions.change_session, session, **same, by=by) == "nothing_changed"
    assert refusal(actions.change_session, over(session), trainer="x", where="y", by=by) == "started"


# --- where ----------------------------------------------------------------------------------------------


def add(course, by, **fields):
    said = {
        "starts_at": nine_oclock(20),
        "ends_at": nine_oclock(20) + datetime.timedelta(hours=2),
        "capacity": 5,
        "trainer": "王护士",
        "region": course.organization.region,
    } | fields
    return actions.add_session(course, by=by, **said)


def test_a_session_is_held_at_a_place_online_by_a_link(by):
    online = CourseFactory(how="online")
    assert refusal(add, CourseFactory(), by, link="https://example.cn/1") == "no_place"
    assert refusal(add, online, by, place="活动室") == "no_link"

    held = add(online, by, place="活动室", link="https://example.cn/1")
    assert (held.place, held.link) == ("", "https://example.cn/1")


def test_a_station_of_the_banner_will_do_whoever_runs_it_and_says_where_it_is(by):
    course = CourseFactory()
    banner = course.organization.region
    there = StationFactory(organization=OrganizationFactory(), region=banner)
    closed = StationFactory(region=banner, is_open=False)
    elsewhere = StationFactory(region_id="150102")

    assert add(course, by, station=there).place == f"{there.name}（{there.address}）"
    assert refusal(add, course, by, station=closed) == "station_elsewhere"
    assert refusal(add, course, by, station=elsewhere) == "station_elsewhere"


# --- standards ------------------------------------------------------------------------------------------


def test_a_standard_is_not_ended_before_sessions_by_it(by):
    session = TrainingSessionFactory(starts_at=nine_oclock(9))
    standard, last = session.course.standard, days.day_of(session.starts_at)

    assert refusal(actions.end_standard, standard, on=last - days.ONE, by=by) == "sessions_to_come"
    assert actions.end_standard(standard, on=last, by=by).ends_on == last


def test_a_kind_that_another_place_added_is_not_used_here(by, office):
    kind = actions.add_kind(
        OrganizationFactory(region_id="150102").region, name="马术", group="professional", by=by
    )
    said = {"name": "马术", "minutes": 60, "in_force_from": days.today(), "kind": kind}

    assert (
        refusal(actions.add_standard, by=by, organization=OrganizationFactory(), **said) == "kind_elsewhere"
    )


def test_a_standard_says_what_is_to_be_learnt_and_for_which_fields(desk, session):
    StandardFactory(service_fields=["16"], words="先看现场安不安全")

    for below in ("standards/", "courses/new/"):
        page = desk.get(org(session, below)).content.decode()
        assert "先看现场安不安全" in page
        assert "适用：" in page


def test_a_notice_is_proposed_the_trainings_of_its_fields(session, staff):
    activity = ActivityFactory(organization=session.course.organization, service_fields=["16"])
    meant = StandardFactory(service_fields=["16"])
    StandardFactory(kind_id="rescue", service_fields=["03"])
    StandardFactory(kind_id="equipment", service_fields=["16"], region_id="150102")

    help_text = PositionForm(activity=activity).fields["required_trainings"].help_text

    assert f"标准里建议：{meant.kind.name}。" in help_text
