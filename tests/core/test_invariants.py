import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from apps.core import invariants

pytestmark = pytest.mark.breaks_invariants


@pytest.fixture
def rule(monkeypatch):
    """A rule that holds, unless the test gives it another query."""
    monkeypatch.setattr(invariants, "INVARIANTS", {})
    monkeypatch.setattr(invariants, "names", lambda: list(invariants.INVARIANTS))

    def make(name, query="SELECT 1, 1, 1 WHERE false"):
        invariants.invariant(name)(lambda: query)

    return make


def run(*arguments):
    out = StringIO()
    try:
        call_command("check_invariants", *arguments, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_two_invariants_of_one_name_are_a_mistake(rule):
    rule("sums")
    with pytest.raises(ValueError, match="two invariants named sums"):
        rule("sums")


@pytest.mark.django_db(transaction=True)
def test_all_is_well(rule):
    rule("sums")

    assert run() == (0, "ok  sums\n")


@pytest.mark.django_db(transaction=True)
def test_bad_rows_are_named_with_what_was_expected_and_found(rule):
    rule("sums", "SELECT 7, 90, 80")

    assert run() == (1, "BROKEN  sums\n    7: expected 90, found 80\n")


@pytest.mark.django_db(transaction=True)
def test_many_bad_rows_are_cut_short_for_people_and_complete_as_json(rule):
    rule("sums", "SELECT n, 1, 0 FROM generate_series(1, 25) AS n")

    code, text = run()
    assert (code, text.splitlines()[-1]) == (1, "    … and 5 more")
    code, text = run("--json")
    assert (code, len(json.loads(text)["sums"])) == (1, 25)


@pytest.mark.django_db(transaction=True)
def test_one_of_them_can_be_asked_for(rule):
    rule("sums")
    rule("seats", "SELECT 1, 2, 3")

    assert run("--only", "sums") == (0, "ok  sums\n")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("query", ["SELECT 1/0, 1, 1", "DELETE FROM core_policyrow RETURNING id, 1, 1"])
def test_a_check_that_fails_or_would_write_is_told_apart_from_bad_rows(rule, query):
    rule("sums", query)

    with pytest.raises(CommandError) as problem:
        run()

    assert problem.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_an_unknown_name_is_told(rule):
    rule("sums")

    with pytest.raises(CommandError, match=r"No such invariant: summs\. There are: sums\.") as problem:
        run("--only", "summs")

    assert problem.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_cannot_be_written_in():
    with (
        pytest.raises(DatabaseError, match="read-only"),
        invariants.snapshot(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM core_policyrow")


@pytest.mark.django_db(transaction=True)
def test_the_invariants_of_all_apps_hold_on_an_empty_register():
    assert run("--json")[0] == 0
