"""Recognitions from before there were notices stand on a notice of their own document and day."""

from importlib import import_module

import pytest
from django.db import connection

from apps.core.invariants import bad_rows, names
from apps.stars.models import Recognition, StarCandidate, StarNotice, StarStanding
from tests.factories import UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db
MIGRATION = import_module("apps.stars.migrations.0005_recognitions_of_before")
INSERT = """
    INSERT INTO stars_recognition (volunteer_id, level, organization_id, document_number, recognized_by_id,
                                   recognized_at, beneficiary_id, withdrawn_why, withdrawal_number)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '', '')
"""


@pytest.fixture
def before():
    """The tables as they were while the migration ran."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE stars_recognition ALTER COLUMN candidate_id DROP NOT NULL")
        for table in ("stars_recognition", "stars_starcandidate", "stars_starnotice"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor


def test_each_document_and_day_becomes_a_settled_notice_that_was_never_public(before, association, secretary):
    first, second, other = VolunteerFactory.create_batch(3)
    for person, level, number, at in [
        (first, 1, "1号", "2025-03-05T02:00Z"),
        (first, 2, "1号", "2025-03-05T02:00Z"),
        (second, 1, "1号", "2025-03-05T02:00:01Z"),
        (first, 3, "1号", "2025-03-05T17:00Z"),  # the next day in Shanghai
        (other, 1, "2号", "2025-03-05T02:00Z"),
    ]:
        values = [person.pk, level, association.pk, number, secretary.pk, at, person.user_id]
        before.execute(INSERT, values)
    for person, level in ((first, 3), (second, 1), (other, 1)):
        StarStanding.objects.create(volunteer=person, reached=level, recognized=level)

    for statement in (MIGRATION.NOTICES, MIGRATION.CANDIDATES, MIGRATION.RECOGNITIONS):
        before.execute(statement)

    assert set(StarNotice.objects.values_list("state", "was_public")) == {("settled", False)}
    assert StarNotice.objects.count() == 3
    assert set(StarCandidate.objects.values_list("volunteer", "level", "state")) == {
        (first.pk, 2, "stands"),
        (second.pk, 1, "stands"),
        (first.pk, 3, "stands"),
        (other.pk, 1, "stands"),
    }
    assert not Recognition.objects.filter(candidate=None).exists()
    assert {"star_recognitions_stand_on_settled_notices", "star_recognized_stands_on_recognitions"} <= set(
        names()
    )
    assert bad_rows("star_recognitions_stand_on_settled_notices") == []
    assert bad_rows("star_recognized_stands_on_recognitions") == []


def test_the_migration_does_nothing_the_second_time(before, association, secretary):
    person = VolunteerFactory()
    values = [person.pk, 1, association.pk, "1号", secretary.pk, "2025-03-05T02:00Z", person.user_id]
    before.execute(INSERT, values)
    for _time in range(2):
        for statement in (MIGRATION.NOTICES, MIGRATION.CANDIDATES, MIGRATION.RECOGNITIONS):
            before.execute(statement)

    assert (StarNotice.objects.count(), StarCandidate.objects.count()) == (1, 1)


def test_a_notice_of_before_is_not_a_public_page(before, association, secretary, client):
    person = VolunteerFactory()
    values = [person.pk, 1, association.pk, "1号", secretary.pk, "2025-03-05T02:00Z", person.user_id]
    before.execute(INSERT, values)
    for statement in (MIGRATION.NOTICES, MIGRATION.CANDIDATES, MIGRATION.RECOGNITIONS):
        before.execute(statement)
    client.force_login(UserFactory())

    assert client.get(f"/stars/notices/{StarNotice.objects.get().pk}/").status_code == 404
