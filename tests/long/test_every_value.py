"""Every value nobody would type in every place of every body, and everybody at the foreign side of every row of the permission
table; a short run (tests/test_bad_input.py, tests/test_permissions.py) meets a part of each."""

import pytest

from tests.bad_input import (
    BODIES_OF_ALL_KINDS,
    LOOKED_AT,
    ODDS,
    OPERATIONS,
    PAGES,
    ROWS,
    a_body_of_another_kind,
    a_value_in_every_field,
    a_value_in_every_place,
    a_value_in_the_address,
    all_of,
    something_odd_in_paths,
)
from tests.permissions import rows
from tests.test_permissions import met_on_both_sides
from tests.world import ROLES, with_fresh_worlds

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@with_fresh_worlds(OPERATIONS)
def test_an_operation_survives_every_value_in_every_place(world, row):
    a_value_in_every_place(world, row, all_of)


@with_fresh_worlds(PAGES)
def test_a_page_survives_every_value_in_every_field(world, row):
    a_value_in_every_field(world, row, all_of)


@with_fresh_worlds(OPERATIONS)
def test_an_operation_refuses_every_body_of_another_kind(world, row):
    a_body_of_another_kind(world, row, list(BODIES_OF_ALL_KINDS))


@with_fresh_worlds(LOOKED_AT, lambda row: row.name)
def test_nothing_in_the_address_breaks_a_list(world, row):
    a_value_in_the_address(world, row, all_of)


@pytest.mark.parametrize("odd", ODDS)
def test_nothing_in_a_path_breaks_the_site(world, odd):
    something_odd_in_paths(world, odd, ROWS)


@with_fresh_worlds(list(rows()))
def test_everybody_meets_what_the_table_says_on_both_sides(world, row):
    met_on_both_sides(world, row, dict.fromkeys(["own", "foreign"], ROLES))
