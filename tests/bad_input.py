"""What nobody would type, and what is left of it: values to send in the place of right ones, and who watches."""

import re
from urllib.parse import urlencode

from django.db import connection, transaction
from django.forms import BaseForm
from django.urls import resolve

from tests.permissions import BODIES, best_role, request_of, rows

ROWS = list(rows())
SHAPE = {"code", "detail", "fields"}

# By kind: a short run sends one of each kind to every place, the next one of the kind to the next place.
TEXTS = {
    "nothing": [""],
    "odd characters": ["\x00", "15\x000430", "\ud800", "𠮷", "\u202e\u200b", "１２３"],
    "too much": ["长" * 5000, "x" * 2**20],
    "numbers": ["9" * 40, str(2**63), str(2**31), "-1", "1.5", "NaN"],
    "code": ["<script>alert(1)</script>", "'; DROP TABLE accounts_user; --", "%_\\"],
    "moments": [
        *["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "9999-12-31T12:00:00Z"],
        *["2026-02-30", "2026-01-01T24:00:00+14:00"],
    ],
}
OTHERS = {
    "no text": [None, True, 0, 1.5],
    "numbers beyond": [2**63, 10**30, -(2**63) - 1],
    "lists": [[], [[1]], [None], ["x", "\x00"], list(range(1, 3000)), [10**30]],
    "objects": [{}, {"id": 1, "$ne": ""}],
}
TYPED = {
    kind: [value for value in texts if value != "\ud800"] for kind, texts in TEXTS.items()
}  # what a form can carry
VALUES = TEXTS | OTHERS


def one_of_each(values, at):
    return [of_a_kind[at % len(of_a_kind)] for of_a_kind in values.values()]


def a_third_of_each(values, at):
    """Three in a row meet one of each kind between them."""
    return one_of_each(values, at)[at % 3 :: 3]


def all_of(values, _at):
    return [value for of_a_kind in values.values() for value in of_a_kind]


# What a refusal writes on purpose: questions about people are noted, and what is said on the next page stands in the
# session.
MEANT = {"core_auditrow", "accounts_session"}


class Written:
    """Tables that were written to and not rolled back since: what is left of them once an answer is there."""

    STEP = re.compile(
        r'\s*(?:(SAVEPOINT|ROLLBACK TO SAVEPOINT) "?(\w+)|(?:WITH\b.*?)?(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+))',
        re.DOTALL,
    )

    def __init__(self):
        self.tables, self.marks = [], {}

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if step := self.STEP.match(sql):
            word, mark, table = step.groups()
            if word == "SAVEPOINT":
                self.marks[mark] = len(self.tables)
            elif word:
                del self.tables[self.marks[mark] :]
            elif context["cursor"].rowcount:
                self.tables.append(table)
        return result

    def is_nothing(self):
        assert set(self.tables) <= MEANT


def comes_back(response, leads_on):
    """Whether a page shows a form anew with what is wrong, or is there where a right body leads on to another one."""
    if response.status_code != 200:
        return False
    shown = (response.context[0].flatten() if response.context else {}).values()
    forms = [one for value in shown for one in (value if isinstance(value, list | tuple) else [value])]
    return leads_on or any(isinstance(one, BaseForm) and one.is_bound and one.errors for one in forms)


def sent(world, row, role, body, leads_on=False):
    written = Written()
    with world.undone(), transaction.atomic():
        url, _right = request_of(world, row, world.own, role)  # what is made for it goes with it
        with connection.execute_wrapper(written):
            response = world.send(role, row.method, url, body)
        assert response.status_code < 500
        if response.streaming:
            response.getvalue()  # to its end, which closes the file behind it
        if response.status_code >= 400 or (row.method != "GET" and comes_back(response, leads_on)):
            written.is_nothing()
        if response.status_code >= 400 and url.startswith("/api/"):
            assert response.json().keys() == SHAPE
        return response


# What takes a form with a file: tests/core/test_files_api.py, tests/registration/test_rosters.py.
HANDED_IN = {"api:files", "api:handed-in-roster-list"}
OPERATIONS = [
    row
    for row in ROWS
    if row.name.startswith("api:") and f"{row.name} {row.method}" in BODIES and row.name not in HANDED_IN
]
PAGES = [row for row in ROWS if not row.name.startswith("api:") and f"{row.name} {row.method}" in BODIES]


def places(body, path=()):
    """Every place in a body, the inner ones too."""
    if path:
        yield path
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, part in parts:
        yield from places(part, (*path, key))


def replaced(body, path, value):
    if not path:
        return value
    changed = dict(body) if isinstance(body, dict) else list(body)
    changed[path[0]] = replaced(body[path[0]], path[1:], value)
    return changed


def a_value_in_every_place(world, row, chosen):
    """An operation is sent what is chosen, in every place of a right body, and the body without each of its fields."""
    role = best_role(row)
    _url, right = request_of(world, row, world.own, role)
    for at, path in enumerate(places(right), ROWS.index(row)):
        for value in chosen(VALUES, at):
            sent(world, row, role, replaced(right, path, value))
    for name in right:
        sent(world, row, role, {other: value for other, value in right.items() if other != name})


def a_value_in_every_field(world, row, chosen):
    """A page is sent what is chosen, in every field of a right form."""
    role = best_role(row)
    _url, right = request_of(world, row, world.own, role)
    leads_on = sent(world, row, role, right).status_code == 302
    for at, name in enumerate(right, ROWS.index(row)):
        for value in chosen(TYPED, at):
            sent(world, row, role, {**right, name: value}, leads_on)


BODIES_OF_ALL_KINDS = {
    "nothing": "",
    "no JSON": "{",
    "a text": '"x"',
    "a number": "1",
    "a list": "[]",
    "null": "null",
    "not a number": '{"ids": [NaN]}',
    "infinite": '{"ids": [1e999]}',
    "deep": "[" * 20_000 + "]" * 20_000,
    "deep object": '{"a":' * 20_000 + "1" + "}" * 20_000,
    "endless number": '{"ids": [' + "9" * 5000 + "]}",
    "twice the same key": '{"reason": "a", "reason": "b"}',
    "twice the same key within": '{"ids": [{"a": 1, "a": 1}]}',
    "half a character": '{"\\ud800": "\\udfff"}',
    "another encoding": "理由".encode("gbk"),
    "unknown": '{"is_staff": true, "state": "approved"}',
}


def a_body_of_another_kind(world, row, kinds):
    """A body that is left out is one without fields: as good as `{}`, which is enough where every field may be left out."""
    role = best_role(row)
    answers = {kind: sent(world, row, role, BODIES_OF_ALL_KINDS[kind]).status_code for kind in kinds}
    expected = dict.fromkeys(kinds, 400)
    if "nothing" in kinds:
        expected["nothing"] = sent(world, row, role, "{}").status_code
    assert answers == expected


FIXED = {"styleguide", "healthz", "api:schema", "api:docs"}  # the same for everybody, whatever is asked
LOOKED_AT = [
    row for row in ROWS if row.method == "GET" and "K" in row.sides["own"].values() and row.name not in FIXED
]
ASKED = [
    *["cursor", "q", "tab", "year", "class_name", "format", "league", "banner", "when", "field", "places"],
    *["group", "for", "s", "d", "c", "part", "identity", "political", "everywhere", "next"],
]


def a_value_in_the_address(world, row, chosen):
    """A list is asked for what is chosen: by program in each of its filters, on a page in all of them at once."""
    role, at = best_role(row), ROWS.index(row)
    url = request_of(world, row, world.own, role)[0].partition("?")[0]
    if url.startswith("/api/"):
        view = getattr(resolve(url).func, "cls", None)
        filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
        names = [*filters, "cursor", "page_size", "ordering"]
        asked = [{name: value} for at, name in enumerate(names, at) for value in chosen(TYPED, at)]
    else:
        asked = [dict.fromkeys(ASKED, value) for value in chosen(TYPED, at)]
    for query in asked:
        answer = world.send(role, "GET", f"{url}?{urlencode(query)}")
        if answer.streaming:
            answer.getvalue()  # to its end, which closes the file behind it
        assert answer.status_code in {200, 302, 400}, query
        if answer.status_code == 400:
            assert answer.json().keys() == SHAPE


ODDS = ["0", "99999999999999999999999", "-1", "%00", "15%000430", "１５", "15043", "%F0%9F", "x" * 300]


def something_odd_in_paths(world, odd, asked):
    """Wherever a number stands in the address of one of these rows, something odd stands there."""
    for row in asked:
        if row.target != "-" and ":" not in row.target:
            role = best_role(row)
            url, body = request_of(world, row, world.own, role)
            for part in {part for part in url.split("/") if part.isdigit()}:
                with world.undone():
                    answer = world.send(role, row.method, url.replace(f"/{part}/", f"/{odd}/"), body)
                assert answer.status_code < 500, (row.name, odd)
