"""Insurance by API: the same actions as on the pages, each with what comes of it."""

import pytest

from apps.core.days import today
from apps.core.display import mask_name
from apps.core.models import AuditRow, OutboxItem
from apps.insurance.models import Benefit, Cover, Insurer, Policy
from tests.factories import (
    BenefitFactory,
    ConsentFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    InsurerFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyContactFactory,
    PolicyFactory,
    StaffFactory,
    UserFactory,
)
from tests.insurance.test_policies import DAY
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db

API = "/api/v1/"
COMPANY = {"name": "草原财产保险", "phone": "95500", "claim_phone": "95501", "claim_words": "当天报案。"}


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def staff():
    return StaffFactory()


def send(client, user, address, **sent):
    client.force_login(user)
    return client.post(f"{API}{address}", sent, content_type="application/json")


def post(client, user, address, **sent):
    answer = send(client, user, address, **sent)
    assert answer.status_code in {200, 201, 204}, answer.content
    return answer.json() if answer.content else None


def seen(client, user, address):
    client.force_login(user)
    return client.get(f"{API}{address}").json()


# --- companies -------------------------------------------------------------------------------------------


def test_who_keeps_policies_finds_companies_and_adds_one(client, officer, staff):
    there = InsurerFactory()

    made = post(client, staff.user, "insurers/", **COMPANY)

    assert [one["id"] for one in seen(client, officer, "insurers/")["results"]] == [there.pk, made["id"]]
    assert Insurer.objects.filter(pk=made["id"], **COMPANY).exists()
    again = send(client, officer, "insurers/", **COMPANY)
    assert (again.status_code, again.json()["code"]) == (409, "insurer_there")


def test_an_office_corrects_what_only_its_region_relies_on(client, officer, staff):
    own, others = PolicyFactory().insurer, PolicyFactory(region_id="15").insurer

    post(client, officer, f"insurers/{own.pk}/change/", **COMPANY)
    refused = [
        send(client, user, f"insurers/{insurer.pk}/change/", **COMPANY | {"name": "另一家"}).status_code
        for user, insurer in ((officer, others), (staff.user, own))
    ]

    own.refresh_from_db()
    assert ({name: getattr(own, name) for name in COMPANY}, refused) == (COMPANY, [404, 404])


# --- policies --------------------------------------------------------------------------------------------


def written(policy):
    return {
        "insurer": policy.insurer_id,
        "number": "PAXH-9",
        "name": "改过的意外险",
        "serves": "activity",
        "starts_on": today().isoformat(),
        "ends_on": (today() + 300 * DAY).isoformat(),
        "covers_travel": True,
    }


def test_a_draft_is_changed_and_its_lines_come_and_go(client, staff):
    policy = PolicyFactory(organization=staff.organization, serves="activity", state="draft")
    wrong, own = BenefitFactory(policy=policy), f"policies/{policy.pk}/"

    changed = post(client, staff.user, f"{own}change/", **written(policy))
    post(client, staff.user, f"{own}benefits/", name="意外医疗", amount=2_000_000)
    left = post(client, staff.user, f"{own}benefits/{wrong.pk}/remove/")

    policy.refresh_from_db()
    assert (policy.number, policy.covers_travel, changed["name"]) == ("PAXH-9", True, "改过的意外险")
    assert policy.organization == staff.organization
    assert list(Benefit.objects.values_list("name", "amount")) == [("意外医疗", 2_000_000)]
    assert [line["name"] for line in left["benefits"]] == ["意外医疗"]


def test_an_organization_does_not_make_its_policy_one_for_everybody(client, staff):
    policy = PolicyFactory(organization=staff.organization, serves="activity", state="draft")

    answer = send(
        client, staff.user, f"policies/{policy.pk}/change/", **written(policy) | {"serves": "everyone"}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "not_an_office")


def test_what_is_in_force_is_changed_no_more(client, officer):
    policy = PolicyFactory()

    answer = send(client, officer, f"policies/{policy.pk}/change/", **written(policy))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_draft")
    assert Policy.objects.get().name == policy.name


@pytest.mark.parametrize(("kind", "of_organization"), [("policies", False), ("overseen-policies", True)])
def test_an_office_names_whom_to_follow_claims_and_takes_them_off(client, officer, kind, of_organization):
    organization = {"organization": OrganizationFactory(), "serves": "activity"} if of_organization else {}
    policy, somebody = PolicyFactory(**organization), UserFactory(name="赵保全")
    own = f"{kind}/{policy.pk}/"

    nobody = send(client, officer, f"{own}contacts/", phone="13912345678")
    (contact,) = post(client, officer, f"{own}contacts/", phone=somebody.phone)["contacts"]
    standing = policy.contacts.standing().get()
    left = post(client, officer, f"{own}contacts/{contact['id']}/end/")

    assert (nobody.status_code, list(nobody.json()["fields"])) == (400, ["phone"])
    assert (standing.user, contact["name"], left["contacts"]) == (somebody, mask_name("赵保全"), [])
    assert not policy.contacts.standing().exists()


