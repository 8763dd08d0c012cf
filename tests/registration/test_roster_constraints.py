"""What the database itself holds of rosters and of who has left, by name."""

import pytest
from django.db import IntegrityError

from tests.factories import (
    LeavingFactory,
    RosterEntryFactory,
    RosterFactory,
    RosterProblemFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def broken(name):
    return pytest.raises(IntegrityError, match=name)


def test_who_has_left_has_left_once():
    leaving = LeavingFactory()

    with broken("registration_leaving_once"):
        LeavingFactory(account=leaving.account)


@pytest.mark.parametrize("counts", [{"rows": 0}, {"taken": 1, "repeated": 1}])
def test_each_row_is_counted_once(counts):
    with broken("registration_roster_each_row_once"):
        RosterFactory(**counts)


def test_a_line_has_one_problem():
    problem = RosterProblemFactory()

    with broken("registration_rosterproblem_once_a_line"):
        RosterProblemFactory(roster=problem.roster, line=problem.line)


def test_the_same_person_is_one_entry():
    entry = RosterEntryFactory()

    with broken("registration_rosterentry_same_person_same_entry"):
        RosterEntryFactory(roster=entry.roster, document_hash=entry.document_hash)


def test_the_document_of_an_entry_is_hashed():
    with broken("document_is_hashed"):
        RosterEntryFactory(document_hash="150430201403020011")


@pytest.mark.parametrize("state", ["accepted", "refused"])
def test_an_answer_says_who_gave_it_and_when(state):
    with broken("registration_rosterentry_answered_means_who_and_when"):
        RosterEntryFactory(state=state)


def test_what_nobody_has_answered_names_nobody():
    with broken("registration_rosterentry_answered_means_who_and_when"):
        RosterEntryFactory(answered_by=UserFactory())
