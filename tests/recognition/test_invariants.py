"""Each invariant is broken on purpose, by the back door, and must name the row."""

import datetime

import pytest
from django.db import connection

from apps.core import invariants
from apps.core.models import KeptFile
from tests.factories import (
    CommendationFactory,
    EvaluationFactory,
    LookFactory,
    OrganizationFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

NAMES = [name for name in invariants.names() if name.startswith("recognition_")]


def broken():
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in NAMES}
    return {name: ids for name, ids in found.items() if ids}


def back_door(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("recognition_evaluation", "recognition_commendation", "recognition_look"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)


@pytest.fixture
def everything():
    return EvaluationFactory(), CommendationFactory(), LookFactory()


def test_all_hold(everything):
    assert broken() == {}


def test_evaluated_after_the_shift(everything):
    said = everything[0]
    before = said.signup.shift.starts_at - datetime.timedelta(minutes=1)
    back_door("UPDATE recognition_evaluation SET made_at = %s", before)

    assert broken() == {"recognition_evaluated_after_the_shift_by_people_of_it": [said.pk]}


@pytest.mark.parametrize(
    ("column", "other"), [("volunteer", VolunteerFactory), ("organization", OrganizationFactory)]
)
def test_evaluated_by_people_of_the_shift_and_of_its_organization(everything, column, other):
    said = everything[0]
    back_door(f"UPDATE recognition_evaluation SET {column}_id = %s", other().pk)  # noqa: S608 -- our own columns

    assert said.pk in broken()["recognition_evaluated_after_the_shift_by_people_of_it"]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_each_row_belongs_to_its_person(everything, at):
    row = everything[at]
    back_door(f"UPDATE {row._meta.db_table} SET beneficiary_id = %s", UserFactory().pk)  # noqa: S608 -- our own table

    assert broken() == {"recognition_each_row_belongs_to_its_person": [f"{row._meta.model_name} {row.pk}"]}


def test_documents_of_awards_are_used(everything):
    KeptFile.objects.update(used_at=None)

    assert broken() == {"recognition_documents_of_awards_are_used": [everything[1].pk]}
