"""The permission table held against the site: each row both ways, and no address without a row."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from tests.permissions import BODIES, address, request_of, rows
from tests.world import ROLES, SECRET, with_fresh_worlds

pytestmark = pytest.mark.django_db
ROWS = list(rows())
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
DENIED = "SNFM"
WRITE = re.compile(r"\s*(?:WITH\b.*?)?(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", re.DOTALL)
ASKING = {
    "api:my-child-find",
    "api:identity-file-find",
}  # which write nothing, and keep the question out of the address
# Here what is done stays in the session: signing in and out, and forms of several steps.
KEPT_IN_SESSION = ("account_", "registration:step", "registration:change", "registration:children")
# A number by itself: now and then the name of a file, in hexadecimal, has eleven digits in a row.
PERSONAL = re.compile(r"(?<![0-9A-Za-z-])(?:\d{17}[\dX]|1[3-9]\d{9})(?![0-9A-Za-z-])")
# Full numbers are shown here on purpose: on a question with a row of the audit trail, in a form with what was typed,
# to whoever has a place in the activity, in the file that a school takes out or that goes to an insurer, and in the copy
# of one's own data.
MAY_SHOW_NUMBERS = {
    "styleguide GET",
    "styleguide POST",
    "registration:reveal POST",
    "registration:rights_copy POST",
    "api:my-copy POST",
    "organizations:show_phone POST",
    "activities:show_phone POST",
    "organizations:apply_again GET",
    "organizations:edit_profile GET",
    "accounts:phone POST",
    "activities:detail GET",
    "activities:mine GET",
    "activities:mine POST",
    "activities:manage_one GET",
    "activities:manage_one POST",
    "activities:create GET",
    "activities:edit GET",
    "insurance:region_list_file POST",
    "insurance:organization_list_file POST",
}


@with_fresh_worlds(ROWS)
def test_everybody_meets_what_the_table_says(world, row):
    """On the foreign side a third of those who are told the same, on the own one of those for whom there is no such
    method; all of them by `make test-long`."""
    in_turn = ROWS.index(row)
    own = [role for role in ROLES if row.sides["own"][role] != "M"]
    own += [role for role in a_third_of_those_alike(row, "own", in_turn) if role not in own]
    met_on_both_sides(world, row, {"own": own, "foreign": a_third_of_those_alike(row, "foreign", in_turn)})


def a_third_of_those_alike(row, side, at):
    """Of the roles with one letter every third and at least one: three rows in a row meet all of them."""
    letters = row.sides.get(side, {})
    alike = [
        [role for role in ROLES if letters.get(role) == letter] for letter in sorted(set(letters.values()))
    ]
    return [role for roles in alike for role in (roles[at % 3 :: 3] or [roles[at % len(roles)]])]


def met_on_both_sides(world, row, asked):
    met = {side: {role: meet(world, row, side, role) for role in asked[side]} for side in row.sides}
    wrong = {
        f"{side} {role}": f"{told} and not {row.sides[side][role]}"
        for side, roles in met.items()
        for role, told in roles.items()
        if told != row.sides[side][role]
    }
    assert wrong == {}


def meet(world, row, side, role):
    """The letter of the table for what this role meets, and a sign behind it if something is amiss."""
    here, writes = getattr(world, side), []
    url, body = request_of(world, row, here, role)
    with world.undone(), connection.execute_wrapper(watch(writes)):
        response = world.send(role, row.method, url, body)
        content = response.getvalue() if response.streaming else response.content
    kept = row.name.startswith(KEPT_IN_SESSION)
    writes = [table for table in writes if kept or table != "accounts_session"]
    met = letter(row, here, response, writes)
    return met + amiss(row, role, met, content.decode(errors="replace"), writes)


def watch(writes):
    def note(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if (found := WRITE.match(sql)) and context["cursor"].rowcount:
            writes.append(found[1])
        return result

    return note


def letter(row, here, response, writes):
    status = response.status_code
    if status == 401 or (status == 302 and urlsplit(response.url).path == reverse("account_login")):
        return "S"
    if status >= 400:
        return {403: "F", 404: "N", 405: "M"}.get(status, "R")
    if row.method != "GET":
        return "K" if writes or row.name in ASKING else "R"
    if row.target.startswith("in:"):
        return "K" if is_listed(getattr(here, row.target.removeprefix("in:")), response.json()) else "R"
    return ">" if status == 302 else "K"


def is_listed(wanted, answer):
    if isinstance(wanted, str):
        return wanted in [found["region"] for found in answer["results"]]
    return wanted.pk in [found["id"] for found in answer["results"]]


def amiss(row, role, met, content, writes):
    """! something was written for who was denied; ? a secret of the other side is seen; # a full number is seen."""
    signs = "!" if met in DENIED and writes else ""
    signs += "?" if SECRET in content and role != "rival" else ""
    shows = f"{row.name} {row.method}" not in MAY_SHOW_NUMBERS and PERSONAL.search(content)
    return signs + ("#" if shows else "")


def addresses(resolver=None, space=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)
        else:
            yield f"{space}{pattern.name}", pattern.callback


def methods_of(name, view):
    """What an operation of the API knows; a page answers to being looked at and to being sent something."""
    if not name.startswith("api:"):
        return ["GET", "POST"]
    if actions := getattr(view, "actions", None):
        return [method.upper() for method in actions if method != "head"]
    if name == "api:nothing-here":
        return METHODS
    return [method for method in METHODS if hasattr(view.view_class, method.lower())]


def test_every_address_has_its_rows():
    known = {(name, method) for name, view in addresses() for method in methods_of(name, view)}
    assert {(row.name, row.method) for row in ROWS} == known


def test_every_row_stands_once_and_is_asked_from_both_sides():
    names = [(row.name, row.method) for row in ROWS]
    one_sided = [row.name for row in ROWS if (row.target == "-") != (row.sides.keys() == {"own"})]
    assert (sorted(set(names)), one_sided) == (sorted(names), [])


def test_nothing_is_sent_to_an_address_without_a_row():
    assert BODIES.keys() - {f"{row.name} {row.method}" for row in ROWS} == set()


def test_operations_know_no_other_methods(world):
    known = {(row.name, row.method) for row in ROWS}
    for row in {row.name: row for row in ROWS}.values():
        if row.name.startswith("api:"):
            url = address(row, world.own)
            others = [method for method in [*METHODS, "OPTIONS"] if (row.name, method) not in known]
            answers = {method: world.send("officer", method, url, {}).status_code for method in others}
            if row.name != "api:nothing-here":
                assert answers == dict.fromkeys(others, 405), row.name
