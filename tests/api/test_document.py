"""The API describes itself, in Chinese, on a page that keeps to the content security policy."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def document():
    from apps.core.docs import document

    return document()


@pytest.fixture(scope="module")
def operations(document):
    return {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_the_document_is_valid_and_made_without_a_warning(capsys, tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))
    assert capsys.readouterr().err == ""


def test_every_operation_says_in_chinese_what_it_does(operations):
    assert [name for name, it in operations.items() if not CHINESE.search(it.get("summary", ""))] == []
    assert [name for name, it in operations.items() if it.get("description")] == []


def test_every_operation_tells_the_shape_of_problems(operations):
    told = {
        name: it["responses"]["4XX"]["content"]["application/json"]["schema"]["$ref"]
        for name, it in operations.items()
    }
    assert told == dict.fromkeys(operations, "#/components/schemas/Problem")


def test_no_list_lets_the_client_choose_its_order(operations):
    names = {parameter["name"] for it in operations.values() for parameter in it.get("parameters", [])}
    assert {"ordering", "offset", "limit", "page"} & names == set()


def test_everything_but_the_public_part_asks_who_it_is(operations):
    public = {name for name, it in operations.items() if {} in it.get("security", [{}])}
    assert public == {
        "post /api/v1/token/",
        "get /api/v1/regions/",
        "get /api/v1/regions/{code}/",
        "get /api/v1/organizations/",
        "get /api/v1/organizations/{id}/",
        "get /api/v1/organizations/{id}/stations/",
        "get /api/v1/activities/",
        "get /api/v1/activities/{id}/",
        "get /api/v1/figures/",
        "get /api/v1/figures/{region}/",
        "get /api/v1/training/kinds/",
        "get /api/v1/training/sessions/",
        "get /api/v1/training/sessions/{id}/",
        "post /api/v1/certificate-checks/",
        "get /api/v1/star-notices/",
        "get /api/v1/star-candidates/",
        "get /api/v1/star-roll/",
    }


@pytest.mark.django_db
def test_the_document_is_served_as_it_is_made(client, document):
    assert client.get(reverse("api:schema")).json()["paths"].keys() == document["paths"].keys()


def test_the_page_of_the_document_works_under_the_policy(desk):
    """The page fixture fails the test if anything breaks the policy or asks another host."""
    desk.goto(reverse("api:docs"))
    desk.get_by_role("heading", name="志愿北疆 API").wait_for()
    desk.get_by_text("正在招募的活动").click()
    desk.get_by_role("button", name="Try it out").click()
    desk.get_by_role("button", name="Execute").click()
    desk.locator(".responses-table.live-responses-table .response-col_status", has_text="200").wait_for()
