"""Whatever is not done is told in one shape, so that a program reads one thing."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from tests.factories import HourRecordFactory, OfficerFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
HOURS = "/api/v1/hours/confirm/"


@pytest.fixture
def record():
    return HourRecordFactory()


@pytest.fixture
def staff(record):
    return StaffFactory(organization=record.organization).user


def told(response):
    return response.status_code, response.json()["code"], response.json()["fields"]


def test_a_stranger_is_asked_who_it_is(api):
    response = api().get("/api/v1/hours/")
    assert (told(response), response["WWW-Authenticate"]) == ((401, "not_authenticated", {}), "Token")


def test_a_wrong_key_opens_nothing(api):
    client = api()
    client.credentials(HTTP_AUTHORIZATION="Token no-such-key")
    assert told(client.get("/api/v1/regions/")) == (401, "authentication_failed", {})


def test_a_session_from_elsewhere_is_not_believed(staff, record):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    response = browser.post(HOURS, {"ids": [record.pk]}, content_type="application/json")
    assert told(response) == (403, "permission_denied", {})


def test_what_is_not_there_is_not_found(api, staff):
    addresses = ["/api/v1/hours/999999/", "/api/v1/no-such-thing/", "/api/v1/regions/15"]
    assert [told(api(staff).get(address)) for address in addresses] == [(404, "not_found", {})] * 3


def test_another_method_is_not_known(api, staff):
    assert told(api(staff).delete("/api/v1/hours/")) == (405, "method_not_allowed", {})


def test_no_other_form_of_answer_is_promised(api, staff):
    assert told(api(staff).get("/api/v1/hours/", headers={"accept": "text/csv"})) == (
        406,
        "not_acceptable",
        {},
    )


def test_what_is_no_json_is_not_read(api, staff):
    response = api(staff).generic("POST", HOURS, "{", content_type="application/json")
    assert told(response) == (400, "parse_error", {})


def test_wrong_fields_are_named_with_what_to_change(api, staff):
    response = api(staff).post(HOURS, {"ids": ["x", 3], "less": [{"id": 3, "minutes": 0}]})
    assert told(response) == (
        400,
        "invalid",
        {"ids.0": ["请填写合法的整数值。"], "less.0.minutes": ["请确保该值大于或者等于 1。"]},
    )


def test_what_concerns_no_field_is_in_the_sentence(api, staff):
    response = api(staff).post(HOURS, [1])
    assert response.json() == {
        "code": "invalid",
        "detail": "无效数据。期待为字典类型，得到的是 list 。",
        "fields": {},
    }


def test_a_field_nobody_asked_for_is_refused(api, staff, record):
    response = api(staff).post(HOURS, {"ids": [record.pk], "state": "confirmed"})
    assert told(response) == (400, "invalid", {"state": ["没有这一项。"]})


def test_a_broken_rule_has_its_code_and_its_sentence(api, staff, record):
    confirm_hours(HourRecord.objects.filter(pk=record.pk), by=staff)
    response = api(staff).post(HOURS, {"ids": [record.pk]})
    assert (response.status_code, response.json()) == (
        409,
        {"code": "already_decided", "detail": "这些时长都已处理。", "fields": {}},
    )


def test_one_foreign_row_spoils_the_whole_choice(api, staff, record):
    foreign = HourRecordFactory()
    response = api(staff).post(HOURS, {"ids": [record.pk, foreign.pk]})
    assert told(response) == (404, "not_found", {})
    assert HourRecord.objects.pending().count() == 2


@pytest.mark.parametrize("size", ["0", "-1", "101", "1000000000", "x", "１", "1.5", ""])
def test_a_page_has_from_one_to_a_hundred_rows(api, size):
    assert told(api().get("/api/v1/regions/", {"page_size": size})) == (
        400,
        "invalid",
        {"page_size": ["1到100之间。"]},
    )


def test_the_order_of_a_list_is_not_the_clients_to_choose(api):
    officer = OfficerFactory().user
    for name in ("ordering", "order_by", "document_hash", "volunteer__document_hash__startswith"):
        response = api(officer).get("/api/v1/identity-cases/", {name: "volunteer__document_hash"})
        assert told(response) == (400, "invalid", {name: ["没有这个参数。"]})


def test_a_cursor_of_another_list_or_of_nobody_is_refused(api):
    foreign = (
        api()
        .get("/api/v1/regions/", {"page_size": 1})
        .json()["next"]
        .partition("cursor=")[2]
        .partition("&")[0]
    )
    for cursor in ("x", "1:2:3", foreign):
        response = api().get("/api/v1/organizations/", {"cursor": cursor})
        assert told(response) == (400, "invalid", {"cursor": ["这一页的地址不对，从头再来。"]})


def test_pages_lead_through_the_whole_list_once():
    seen, address = [], "/api/v1/regions/?page_size=50&level=6"
    while address:
        page = APIClient().get(address).json()
        seen += [region["code"] for region in page["results"]]
        address = page["next"]
    assert (len(seen), sorted(set(seen))) == (103, seen)


def test_personal_answers_are_kept_by_nobody(api):
    assert api(UserFactory()).get("/api/v1/me/messages/")["Cache-Control"] == "no-store, private"


def test_text_is_sent_as_text(api):
    url = f"/api/v1/organizations/{StaffFactory().organization_id}/join/"

    response = api(UserFactory()).post(url, {"words": 376})

    assert told(response) == (400, "invalid", {"words": ["要写成文字，加上引号。"]})
