"""What was handed to insurers, on record: seen by who keeps the policies, taken out as a file, handed over once more
without anybody being added twice."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Consent
from apps.core import outbox
from apps.core.days import today
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.insurance import actions, ending
from apps.insurance.actions import Verdict
from apps.insurance.models import Cover, Delivery, DeliveryLine
from apps.registration.actions.leaving import leave
from tests.factories import (
    ConsentFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyFactory,
    StaffFactory,
    UserFactory,
)
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
LISTS = "/region/150430/insurance/lists/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path / "insurer"


@pytest.fixture
def policy():
    return PolicyFactory(is_named=True)


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def delivery(policy):
    """A list of three that went out."""
    for cover in CoverFactory.create_batch(3, policy=policy, state="eligible"):
        ConsentFactory(user=cover.volunteer.user, purpose="insurer")
    actions.make_deliveries()
    outbox.sweep()
    return Delivery.objects.select_related("policy").get()


def people_of(delivery):
    return [line.cover.volunteer for line in delivery.lines.select_related("cover__volunteer__user")]


def rows(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


def dropped(folder):
    (path,) = folder.rglob("*.csv")
    return rows(path.read_text("utf-8"))


def again(delivery, officer):
    actions.hand_over_again(delivery, by=officer)
    outbox.sweep()


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def test_a_list_goes_out_once_more_as_it_was(delivery, officer, folder):
    before = dropped(folder)
    people = people_of(delivery)
    actions.record_answers(delivery, [Verdict(people[0].number, today() + DAY, "P-7")], by=officer)

    again(delivery, officer)

    assert dropped(folder) == before
    assert (Delivery.objects.count(), DeliveryLine.objects.count()) == (1, 3)
    assert AuditRow.objects.get(action="insurance.list_again").actor == officer


def test_whoever_is_gone_since_then_is_named_by_number_only(delivery, officer, folder):
    before, (_stays, silent, gone) = dropped(folder), people_of(delivery)
    Consent.objects.filter(user=silent.user).update(withdrawn_at="2026-01-01T00:00Z")
    leave(gone.user, by=gone.user)

    again(delivery, officer)

    after = dropped(folder)
    assert after[0] == before[0]
    assert [row[:6] for row in after[1:]] == [
        [before[1][0], silent.number, "", "", "", ""],
        [before[2][0], gone.number, "", "", "", ""],
    ]


def test_whoever_was_dropped_before_it_went_out_stays_off_it(policy, officer, folder):
    stays, goes = CoverFactory.create_batch(2, policy=policy, state="eligible")
    for cover in (stays, goes):
        ConsentFactory(user=cover.volunteer.user, purpose="insurer")
    actions.make_deliveries()
    Consent.objects.filter(user=goes.volunteer.user).update(withdrawn_at="2026-01-01T00:00Z")
    outbox.sweep()

    again(Delivery.objects.select_related("policy").get(), officer)

    assert [row[1] for row in dropped(folder)] == [stays.volunteer.number]


def test_what_is_still_going_out_is_not_sent_again(policy, officer):
    delivery = DeliveryFactory(policy=policy, state="made")

    assert refusal_code(actions.hand_over_again, delivery, by=officer) == "not_handed_over"


def test_an_answer_passes_over_whose_cover_ended_meanwhile(delivery, officer):
    yes, gone, silent = people_of(delivery)
    ending.end_of_people([gone.user_id], "实名核验作废了")

    count = actions.record_answers(
        delivery, [Verdict(yes.number, today()), Verdict(gone.number, today())], by=officer
    )

    states = dict(Cover.objects.values_list("volunteer", "state"))
    assert (count, states) == (1, {yes.pk: "accepted", gone.pk: "ended", silent.pk: "sent"})


@pytest.mark.parametrize("act", [actions.hand_over_again, actions.file_of])
def test_only_who_keeps_the_policy_gets_at_it(delivery, act):
    for stranger in (UserFactory(), OfficerFactory(region="150102").user, StaffFactory().user):
        assert refusal_code(act, delivery, by=stranger) == "not_yours"


# --- the page --------------------------------------------------------------------------------------------


def test_the_page_lists_what_went_out_and_hands_over_the_file(client, delivery, officer, folder):
    client.force_login(officer)

    page = client.get(LISTS).content.decode()
    assert delivery.key in page
    assert not any(person.document_number in page for person in people_of(delivery))
    answer = client.post(f"/region/150430/insurance/{delivery.policy_id}/lists/{delivery.pk}/file/")

    assert rows(b"".join(answer.streaming_content).decode()) == dropped(folder)
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "text/csv; charset=utf-8",
        "private, no-store",
    )
    row = AuditRow.objects.get(action="insurance.list_taken")
    assert (row.actor, row.subject_id) == (officer, delivery.pk)


def test_who_signed_in_long_ago_is_asked_first(client, delivery, officer):
    sign_in_with(client, officer, minutes_ago=16)

    answer = client.post(f"/region/150430/insurance/{delivery.policy_id}/lists/{delivery.pk}/file/")

    assert (answer.status_code, reverse("account_reauthenticate") in answer.url) == (302, True)
    assert not AuditRow.objects.filter(action="insurance.list_taken").exists()


def test_the_page_sends_it_again(client, delivery, officer, folder):
    client.force_login(officer)
    before = dropped(folder)

    client.post(f"/region/150430/insurance/{delivery.policy_id}/lists/{delivery.pk}/send/")
    outbox.sweep()

    assert dropped(folder) == before


def test_each_place_sees_its_own_only(client, delivery, officer):
    organization = OrganizationFactory()
    own = PolicyFactory(organization=organization, serves="activity", is_named=True)
    theirs = DeliveryLineFactory(delivery__policy=own).delivery
    client.force_login(officer)
    office = client.get(LISTS).content.decode()
    client.force_login(StaffFactory(organization=organization).user)
    staff = client.get(f"/org/{organization.pk}/insurance/lists/").content.decode()

    assert (delivery.key in office, theirs.key in office) == (True, False)
    assert (delivery.key in staff, theirs.key in staff) == (False, True)


def test_the_page_asks_as_much_for_thirty(client, policy, officer):
    client.force_login(officer)

    def queries(count):
        DeliveryFactory.create_batch(count, policy=policy)
        with CaptureQueriesContext(connection) as found:
            assert client.get(LISTS).status_code == 200
        return len(found)

    queries(1)
    assert queries(1) == queries(28)
