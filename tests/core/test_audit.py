import pytest
from django.db import IntegrityError, connection

from apps.core import audit
from apps.core.models import AuditRow
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_note_says_who_did_what_to_whom():
    officer, subject = UserFactory(), UserFactory()
    audit.note("passed", [subject], by=officer, before="pending", after="passed")
    row = AuditRow.objects.get()
    assert (row.actor, row.action, row.subject, row.subject_id, row.detail) == (
        officer,
        "passed",
        "accounts.user",
        subject.pk,
        {"before": "pending", "after": "passed"},
    )


@pytest.mark.parametrize("statement", ["UPDATE core_auditrow SET action = 'x'", "DELETE FROM core_auditrow"])
def test_the_trail_is_only_ever_added_to(statement):
    audit.note("passed", [UserFactory()], by=UserFactory())
    with pytest.raises(IntegrityError, match="rows are only ever added"), connection.cursor() as cursor:
        cursor.execute(statement)
