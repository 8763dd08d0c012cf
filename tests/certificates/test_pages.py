"""The pages of a person, of an organisation and of an office."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.models import Activity
from apps.certificates.actions import ask_for_seal, begin_batch, decide_seal, issue_service
from apps.certificates.models import Batch, Certificate, Seal
from apps.core import days, outbox, uploads
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.organizations.models import Organization
from tests.certificates.conftest import SINCE, TODAY
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    BatchFactory,
    CertificateFactory,
    GuardianshipFactory,
    OfficerFactory,
    OrganizationFactory,
    SealFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.files import kept, uploaded
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db
CREATE = "/me/certificates/new/"


@pytest.fixture
def me(client, volunteer):
    client.force_login(volunteer.user)
    return client


def year_of(record):
    return {"year": str(record.served_on.year), "detail": "lines"}


def test_a_year_is_one_click(me, serve, volunteer):
    (record,) = serve(volunteer)
    answer = me.post(CREATE, year_of(record))
    made = Certificate.objects.get()
    assert answer.url == reverse("certificates:mine_one", args=[made.pk])
    assert made.since.isoformat()[4:] == "-01-01"
    assert made.until == min(days.today(), made.since.replace(month=12, day=31))
    page = me.get(answer.url).content.decode()
    assert (made.number in page, "下载PDF" in page) == (True, True)
    assert me.get(reverse("certificates:file", args=[made.pk])).content == uploads.content(made.pdf)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "有1处要改"),
        ({"year": "1900"}, "有1处要改"),
        ({"year": "other"}, "这一天要填"),
        ({"year": "other", "since": "2026-05-02", "until": "2026-05-01"}, "结束的日子要在开始以后"),
        ({"year": "other", "since": "昨天", "until": "2026-05-01"}, "日期"),
        ({"year": "other", "since": "2020-05-01", "until": "2020-05-02"}, "还没有确认的服务时长"),
        (
            {
                "year": "other",
                "since": "2026-05-01",
                "until": "2026-05-02",
                "organization": "999999999999999999999",
            },
            "选",
        ),
        ({"year": "other", "since": "2026-05-01", "until": "2026-05-02", "detail": "x"}, "选"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(me, records, typed, words):
    answer = me.post(CREATE, {"detail": "lines", **typed})
    page = answer.content.decode()
    assert (answer.status_code, words in page, Certificate.objects.count()) == (200, True, 0)
    if typed.get("until"):
        assert f'value="{typed["until"]}"' in page


def test_a_guardian_makes_one_for_a_child(me, serve, volunteer):
    child = GuardianshipFactory(guardian=volunteer).child
    (record,) = serve(child)
    me.post(CREATE, {**year_of(record), "volunteer": child.pk})
    assert Certificate.objects.get().volunteer == child
    assert Certificate.objects.get().number in me.get("/me/certificates/").content.decode()


def test_nobody_makes_one_for_a_stranger(me, serve, volunteer):
    GuardianshipFactory(guardian=volunteer)
    stranger = VolunteerFactory()
    (record,) = serve(stranger)
    me.post(CREATE, {**year_of(record), "volunteer": stranger.pk})
    assert Certificate.objects.count() == 0


def test_a_list_costs_the_same_for_one_and_for_thirty(me, volunteer):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            me.get("/me/certificates/")
        return len(caught)

    CertificateFactory(volunteer=volunteer)
    one = queries()
    for number in range(29):
        CertificateFactory(volunteer=volunteer, scope=f"x/{number}")
    assert queries() == one


def test_the_batches_of_an_organisation_cost_the_same_for_one_and_for_thirty(client, owner, organization):
    client.force_login(owner)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("certificates:batches", args=[organization.pk]))
        return len(caught)

    BatchFactory(organization=organization)
    one = queries()
    for _batch in range(29):
        BatchFactory(organization=organization)
    assert queries() == one


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"words": "谢谢"}, "有2处要改"),
        ({"kind": "service"}, "选哪段时间"),
        ({"kind": "thanks"}, "选一个活动"),
        ({"kind": "service", "year": "other", "since": "2026-05-02", "until": "2026-05-01"}, "结束的日子"),
        ({"kind": "service", "year": "2026", "words": "谢" * 201}, "200"),
    ],
)
def test_what_is_wrong_in_a_batch_is_said(client, owner, organization, typed, words):
    client.force_login(owner)
    answer = client.post(reverse("certificates:batch_new", args=[organization.pk]), typed)
    assert (answer.status_code, words in answer.content.decode(), Batch.objects.count()) == (200, True, 0)


# --- seals --------------------------------------------------------------------------------------------------


def ask(organization, owner):
    return ask_for_seal(organization, picture=kept(by=owner, used=False), by=owner)


def test_a_seal_stands_on_certificates_once_an_office_has_looked_at_it(serve, volunteer, organization, owner):
    serve(volunteer)

    def size():
        made = issue_service(
            volunteer, by=volunteer.user, since=SINCE, until=days.today(), organization=organization
        )
        return made.pdf.size

    seal = ask(organization, owner)
    without = size()
    decide_seal(seal, state="approved", by=OfficerFactory(office_kind="civilization").user)
    assert size() > without
    assert Message.objects.filter(recipient=owner, kind="seal_decided").count() == 1


def test_of_two_approved_the_later_is_in_use(organization, owner):
    officer = OfficerFactory(office_kind="civilization").user
    first = ask(organization, owner)
    decide_seal(first, state="approved", by=officer)
    second = ask(organization, owner)
    decide_seal(second, state="approved", by=officer)
    assert list(Seal.objects.in_use()) == [second]


def test_a_refusal_says_why(organization, owner):
    seal = ask(organization, owner)
    officer = OfficerFactory(office_kind="civilization").user
    with pytest.raises(Refused, match="写明原因"):
        decide_seal(seal, state="refused", by=officer, reason=" ")
    decide_seal(seal, state="refused", by=officer, reason="不清楚")
    assert (Seal.objects.get().state, Seal.objects.get().reason) == ("refused", "不清楚")


def test_one_waits_at_a_time(organization, owner):
    ask(organization, owner)
    with pytest.raises(Refused, match="在等部门看"):
        ask(organization, owner)


def test_nobody_decides_about_the_seal_of_their_own_organisation(organization):
    officer = OfficerFactory(office_kind="civilization").user
    StaffFactory(organization=organization, user=officer)
    SealFactory(organization=organization)
    assert list(Seal.objects.decidable_by(officer)) == []
    assert list(Seal.objects.decidable_by(OfficerFactory(office_kind="civilization").user)) == list(
        Seal.objects.all()
    )


def test_an_owner_hands_one_in_and_an_officer_lets_it_through(client, organization, owner):
    sign_in_with(client, owner)
    client.post(reverse("certificates:seal", args=[organization.pk]), {"picture": uploaded()})
    seal = Seal.objects.get()
    assert (
        client.get(reverse("certificates:seal_picture", args=[organization.pk, seal.pk])).status_code == 200
    )

    sign_in_with(client, OfficerFactory(office_kind="civilization").user)
    page = client.get(reverse("certificates:seals", args=["150430"])).content.decode()
    assert organization.name in page
    answer = client.post(reverse("certificates:seal_refuse", args=["150430", seal.pk]), {"reason": ""})
    assert "有1处要改" in answer.content.decode()
    client.post(reverse("certificates:seal_approve", args=["150430", seal.pk]))
    assert Seal.objects.get().state == "approved"


def test_staff_who_are_no_owners_do_not_hand_one_in(client, organization):
    client.force_login(StaffFactory(organization=organization, role="staff").user)
    answer = client.post(reverse("certificates:seal", args=[organization.pk]), {"picture": uploaded()})
    assert (answer.status_code, Seal.objects.count()) == (200, 0)


def test_seals_of_elsewhere_are_not_there():
    SealFactory(organization=OrganizationFactory())
    assert (
        list(Seal.objects.decidable_by(OfficerFactory(region="150421", office_kind="civilization").user))
        == []
    )


def test_an_activity_that_was_closed_is_thanked_for_and_one_without_hours_is_not(
    client, owner, organization, serve, volunteer
):
    (record,) = serve(volunteer)
    over = record.signup.shift.position.activity
    Activity.objects.filter(pk=over.pk).update(
        state="closed", closed_by=owner, closed_at=timezone.now(), summary="都捡完了"
    )
    ActivityFactory(organization=organization)
    client.force_login(owner)
    form = client.get(reverse("certificates:batch_new", args=[organization.pk])).context["form"]
    assert list(form.fields["activity"].queryset) == [over]
    sent = {"kind": "thanks", "activity": over.pk}
    client.post(reverse("certificates:batch_new", args=[organization.pk]), sent | {"sure": "1"})
    assert Batch.objects.get().activity == over


@pytest.fixture
def desk(client, owner, organization):
    """Sends what is typed into the form for a batch."""
    client.force_login(owner)
    return lambda **sent: client.post(reverse("certificates:batch_new", args=[organization.pk]), sent)


def this_year(**more):
    return {
        "kind": "service",
        "year": "other",
        "since": SINCE.isoformat(),
        "until": TODAY.isoformat(),
        **more,
    }


def test_before_a_batch_is_made_it_says_for_how_many_and_when(desk, serve):
    serve(VolunteerFactory())
    serve(VolunteerFactory(), 2)
    page = desk(**this_year()).content.decode()
    assert ("开2份服务证明？" in page, "2人，一人一份" in page, "换下以前的" in page) == (True, True, False)
    assert f"{SINCE.year}年{SINCE.month}月{SINCE.day}日至" in page
    assert Batch.objects.count() == 0

    answer = desk(**this_year(sure="1"))
    assert answer.url == reverse(
        "certificates:batch", args=[Batch.objects.get().organization_id, Batch.objects.get().pk]
    )


def test_it_says_how_many_earlier_ones_are_replaced(desk, begin_and_make, records):
    begin_and_make()
    page = desk(**this_year()).content.decode()
    assert "1份：你们以前开的同样的证明" in page


@pytest.fixture
def begin_and_make(organization, owner):
    def made():
        begin_batch(organization, by=owner, kind="service", since=SINCE, until=TODAY)
        outbox.sweep()

    return made


def test_a_school_reads_how_many_have_no_hours(client, owner, serve):
    school = StaffFactory(user=owner, organization=OrganizationFactory(kind_id="primary_school")).organization
    serve(AffiliationFactory(organization=school).volunteer)
    AffiliationFactory(organization=school)
    client.force_login(owner)
    page = client.post(reverse("certificates:batch_new", args=[school.pk]), this_year()).content.decode()
    assert ("开1份服务证明？" in page, "1人，这段时间没有确认的时长" in page) == (True, True)


def test_thanks_name_the_activity_and_the_words(desk, records):
    activity = records[0].signup.shift.position.activity
    page = desk(kind="thanks", activity=activity.pk, words="风雪里谢谢你").content.decode()
    assert ("开1份感谢状？" in page, activity.title in page, "风雪里谢谢你" in page) == (True, True, True)


def test_changing_ones_mind_leads_back_with_all_that_was_typed(desk, records):
    page = desk(**this_year(change="1"), words="谢谢").content.decode()
    assert (f'value="{SINCE.isoformat()}"' in page, "看看会开多少份" in page) == (True, True)
    assert ("处要改" in page, Batch.objects.count()) == (False, 0)


def test_what_cannot_be_made_is_said_before_the_button(desk):
    page = desk(**this_year()).content.decode()
    assert ("没有可以开的人" in page, "看看会开多少份" in page) == (True, True)


def test_what_is_said_before_costs_the_same_for_one_and_for_ten(desk, serve):
    def queries(people):
        for _one in range(people):
            serve(VolunteerFactory())
        with CaptureQueriesContext(connection) as caught:
            desk(**this_year())
        return len(caught)

    one = queries(1)
    assert queries(9) == one


@pytest.mark.parametrize(
    ("state", "has_successor"), [("suspended", False), ("closed", True), ("closed", False)]
)
def test_who_is_not_at_work_issues_nothing(me, records, volunteer, organization, state, has_successor):
    """Then whoever took over does, or the platform; no seal of theirs stands on it."""
    successor = OrganizationFactory() if has_successor else None
    SealFactory(
        organization=organization,
        picture=kept(),
        state="approved",
        decided_by=OfficerFactory().user,
        decided_at=timezone.now(),
    )
    Organization.objects.filter(pk=organization.pk).update(state=state, reason="停用", successor=successor)
    organization.refresh_from_db()
    made = issue_service(
        volunteer, by=volunteer.user, since=SINCE, until=days.today(), organization=organization
    )
    claims = json.loads(made.claims)
    assert (made.issuer, claims["about"]) == (successor, organization.name)


def test_a_certificate_says_no_day_that_has_not_come(records, volunteer):
    ahead = days.today() + days.ONE
    made = issue_service(volunteer, by=volunteer.user, since=SINCE, until=ahead)
    assert made.until == days.today()
    with pytest.raises(Refused, match="还没有开始"):
        issue_service(volunteer, by=volunteer.user, since=ahead, until=ahead)