def test_an_organization_takes_a_contact_off_and_names_none(client, staff):
    policy = PolicyFactory(organization=staff.organization, serves="activity")
    contact = PolicyContactFactory(policy=policy)

    named = send(client, staff.user, f"policies/{policy.pk}/contacts/", phone=UserFactory().phone)
    post(client, staff.user, f"policies/{policy.pk}/contacts/{contact.pk}/end/")

    assert (named.status_code, named.json()["code"]) == (409, "not_yours")
    assert not policy.contacts.standing().exists()


def test_an_office_stops_the_policy_of_an_organization(client, officer):
    policy = PolicyFactory(organization=OrganizationFactory(), serves="activity")

    (listed,) = seen(client, officer, "overseen-policies/")["results"]
    stopped = post(client, officer, f"overseen-policies/{policy.pk}/withdraw/", reason="保单是假的")

    policy.refresh_from_db()
    assert (listed["id"], stopped["state"]) == (policy.pk, "withdrawn")
    assert (policy.state, policy.reason, policy.ended_by) == ("withdrawn", "保单是假的", officer)


# --- lists -----------------------------------------------------------------------------------------------


@pytest.fixture
def delivery(officer):
    """One who waits for the answer, and one whom the insurer refused."""
    delivery = DeliveryFactory(rows=2)
    for state in ("sent", "refused"):
        cover = CoverFactory(
            policy=delivery.policy, state=state, reason="没有填全" if state == "refused" else ""
        )
        DeliveryLineFactory(delivery=delivery, cover=cover)
    return delivery


def test_who_is_on_a_list_is_seen_masked_and_put_up_once_more(client, delivery, officer):
    people = f"insurance-lists/{delivery.pk}/people/"
    waiting, refused = seen(client, officer, people)["results"]
    volunteer = Cover.objects.get(state="refused").volunteer

    post(client, officer, f"{people}{refused['id']}/again/")
    twice = send(client, officer, f"{people}{refused['id']}/again/")

    assert (refused["number"], refused["name"]) == (volunteer.number, volunteer.masked_name)
    assert (waiting["state"], refused["state"], refused["reason"]) == ("sent", "refused", "没有填全")
    assert Cover.objects.of(volunteer).filter(state="eligible").count() == 1
    assert (twice.status_code, twice.json()["code"]) == (409, "already_asked")


def test_the_file_of_a_list_is_taken_out_shortly_after_signing_in_only(client, delivery, officer):
    address = f"{API}insurance-lists/{delivery.pk}/file/"
    sign_in_with(client, officer, minutes_ago=16)
    asked = client.post(address)
    client.force_login(officer)
    answer = client.post(address)

    assert (asked.status_code, asked.json()["code"]) == (403, "sign_in_again")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(lines), answer["Content-Type"]) == (3, "text/csv; charset=utf-8")
    assert AuditRow.objects.get(action="insurance.list_taken").actor == officer


def test_a_list_goes_out_once_more_and_is_answered(client, delivery, officer):
    own = f"insurance-lists/{delivery.pk}/"
    post(client, officer, f"{own}send/")
    recorded = post(client, officer, f"{own}accept/", from_day=today().isoformat())

    assert OutboxItem.objects.filter(kind="insurer_list").count() == 1
    assert (recorded, Cover.objects.filter(state="accepted").count()) == ({"recorded": 1}, 1)


# --- one's own -------------------------------------------------------------------------------------------


def test_ones_covers_say_what_they_pay_how_to_claim_and_whether_consent_is_missing(client):
    policy = PolicyFactory(is_named=True, covers_travel=True, insurer__claim_words="当天报案。")
    BenefitFactory(policy=policy, name="意外医疗", amount=2_000_000)
    cover = CoverFactory(policy=policy, state="eligible")
    me = cover.volunteer.user

    (before,) = seen(client, me, "me/covers/")["results"]
    ConsentFactory(user=me, purpose="insurer")
    (after,) = seen(client, me, "me/covers/")["results"]

    kinds = ["covers_travel", "covers_training", "covers_hazard"]
    assert ([before[name] for name in kinds], before["claim_words"]) == ([True, False, True], "当天报案。")
    assert [(line["name"], line["amount"]) for line in before["benefits"]] == [("意外医疗", 2_000_000)]
    assert [one["consent_missing"] for one in (before, after)] == [True, False]
