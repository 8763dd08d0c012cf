"""Everything that only an office or an association may use is closed to its people until they show the second factor."""

import pytest
from django.db import connection
from django.urls import reverse

from apps.organizations.second_factor import WORKBENCHES
from tests.permissions import address, best_role, request_of, rows
from tests.test_permissions import is_listed, watch
from tests.world import OFFICES, REGIONAL, without

pytestmark = pytest.mark.django_db

# Open to everybody with less in it: the rows of the office's own region are not there.
PUBLIC = {"api:figures-list", "api:figures-detail"}


EVERYBODYS = ("accounts:", "messaging:inbox")  # one's own account and messages, whoever one is


def of_a_post(row):
    """The roles to which this is open by such a post alone: a newcomer does not find it."""
    letters = row.sides["own"]
    if best_role(row) == REGIONAL:
        return [REGIONAL]
    by_post = [
        role
        for role in OFFICES
        if role != REGIONAL and letters[role] in "KR>" and letters[role] != letters["newcomer"]
    ]
    return by_post if letters["newcomer"] in "NR" and not row.name.startswith(EVERYBODYS) else []


ROWS = [row for row in rows() if of_a_post(row)]


def test_there_are_such_addresses():
    assert {row.name.partition(":")[0] for row in ROWS} >= {
        "portal",
        "registration",
        "stars",
        "reports",
        "api",
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name} {row.method}")
def test_without_the_second_factor_it_is_closed(world, row):
    met = {role: meet(world, row, role) for role in of_a_post(row)}

    assert met == dict.fromkeys(met, (expected(world, row), []))


def expected(world, row):
    """A workbench leads to where it is mended, an operation says so; a file that is linked there is not there."""
    if row.name.startswith("api:"):
        return "not there" if row.name in PUBLIC else "refused"
    return "led to set it up" if address(row, world.own).startswith(WORKBENCHES) else "not there"


def meet(world, row, role):
    writes = []
    url, body = request_of(world, row, world.own, role)
    with world.undone(), connection.execute_wrapper(watch(writes)):
        response = world.send(without(role), row.method, url, body)
    return answer(response, row, world), [table for table in writes if table != "accounts_session"]


def answer(response, row, world):
    if response.status_code == 302 and response.url.startswith(reverse("mfa_activate_totp")):
        return "led to set it up"
    if response.status_code == 403 and response.json()["code"] == "second_factor_needed":
        return "refused"
    listed = row.target.startswith("in:") and is_listed(
        getattr(world.own, row.target.removeprefix("in:")), response.json()
    )
    return (
        response.status_code
        if listed or (response.status_code != 404 and row.name not in PUBLIC)
        else "not there"
    )


@pytest.mark.parametrize("role", OFFICES)
def test_as_a_volunteer_one_needs_none(world, role):
    for name in ("portal:me", "portal:desks", "activities:mine", "api:my-total-list", "api:my-post-list"):
        assert world.send(without(role), "GET", reverse(name)).status_code == 200


def test_the_workbench_that_is_closed_says_why(world):
    page = world.send(without("officer"), "GET", reverse("portal:me")).content.decode()

    assert "要动态验证码才打得开" in page
