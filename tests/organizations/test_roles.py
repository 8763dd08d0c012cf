"""Leaders and readers at the workbench: the table of permissions, asked again for the two roles that write nothing."""

import pytest
from django.db import connection

from tests.factories import StaffFactory
from tests.permissions import request_of, rows
from tests.test_permissions import watch

pytestmark = pytest.mark.django_db

# What only those meet who hold a post in the organisation.
AT_THE_DESK = [
    row
    for row in rows()
    if "staff" in row.sides["own"]
    and row.sides["own"]["staff"] in "KR"
    and row.sides["own"]["volunteer"] == "N"
]
READ = {
    *[("portal:organization", "GET"), ("organizations:staff", "GET"), ("organizations:members", "GET")],
    *[("organizations:profile", "GET"), ("organizations:stations", "GET"), ("organizations:family", "GET")],
    *[("api:managed-organization-detail", "GET"), ("api:managed-organization-history", "GET")],
    *[("api:staff-list", "GET"), ("api:station-list", "GET"), ("api:part-list", "GET")],
    *[("recognition:organization_file", "GET"), ("recognition:organization_file_pdf", "GET")],
    *[("api:organization-whole-file", "GET"), ("api:organization-whole-file-class", "GET")],
}
# Addresses of the work on the spot: the code, the roll, and what is noted without a network.
LED = {
    *["activities:code", "activities:roll", "activities:field"],
    *["activities:my_code", "activities:my_roll", "activities:my_field"],
    *["api:managed-shift-codes", "api:managed-shift-taps", "api:roll-list"],
    *["api:managed-session-detail", "api:managed-session-roll"],
}


@pytest.fixture
def clients(world, db):
    """The staff of the world's team, as a reader and as a leader of shifts."""
    for role in ("leader", "reader"):
        user = StaffFactory(organization=world.own.org, role=role).user
        world.cast[role] = user
    world.open_sessions()
    yield world
    for role in ("leader", "reader"):
        del world.cast[role], world.sessions[role]


def does(world, role, row):
    """The status, and whether anything was written."""
    url, body = request_of(world, row, world.own, "staff")
    writes = []
    with world.undone(), connection.execute_wrapper(watch(writes)):
        status = world.send(role, row.method, url, body).status_code
    return status, [table for table in writes if table != "accounts_session"] != []


@pytest.mark.parametrize("role", ["leader", "reader"])
def test_who_only_leads_or_reads_writes_nothing_at_the_workbench(clients, role):
    met = {(row.name, row.method): does(clients, role, row) for row in AT_THE_DESK}

    done = {key for key, (status, wrote) in met.items() if wrote or (status < 400 and key[1] == "GET")}
    assert done >= READ
    assert {key for key in done - READ if role == "reader" or key[0] not in LED} == set()
