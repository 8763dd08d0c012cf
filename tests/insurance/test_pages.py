"""The pages of insurance: each is there with something on it, and lists ask as much for thirty as for one."""

import datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.days import today
from apps.core.models import AuditRow
from apps.insurance.models import Benefit, Cover, Delivery, Insurer, Policy
from tests.factories import (
    BenefitFactory,
    ConsentFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    GuardianshipFactory,
    InsurerFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.files import uploaded

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
HOME = "/region/150430/insurance/"


@pytest.fixture
def desk(client):
    client.force_login(OfficerFactory().user)
    return client


@pytest.fixture
def policy():
    return PolicyFactory(is_named=True)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        text(client.get(address))
    return len(found)


def test_an_office_writes_a_policy_from_the_company_to_the_last_line(desk):
    company = {"name": "人保", "phone": "95518", "claim_phone": "95518", "claim_words": "当天报案"}
    desk.post(f"{HOME}insurers/new/", company)
    insurer = Insurer.objects.get()
    said = {
        "insurer": insurer.pk,
        "number": "A-1",
        "name": "2026年志愿者意外险",
        "serves": "everyone",
        "starts_on": today().isoformat(),
        "ends_on": (today() - DAY).isoformat(),
        "minimum_age": 16,
    }
    wrong = desk.post(f"{HOME}new/", said)
    assert wrong.context["form"].errors == {"ends_on": ["到期日不能早于起始日。"]}
    assert "A-1" in text(wrong)

    desk.post(f"{HOME}new/", {**said, "ends_on": (today() + 90 * DAY).isoformat()})
    policy = Policy.objects.get()
    page = f"{HOME}{policy.pk}/"
    refused = desk.post(f"{page}benefits/", {"name": "医疗", "yuan": "-5"})
    assert list(refused.context["benefit_form"].errors) == ["yuan"]
    desk.post(f"{page}benefits/", {"name": "医疗", "yuan": "20000.50"})
    assert Benefit.objects.get().amount == 2_000_050
    desk.post(f"{page}start/")

    policy.refresh_from_db()
    assert (policy.state, policy.region_id, policy.is_named) == ("in_force", "150430", False)
    assert "2026年志愿者意外险" in text(desk.get(HOME))


def test_a_number_that_is_taken_is_told_beside_it(desk):
    taken = PolicyFactory()
    said = {
        "insurer": taken.insurer_id,
        "number": taken.number,
        "name": "又一份",
        "serves": "everyone",
        "starts_on": today().isoformat(),
        "ends_on": today().isoformat(),
        "minimum_age": 0,
    }

    page = desk.post(f"{HOME}new/", said)

    assert page.context["form"].errors == {"number": ["这家公司的这个保单号已经登记过了。"]}


def test_the_desk_warns_with_the_number_of_people(desk):
    policy = PolicyFactory(ends_on=today() + 20 * DAY)
    CoverFactory.create_batch(3, policy=policy)

    assert "有3人会没有保险" in text(desk.get(HOME))


def test_the_desks_lists_ask_as_much_for_many(desk):
    PolicyFactory(is_named=True)
    first = queries(desk, HOME)
    PolicyFactory.create_batch(19)

    assert queries(desk, HOME) == first


def test_a_lists_page_asks_as_much_for_thirty(desk, policy):
    delivery = DeliveryFactory(policy=policy)
    DeliveryLineFactory(delivery=delivery)
    address = f"{HOME}{policy.pk}/lists/{delivery.pk}/"
    first = queries(desk, address)
    DeliveryLineFactory.create_batch(29, delivery=delivery)

    assert queries(desk, address) == first


def test_names_on_a_list_are_masked(desk, policy):
    line = DeliveryLineFactory(delivery__policy=policy, cover__volunteer__name="那木拉")

    page = text(desk.get(f"{HOME}{policy.pk}/lists/{line.delivery_id}/"))

    assert "那木拉" not in page
    assert line.cover.volunteer.number in page


ROW = "志愿者编号,结果,生效日期,凭证号,原因\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{n},承保,2026年13月1日,,", "第2行：生效日期读不懂，写成2026年11月28日这样。"),
        ("{n},也许,,,", "第2行：结果要写“承保”或者“不承保”。"),
        ("{n},不承保,,,", "第2行：不承保的要写原因。"),
        (",承保,2026-11-28,,", "第2行：没有志愿者编号。"),
        ("150400000000,不承保,,,重名", "这些编号不在名单里，或者已经有答复了：150400000000。"),
    ],
)
def test_an_answer_that_cannot_be_read_is_told_by_its_line(desk, policy, row, words):
    line = DeliveryLineFactory(delivery__policy=policy)
    table = (ROW + row.format(n=line.cover.volunteer.number)).encode()

    page = desk.post(
        f"{HOME}{policy.pk}/lists/{line.delivery_id}/answer/", {"table": uploaded(table, "答复.csv")}
    )

    assert page.context["answer_form"].errors == {"table": [words]}
    assert Cover.objects.get().state == "sent"


def test_an_answer_without_its_columns_is_told(desk, policy):
    line = DeliveryLineFactory(delivery__policy=policy)
    table = uploaded("姓名\n乌云\n".encode(), "答复.csv")

    page = desk.post(f"{HOME}{policy.pk}/lists/{line.delivery_id}/answer/", {"table": table})

    assert page.context["answer_form"].errors == {"table": ["表里没有这一列：志愿者编号、结果。"]}


