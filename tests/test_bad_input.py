"""Whatever is sent, wherever: an answer that says what is wrong, never an error of the site, and nothing half done.

Pages and operations are taken from the permission table, each with a body that is right for one of the roles; then
one value after the other is replaced by something nobody would type (tests/bad_input.py). Here one of each kind; all
of them in tests/long.
"""

import gzip
import json
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.db import connection, transaction
from django.template import Context

from apps.core.docs import document
from apps.registration.models import Volunteer
from tests.bad_input import (
    BODIES_OF_ALL_KINDS,
    LOOKED_AT,
    ODDS,
    OPERATIONS,
    PAGES,
    ROWS,
    Written,
    a_body_of_another_kind,
    a_third_of_each,
    a_value_in_every_field,
    a_value_in_every_place,
    a_value_in_the_address,
    comes_back,
    sent,
    something_odd_in_paths,
)
from tests.permissions import best_role, fits, request_of
from tests.world import with_fresh_worlds

pytestmark = pytest.mark.django_db


def test_a_page_that_writes_and_comes_back_is_noticed(world):
    """The control: without it nobody would know whether the tests below can see what they look for."""
    form = forms.Form({"name": ""})
    form.fields["name"] = forms.CharField()
    answer = SimpleNamespace(status_code=200, context=[Context({"form": form})])
    assert comes_back(answer, leads_on=False)
    assert comes_back(SimpleNamespace(status_code=200, context=None), leads_on=True)
    assert not comes_back(SimpleNamespace(status_code=302, context=None), leads_on=True)

    written = Written()
    with world.undone(), connection.execute_wrapper(written):
        with transaction.atomic():
            Volunteer.objects.update(name="")
            transaction.set_rollback(True)
        written.is_nothing()
        Volunteer.objects.update(name="")
        with pytest.raises(AssertionError):
            written.is_nothing()


@with_fresh_worlds(OPERATIONS)
def test_an_operation_survives_every_kind_of_value_in_every_place(world, row):
    """Three places meet one value of each kind between them; all of them each by `make test-long`."""
    a_value_in_every_place(world, row, a_third_of_each)


@with_fresh_worlds(PAGES)
def test_a_page_survives_every_kind_of_value_in_every_field(world, row):
    """Three fields meet one value of each kind between them; all of them each by `make test-long`."""
    a_value_in_every_field(world, row, a_third_of_each)


@with_fresh_worlds(OPERATIONS)
def test_an_operation_refuses_a_body_of_another_kind(world, row):
    """Each meets a third of them; all of them by `make test-long`."""
    a_body_of_another_kind(world, row, list(BODIES_OF_ALL_KINDS)[OPERATIONS.index(row) % 3 :: 3])


MAY_BE_DONE = [row for row in OPERATIONS if "K" in row.sides["own"].values()]


def test_a_right_body_with_a_name_twice_is_refused_wherever_it_is_sent(world):
    for row in MAY_BE_DONE:
        role = best_role(row)
        _url, right = request_of(world, row, world.own, role)
        whole = json.dumps(right)
        for name, value in right.items():
            twice = f"{whole[:-1]}, {json.dumps(name)}: {json.dumps(value)}}}"
            assert sent(world, row, role, twice).status_code == 400, (row.name, name)


def test_what_is_packed_is_not_unpacked(world):
    for row in MAY_BE_DONE:
        role = best_role(row)
        url, right = request_of(world, row, world.own, role)
        world.send(role, "GET", url)  # the cookie of the role
        with world.undone():
            packed = world.client.generic(
                row.method,
                url,
                gzip.compress(json.dumps(right).encode()),
                content_type="application/json",
                headers={"content-encoding": "gzip"},
            )
        assert (packed.status_code, packed.json()["code"]) == (400, "parse_error"), row.name


def test_every_operation_that_takes_a_body_is_tried_here(world):
    """Whoever adds an operation gives it a right body in tests/permissions.py, and everything above is sent to it."""
    urls = {(request_of(world, row, world.own, best_role(row))[0], row.method) for row in OPERATIONS}
    missing = [
        f"{method} {path}"
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        if operation.get("requestBody", {}).get("required")
        and "application/json" in operation["requestBody"]["content"]
        and not any(fits(path, url) for url, known in urls if known == method.upper())
    ]
    assert missing == []


@with_fresh_worlds(OPERATIONS)
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


@with_fresh_worlds(LOOKED_AT, lambda row: row.name)
def test_nothing_in_the_address_breaks_a_list(world, row):
    """Each list meets a third of them; all of them by `make test-long`."""
    a_value_in_the_address(world, row, a_third_of_each)


@pytest.mark.parametrize("odd", ODDS)
def test_nothing_in_a_path_breaks_the_site(world, odd):
    """Each row meets three of them."""
    something_odd_in_paths(world, odd, ROWS[ODDS.index(odd) % 3 :: 3])
