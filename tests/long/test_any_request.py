"""Whatever a program sends to the API: an answer that the document describes, and never an error of the site.

Requests are made up from the document, right ones and wrong ones, with the addresses of real things and with invented
ones, by somebody who may and by somebody who may not.
"""

from contextlib import closing

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.authtoken.models import Token
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from apps.accounts.tokens import WITH_SECOND_FACTOR, kept
from tests.permissions import best_role, fits, request_of, rows
from volunteer_platform.wsgi import application

pytestmark = pytest.mark.django_db
ROWS = [row for row in rows() if row.name.startswith("api:")]
UNDESCRIBED = {"api:schema", "api:docs", "api:nothing-here"}
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.ignored_auth,
]


@pytest.fixture
def keys(world, db):
    """A program's key for everybody of the cast."""
    for role, user in world.cast.items():
        if user:
            Token.objects.filter(user=user).delete()
            Token.objects.create(user=user, key=kept(key_of(role)))


def key_of(role):
    return f"{WITH_SECOND_FACTOR}key of {role}".replace(" ", "-")


@pytest.fixture(scope="module")
def one_connection():
    """A request leaves the connection of the test alone, as Django's own test client does."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def to_the_end(environ, start_response):
    """A server closes what it has sent; the client of these tests leaves it open."""
    with closing(application(environ, start_response)) as answer:
        return [b"".join(answer)]


@pytest.fixture(scope="module")
def operations(world, one_connection):
    """What the document describes; addresses without a place for something before those that have one."""
    document = schemathesis.openapi.from_wsgi(reverse("api:schema"), to_the_end)
    found = [result.ok() for result in document.get_all_operations()]
    return sorted(found, key=lambda operation: operation.path.count("{"))


def described(operations, method, url):
    """The operation of a method and an address, and what stands in the places of its path."""
    for operation in operations:
        if operation.method.upper() == method and (found := fits(operation.path, url)):
            return operation, found.groupdict()
    return None, {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name} {row.method}")
def test_every_answer_is_one_the_document_describes(world, keys, operations, row):
    role = best_role(row)
    operation, real = described(operations, row.method, request_of(world, row, world.own, role)[0])
    if row.name in UNDESCRIBED:
        assert operation is None
        return
    cases = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(max_examples=settings().max_examples // 33)
    @given(case=st.one_of(cases), is_real=st.booleans(), who=st.sampled_from([role, role, role, "rival"]))
    def send(case, is_real, who):
        if is_real and real:
            case.path_parameters = real
        with world.undone(), transaction.atomic():
            case.call_and_validate(headers={"Authorization": f"Token {key_of(who)}"}, checks=CHECKS)

    send()