def test_a_table_of_answers_is_recorded(desk, policy):
    delivery = DeliveryFactory(policy=policy, rows=2)
    yes, no = (DeliveryLineFactory(delivery=delivery).cover for _one in range(2))
    table = f"{ROW}{yes.volunteer.number},承保,{today():%Y/%m/%d},P-7,\n{no.volunteer.number},拒保,,,重名\n"

    desk.post(f"{HOME}{policy.pk}/lists/{delivery.pk}/answer/", {"table": uploaded(table.encode(), "a.csv")})

    found = dict(Cover.objects.values_list("pk", "state"))
    assert (found, Delivery.objects.get().state) == ({yes.pk: "accepted", no.pk: "refused"}, "answered")


# --- what the volunteer sees -----------------------------------------------------------------------------


def mine(client, volunteer):
    client.force_login(volunteer.user)
    return text(client.get(reverse("insurance:mine")))


@pytest.mark.parametrize(
    ("state", "agreed", "words"),
    [
        ("eligible", False, "没有生效，等你同意"),
        ("eligible", True, "没有生效，排着"),
        ("sent", True, "没有生效，等承保"),
        ("accepted", True, "生效中"),
        ("refused", True, "没有承保"),
        ("ended", True, "已终止"),
    ],
)
def test_what_the_volunteer_sees_is_what_is_true(client, policy, state, agreed, words):
    cover = CoverFactory(policy=policy, state=state)
    if agreed:
        ConsentFactory(user=cover.volunteer.user, purpose="insurer")

    assert words in mine(client, cover.volunteer)


def test_a_cover_to_come_and_one_gone_by_are_called_so(client):
    volunteer = VolunteerFactory()
    CoverFactory(volunteer=volunteer, policy__starts_on=today() + DAY)
    CoverFactory(volunteer=volunteer, policy__ends_on=today() - DAY)

    page = mine(client, volunteer)

    assert ("承保了，还没到日子" in page, "已到期" in page, "生效中" in page) == (True, True, False)


def test_it_says_what_is_paid_and_how_to_claim(client):
    cover = CoverFactory(policy__insurer=InsurerFactory(claim_phone="95501"))
    BenefitFactory(policy=cover.policy, name="意外医疗", amount=2_000_000)

    page = mine(client, cover.volunteer)

    assert ("最高20,000元" in page, "95501" in page, reverse("claims:mine") in page) == (True, True, True)


def test_a_guardian_sees_the_childs(client):
    child = CoverFactory(volunteer__birth_date=today() - 4000 * DAY, volunteer__name="王小满").volunteer
    guardian = GuardianshipFactory(child=child).guardian

    assert "王小满" in mine(client, guardian)


def test_whoever_has_not_registered_is_led_there(client):
    client.force_login(UserFactory())

    assert "去登记" in text(client.get(reverse("insurance:mine")))


def test_ones_own_page_asks_as_much_for_many(client):
    volunteer = VolunteerFactory()
    CoverFactory(volunteer=volunteer)
    client.force_login(volunteer.user)
    address = reverse("insurance:mine")
    first = queries(client, address)
    CoverFactory.create_batch(15, volunteer=volunteer)

    assert queries(client, address) == first


def test_a_cursor_that_was_made_up_begins_at_the_first_page(desk):
    PolicyFactory()

    assert desk.get(f"{HOME}?{urlencode({'cursor': 'x' * 40})}").status_code == 200


# --- companies -------------------------------------------------------------------------------------------


def company(insurer, **changed):
    fields = ("name", "phone", "claim_phone", "claim_words")
    return {field: getattr(insurer, field) for field in fields} | changed


def test_an_office_corrects_a_company_its_policies_name(desk):
    insurer = PolicyFactory(state="draft").insurer
    policy = PolicyFactory(insurer=insurer)
    address = f"{HOME}insurers/{insurer.pk}/"
    assert f'href="{address}"' in text(desk.get(f"{HOME}{policy.pk}/"))

    desk.post(address, company(insurer, claim_phone="95599"))

    cover = CoverFactory(policy=policy)
    assert "95599" in mine(desk, cover.volunteer)
    assert AuditRow.objects.filter(action="insurance.insurer_corrected", subject_id=insurer.pk).count() == 1


def test_a_number_nobody_can_dial_is_told_beside_its_field(desk):
    wrong = desk.post(
        f"{HOME}insurers/new/", company(InsurerFactory.build(), phone="abc", claim_phone="９５５")
    )

    assert set(wrong.context["form"].errors) == {"phone", "claim_phone"}


def test_a_name_that_is_taken_is_told_where_it_is_corrected(desk):
    insurer, other = PolicyFactory().insurer, InsurerFactory()

    page = desk.post(f"{HOME}insurers/{insurer.pk}/", company(insurer, name=other.name))

    assert list(page.context["form"].errors) == ["name"]


@pytest.mark.parametrize(("region", "status"), [("150430", 404), ("1504", 200)])
def test_what_others_rely_on_is_corrected_above_them(client, region, status):
    insurer = PolicyFactory().insurer
    PolicyFactory(insurer=insurer, region_id="150421")
    client.force_login(OfficerFactory(region=region).user)

    assert client.get(f"/region/{region}/insurance/insurers/{insurer.pk}/").status_code == status


def test_an_own_policy_is_not_called_the_free_one(client):
    policy = PolicyFactory(organization=OrganizationFactory(), serves="activity", is_named=True)

    page = mine(client, CoverFactory(policy=policy, state="eligible").volunteer)

    assert ("活动自己的这份保险" in page, "这份免费的保险" in page) == (True, False)
