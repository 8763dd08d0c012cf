"""Pages and API of hours on paper, of what is odd, of objections: fixed costs, bad input, and the same rules."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Consent
from apps.core import days, uploads
from apps.hours.actions import Line, backfill, file_appeal
from apps.hours.models import Appeal, Basis, HourRecord
from tests.factories import (
    ActivityFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    ReferralFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.files import uploaded

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def office(client):
    officer = OfficerFactory().user
    client.force_login(officer)
    return client


@pytest.fixture
def team():
    return OrganizationFactory()


@pytest.fixture
def desk(client, team):
    client.force_login(StaffFactory(organization=team).user)
    return client


def a_paper(organization, *people, ago=60):
    staff = StaffFactory(organization=organization).user
    start = nine_oclock(-ago)
    return backfill(
        organization,
        [Line(one, start, start + HOUR) for one in people],
        by=staff,
        title="春季义诊",
        place="苏木卫生院",
        content="量血压",
        leader="白音",
        reason="那时还没用平台",
        proofs=[uploads.keep(uploaded(), kind="document", by=staff)],
        declared=True,
    )


def an_objection(_number):
    record = HourRecordFactory()
    return file_appeal(record, by=record.beneficiary, what="too_short", words="我没有走")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("papers", lambda n: a_paper(OrganizationFactory(), *VolunteerFactory.create_batch(n))),
        ("held", lambda _n: ReferralFactory()),
        ("appeals", an_objection),
    ],
)
def test_the_lists_cost_the_same_with_one_and_with_thirty(office, name, make):
    page = reverse(f"hours:region_{name}", args=["150430"])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page).status_code == 200
        return len(queries)

    make(1)
    cost()  # what is remembered between requests
    one = cost()
    for _ in range(8):
        make(4)
    assert cost() == one


def test_a_paper_and_its_files_are_shown_to_those_who_decide_alone(client, team):
    basis = a_paper(team, VolunteerFactory())
    page = reverse("hours:proof", args=[basis.pk, basis.proofs.get().pk])

    def status(user):
        client.force_login(user)
        return client.get(page).status_code

    assert status(OfficerFactory().user) == 200
    assert status(basis.made_by) == 200
    assert status(OfficerFactory(region="150421").user) == 404
    assert status(basis.records.get().beneficiary) == 404


def typed(moment):
    return f"{moment.astimezone(days.SHANGHAI):%Y-%m-%dT%H:%M}"


def told(**changes):
    start = nine_oclock(-60)
    given = {
        "title": "春季义诊",
        "place": "苏木卫生院",
        "content": "量血压",
        "leader": "白音",
        "reason": "那时还没用平台",
        "start": typed(start),
        "end": typed(start + HOUR),
        "numbers": VolunteerFactory().number,
        "proofs": uploaded(),
        "declared": "on",
    }
    return given | changes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "补录春季义诊"}, "title"),
        ({"title": "好" * 51}, "title"),
        ({"numbers": "15040000000x"}, "numbers"),
        ({"numbers": "\x00"}, "numbers"),
        ({"numbers": ""}, "__all__"),
        ({"start": "昨天"}, "start"),
        ({"start": "0001-01-01T00:00", "end": "9999-12-31T23:59"}, "__all__"),
        ({"start": "2026-01-01T00:00", "end": "2026-03-01T00:00"}, "__all__"),
        ({"end": typed(nine_oclock(-61))}, "end"),
        ({"declared": ""}, "declared"),
        ({"proofs": uploaded(b"MZ not a picture", "a.jpg")}, "proofs"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(desk, team, changes, field):
    response = desk.post(reverse("hours:backfill", args=[team.pk]), told(**changes))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Basis.objects.exists()


def test_people_may_come_as_a_table_with_their_own_times(desk, team):
    one, other = VolunteerFactory.create_batch(2)
    day = (days.today() - datetime.timedelta(days=50)).isoformat()
    table = f"志愿者编号,从,到\n{one.number},{day} 9:00,{day} 10:30\n{other.number},,\n"

    desk.post(
        reverse("hours:backfill", args=[team.pk]),
        told(numbers="", table=uploaded(table.encode(), "名单.csv")),
    )

    rows = HourRecord.objects.order_by("pk").values_list("volunteer", "minutes")
    assert list(rows) == [(one.pk, 90), (other.pk, 60)]


def test_every_wrong_line_of_a_table_is_named(desk, team):
    table = f"志愿者编号,从,到\n000,,\n{VolunteerFactory().number},九点,十点\n"

    response = desk.post(
        reverse("hours:backfill", args=[team.pk]),
        told(numbers="", table=uploaded(table.encode(), "名单.csv")),
    )

    assert response.context["form"].errors["table"] == [
        "第2行：没有这个志愿者编号",
        "第3行：时间写成2026-08-01 9:00",
    ]
    assert not Basis.objects.exists()


def test_a_transfer_by_api_is_refused_without_consent_and_done_with_it(client):
    me = VolunteerFactory()
    client.force_login(me.user)
    start = nine_oclock(-20)
    sent = {
        "title": "马拉松赛服务",
        "issuer": "北京市志愿服务联合会",
        "times": [{"start": start.isoformat(), "end": (start + HOUR).isoformat()}],
        "proofs": [str(uploads.keep(uploaded(), kind="document", by=me.user).pk)],
    }

    refused = client.post("/api/v1/me/transfers/", sent, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "transfer_consent_missing")
    done = client.post("/api/v1/me/transfers/", sent | {"consent": True}, content_type="application/json")

    assert (done.status_code, done.json()["minutes"]) == (201, 60)
    assert Consent.objects.covers(me.user, "transfer")


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("0001-01-01T00:00:00Z", "0001-01-01T01:00:00Z", "no_such_day"),
        ("2001-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "too_long"),
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "leaves_before_coming"),
    ],
)
def test_times_that_cannot_be_are_refused(client, start, end, code):
    me = VolunteerFactory()
    client.force_login(me.user)
    sent = {
        "title": "马拉松赛服务",
        "issuer": "北京市志愿服务联合会",
        "times": [{"start": start, "end": end}],
        "proofs": [str(uploads.keep(uploaded(), kind="document", by=me.user).pk)],
        "consent": True,
    }

    response = client.post("/api/v1/me/transfers/", sent, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (409, code)


def test_a_verdict_of_another_age_is_refused(client):
    appeal = an_objection(1)
    Appeal.objects.update(outside_from=days.today())
    client.force_login(OfficerFactory().user)

    response = client.post(
        f"/api/v1/appeals/{appeal.pk}/uphold/",
        {"answer": "照片", "start": "0001-01-01T00:00:00Z", "end": "2020-01-01T00:00:00Z"},
        content_type="application/json",
    )

    assert (response.status_code, response.json()["code"]) == (409, "outside_the_shift")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"what": "too_short", "words": "x"},
        {"record": 1, "signup": 1, "what": "too_short", "words": "x"},
        {"record": -1, "what": "too_short", "words": "x"},
        {"record": 10**30, "what": "too_short", "words": "x"},
        {"record": 1, "what": "nothing", "words": "x"},
        {"record": 1, "what": "too_short", "words": "x" * 501},
        {"record": 1, "what": "too_short", "words": "x", "state": "upheld"},
    ],
)
def test_an_objection_that_cannot_be_read_is_answered_with_its_fields(client, sent):
    client.force_login(VolunteerFactory().user)

    response = client.post("/api/v1/me/appeals/", sent, content_type="application/json")

    assert (response.status_code, bool(response.json()["fields"])) == (400, True)
    assert not Appeal.objects.exists()


def test_over_midnight_a_paper_is_cut_into_its_days(desk, team):
    start = days.start_of(days.today() - 2 * days.ONE) - HOUR
    activity = ActivityFactory(organization=team, starts_at=start, ends_at=start + 2 * HOUR)
    shift = ShiftFactory(position__activity=activity)
    signup = SignupFactory(shift=shift)

    desk.post(
        reverse("hours:by_hand", args=[team.pk, shift.pk]),
        {
            "people": signup.pk,
            "numbers": "",
            "start": typed(start),
            "end": typed(start + 2 * HOUR),
            "reason": "没有信号",
            "proofs": uploaded(),
        },
    )

    rows = HourRecord.objects.order_by("served_on").values_list("served_on", "minutes")
    assert list(rows) == [(days.day_of(start), 60), (days.day_of(start) + days.ONE, 60)]


def test_a_record_tells_what_became_of_it_to_the_person_and_at_the_desk(client, team):
    record = HourRecordFactory(break_minutes=20, minutes=70)
    ReferralFactory(record=record)
    client.force_login(record.beneficiary)
    mine = client.get(reverse("hours:mine", args=[record.pk])).content.decode()
    client.force_login(StaffFactory(organization=record.organization).user)
    theirs = client.get(reverse("hours:record", args=[record.organization_id, record.pk])).content.decode()

    for page in (mine, theirs):
        assert "休息20分不算" in page
        assert "5人同一秒签到又同一秒签退" in page
