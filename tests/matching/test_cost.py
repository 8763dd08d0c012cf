"""The first page of a search costs about what twenty rows by key cost: by what the database reads, not by the clock."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.matching.benchmark import (
    BESIDES,
    CASES,
    LARGE,
    LEAGUE,
    ORDERED,
    PAIRS,
    RARE,
    REGION,
    SMALL,
    cost_of_page,
    scratch,
)
from apps.matching.finding import LOOKED, SIZE, TIMES
from apps.matching.models import SearchRow

pytestmark = pytest.mark.django_db

ROWS, BUFFERS = 21, 60  # twenty and one more, to know whether there are more


@pytest.fixture
def pool():
    """Six thousand people."""
    with scratch(6000):
        yield


def odd(cost):
    """Steps that read more than they give out."""
    return [
        step for step in cost.steps if "Seq" in step or "Sort" in step or "Bitmap" in step or "Hash" in step
    ]


SEVERAL = {name for pair in (PAIRS | RARE) for name in (pair, f"league + {pair}")}
FEW = 1.5  # times: a page of two words reads some lines that lie next to each other instead of rows by key


def test_the_first_page_reads_about_twenty_rows_for_every_filter_of_a_place(pool):
    for name, code, wanted in CASES:
        if "near" not in wanted and name not in SEVERAL and code not in {SMALL, LARGE}:
            reads_twenty_rows(name, code, wanted)


@pytest.mark.parametrize("code", [REGION, LEAGUE])
def test_of_two_words_a_page_costs_hardly_more_than_twenty_rows_by_key(pool, code):
    """With what is read to see which of them is rarer. Twenty rows by key are sixty pages of the database."""
    for name, wanted in (PAIRS | RARE).items():
        cost = cost_of_page(code, wanted)
        assert not odd(cost), name
        assert (cost.rows <= 2 * TIMES * LOOKED, cost.buffers <= FEW * BUFFERS) == (True, True), (name, cost)


def test_the_first_page_of_two_common_words_is_full(pool):
    for name in ("field, common + skill told", "field, common + free time", "skill told + training"):
        assert cost_of_page(REGION, PAIRS[name]).found > SIZE, name


def test_near_a_point_too_where_more_live_in_a_place_than_a_page_shows():
    """A place of fifty is read whole and sorted, which is no dearer; a place of hundreds is not."""
    with scratch(30_000):
        for name, code, wanted in CASES:
            if "near" in wanted:
                reads_twenty_rows(name, code, wanted)


def reads_twenty_rows(name, code, wanted):
    cost = cost_of_page(code, wanted)
    assert not odd(cost), name
    assert (cost.rows <= ROWS, cost.buffers <= BUFFERS) == (True, True), (name, cost)
    assert cost.rows == cost.found, name


@pytest.mark.parametrize("wanted", [{}, {"field": "01"}, {"time": 16}], ids=["all", "field", "time"])
def test_a_late_page_costs_what_the_first_one_costs(pool, wanted):
    cost = cost_of_page("15", wanted, [0, "152501", 3000])
    assert not odd(cost)
    assert (cost.rows <= ROWS, cost.buffers <= BUFFERS, cost.found) == (True, True, 21)


def test_of_several_words_the_rarest_leads(pool):
    cost = cost_of_page("15", {"field": "01", "language": "kk", "star": 5})
    assert "Seq Scan" not in cost.steps
    assert (cost.rows <= 5 * LOOKED, cost.buffers <= FEW * BUFFERS) == (True, True), cost


def test_what_nobody_fits_is_not_looked_for_without_end(pool):
    """Two words that many have and nobody both: a page goes so far and no further, however many people there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM matching_searchterm AS one USING matching_searchterm AS other"
            " WHERE one.term = 'f01' AND other.term = 'w16' AND one.volunteer_id = other.volunteer_id"
        )
        cursor.execute(BESIDES)
        cursor.execute(ORDERED)
    cost = cost_of_page(REGION, {"field": "01", "time": 16})
    assert "Seq Scan" not in cost.steps
    most = TIMES * LOOKED
    assert (cost.found, cost.rows <= 2 * most, cost.buffers <= 2 * BUFFERS) == (0, True, True), cost


@pytest.mark.parametrize("organization", [SMALL, LARGE], ids=["fifty", "each fifth person"])
def test_among_members_a_page_reads_so_many_of_them_and_no_more(pool, organization):
    """By index, as it is done where people are not as few as here."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")
    cost = cost_of_page(organization, {"skill": "01"})
    most = TIMES * LOOKED
    assert (cost.rows <= 4 * most, cost.buffers <= 12 * most, cost.found > 5) == (True, True, True), cost


def test_the_measure_prints_every_case_and_leaves_nothing_behind():
    printed = StringIO()
    call_command("measure_search", people=1000, stdout=printed)
    assert [line[:44].strip() for line in printed.getvalue().splitlines()[1:]] == [
        name for name, *_rest in CASES
    ]
    assert SearchRow.objects.count() == 0


def test_a_measure_of_hardly_anybody_is_refused():
    with pytest.raises(CommandError):
        call_command("measure_search", people=10)
