"""Whatever is sent, wherever: an answer that says what is wrong, never an error of the site, and nothing half done.

Pages and operations are taken from the permission table, each with a body that is right for one of the roles; then
one value after the other is replaced by something nobody would type.
"""

import json
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import resolve

from tests.permissions import BODIES, best_role, request_of, rows

pytestmark = pytest.mark.django_db
ROWS = list(rows())
SHAPE = {"code", "detail", "fields"}

TEXTS = {
    "nothing": "",
    "a NUL byte": "\x00",
    "a NUL byte within": "15\x000430",
    "half a character": "\ud800",
    "a rare character": "𠮷",
    "turned around": "\u202e\u200b",
    "full-width digits": "１２３",
    "very long": "长" * 5000,
    "a huge number": "9" * 40,
    "beyond a bigint": str(2**63),
    "beyond an integer": str(2**31),
    "a negative number": "-1",
    "a fraction": "1.5",
    "no number": "NaN",
    "markup": "<script>alert(1)</script>",
    "a quote": "'; DROP TABLE accounts_user; --",
    "a pattern": "%_\\",
    "the first day": "0001-01-01T00:00:00Z",
    "the last moment": "9999-12-31T23:59:59-14:00",
    "the last day": "9999-12-31T12:00:00Z",
    "no day": "2026-02-30",
    "24 o'clock": "2026-01-01T24:00:00+14:00",
}
TYPED = [value for value in TEXTS.values() if value != "\ud800"]  # what a form can carry
VALUES = {
    **TEXTS,
    "null": None,
    "true": True,
    "zero": 0,
    "beyond a bigint as a number": 2**63,
    "a huge number as a number": 10**30,
    "below a bigint": -(2**63) - 1,
    "a float": 1.5,
    "an empty list": [],
    "an empty object": {},
    "a list in a list": [[1]],
    "a list of nothing": [None],
    "a list of texts": ["x", "\x00"],
    "a long list": list(range(1, 3000)),
    "a list of huge numbers": [10**30],
    "an object": {"id": 1, "$ne": ""},
}


def sent(world, row, role, body):
    url, _right = request_of(world, row, world.own, role)
    with world.undone(), transaction.atomic():
        response = world.send(role, row.method, url, body)
        assert response.status_code < 500
        if response.streaming:
            response.getvalue()  # to its end, which closes the file behind it
        if response.status_code >= 400 and url.startswith("/api/"):
            assert response.json().keys() == SHAPE
        return response


OPERATIONS = [row for row in ROWS if row.name.startswith("api:") and f"{row.name} {row.method}" in BODIES]
PAGES = [row for row in ROWS if not row.name.startswith("api:") and f"{row.name} {row.method}" in BODIES]


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: f"{row.name} {row.method}")
def test_an_operation_survives_every_value_in_every_place(world, row):
    role = best_role(row)
    _url, right = request_of(world, row, world.own, role)
    for path in list(places(right)):
        for value in VALUES.values():
            sent(world, row, role, replaced(right, path, value))
    for name in right:
        sent(world, row, role, {other: value for other, value in right.items() if other != name})


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


@pytest.mark.parametrize("row", PAGES, ids=lambda row: f"{row.name} {row.method}")
def test_a_page_survives_every_value_in_every_field(world, row):
    role = best_role(row)
    _url, right = request_of(world, row, world.own, role)
    for name in right:
        for value in TYPED:
            sent(world, row, role, {**right, name: value})


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
    "twice the same key": '{"reason": "a", "reason": {}}',
    "half a character": '{"\\ud800": "\\udfff"}',
    "another encoding": "理由".encode("gbk"),
    "unknown": '{"is_staff": true, "state": "approved"}',
}


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: f"{row.name} {row.method}")
def test_an_operation_refuses_a_body_of_another_kind(world, row):
    answers = {
        kind: sent(world, row, best_role(row), body).status_code for kind, body in BODIES_OF_ALL_KINDS.items()
    }
    assert answers == dict.fromkeys(BODIES_OF_ALL_KINDS, 400)


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: f"{row.name} {row.method}")
def test_an_operation_takes_json_only(world, row):
    role = best_role(row)
    url, right = request_of(world, row, world.own, role)
    world.send(role, "GET", url)  # the cookie of the role
    with world.undone():
        answers = [
            world.client.generic(row.method, url, json.dumps(right), content_type=kind)
            for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense")
        ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (415, "unsupported_media_type")
    ] * 4


def test_a_body_of_any_size_is_not_read(world):
    large = b'{"ids": [' + b" " * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b"1]}"
    answer = world.send("owner", "POST", "/api/v1/hours/confirm/", large)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


FIXED = {"styleguide", "healthz", "api:schema", "api:docs"}  # the same for everybody, whatever is asked
LOOKED_AT = [
    row for row in ROWS if row.method == "GET" and "K" in row.sides["own"].values() and row.name not in FIXED
]
ASKED = [
    *["cursor", "q", "tab", "year", "class_name", "format", "league", "banner", "when", "field", "places"],
    *["group", "for", "s", "d", "c", "part", "identity", "political", "everywhere", "next"],
]


@pytest.mark.parametrize("row", LOOKED_AT, ids=lambda row: row.name)
def test_nothing_in_the_address_breaks_a_list(world, row):
    role = best_role(row)
    url = request_of(world, row, world.own, role)[0].partition("?")[0]
    if url.startswith("/api/"):
        view = getattr(resolve(url).func, "cls", None)
        filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
        asked = [{name: value} for name in [*filters, "cursor", "page_size", "ordering"] for value in TYPED]
    else:
        asked = [dict.fromkeys(ASKED, value) for value in TYPED]
    for query in asked:
        answer = world.send(role, "GET", f"{url}?{urlencode(query)}")
        assert answer.status_code in {200, 302, 400}, query
        if answer.status_code == 400:
            assert answer.json().keys() == SHAPE


@pytest.mark.parametrize(
    "odd", ["0", "99999999999999999999999", "-1", "%00", "15%000430", "１５", "15043", "%F0%9F", "x" * 300]
)
def test_nothing_in_a_path_breaks_the_site(world, odd):
    for row in ROWS:
        if row.target != "-" and ":" not in row.target:
            role = best_role(row)
            url, body = request_of(world, row, world.own, role)
            for part in {part for part in url.split("/") if part.isdigit()}:
                with world.undone():
                    answer = world.send(role, row.method, url.replace(f"/{part}/", f"/{odd}/"), body)
                assert answer.status_code < 500, (row.name, odd)
