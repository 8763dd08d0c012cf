"""What must always hold of stars, and that it is noticed when it does not."""

import pytest
from django.db import connection
from django.utils import timezone

from apps.core import days
from apps.core.invariants import bad_rows, names
from apps.stars.models import Recognition, StarCandidate, StarNotice, StarObjection, StarStanding
from tests.factories import StarObjectionFactory, UserFactory, VolunteerFactory
from tests.stars.passing import notice_of, recognize

pytestmark = pytest.mark.django_db
TABLES = [
    *["stars_recognition", "stars_starcandidate", "stars_starnotice", "stars_starobjection"],
]


@pytest.fixture
def off_guard():
    """The database lets things happen that it does not let happen."""

    def loosen(*constraints):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for table, name in constraints:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    return loosen


def found(name):
    assert name in names()
    return [row.id for row in bad_rows(name)]


@pytest.fixture
def recognition(volunteer, association, secretary):
    recognize(association, secretary, [volunteer])
    return Recognition.objects.get()


@pytest.mark.parametrize("column", ["recognized_by_id", "beneficiary_id", "withdrawn_by_id"])
def test_an_invariant_finds_who_decided_about_their_own_star(volunteer, recognition, off_guard, column):
    assert found("nobody_recognized_their_own_star") == []
    off_guard(
        ("stars_recognition", "stars_recognition_nobody_recognizes_their_own"),
        ("stars_recognition", "stars_recognition_nobody_withdraws_their_own"),
        ("stars_recognition", "stars_recognition_withdrawn_says_who_when_why_and_how"),
    )
    whose = recognition.recognized_by_id if column == "beneficiary_id" else volunteer.user_id
    Recognition.objects.update(**{column: whose})

    assert found("nobody_recognized_their_own_star") == [recognition.pk]


def test_an_invariant_finds_a_recognized_star_whose_recognition_was_withdrawn(
    volunteer, recognition, secretary
):
    assert found("star_recognized_stands_on_recognitions") == []
    Recognition.objects.update(
        withdrawn_by=secretary, withdrawn_at=timezone.now(), withdrawn_why="假的", withdrawal_number="9号"
    )

    assert bad_rows("star_recognized_stands_on_recognitions") == [(volunteer.pk, 0, 1)]


def test_an_invariant_finds_another_threshold_than_the_one_of_then(volunteer, recognition):
    assert found("star_asked_for_what_its_recognition_did") == []
    StarStanding.objects.update(asked=7200)

    assert bad_rows("star_asked_for_what_its_recognition_did") == [(volunteer.pk, 6000, 7200)]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (StarNotice, {"state": "open"}),
        (StarNotice, {"until": days.today()}),
        (StarNotice, {"document_number": "别的号"}),
        (StarCandidate, {"state": "held"}),
        (StarCandidate, {"volunteer_id": "another"}),
        (Recognition, {"level": 2}),
    ],
)
def test_an_invariant_finds_a_recognition_without_a_settled_notice(recognition, off_guard, model, fields):
    assert found("star_recognitions_stand_on_settled_notices") == []
    another = VolunteerFactory()
    off_guard(
        ("stars_starnotice", "stars_starnotice_ended_says_who_when_and_how"),
        ("stars_starcandidate", "stars_starcandidate_held_and_dropped_say_why"),
    )
    model.objects.update(
        **{name: another.pk if value == "another" else value for name, value in fields.items()}
    )

    assert found("star_recognitions_stand_on_settled_notices") == [recognition.pk]


@pytest.mark.parametrize(
    ("notice", "candidate"),
    [("open", "held"), ("open", "stands"), ("withdrawn", "noticed"), ("settled", "noticed")],
)
def test_an_invariant_finds_candidates_that_do_not_fit_their_notice(
    volunteer, association, off_guard, notice, candidate
):
    row = notice_of(association, [volunteer], over=False).candidates.get()
    assert found("star_candidates_fit_their_notices") == []
    off_guard(
        ("stars_starnotice", "stars_starnotice_ended_says_who_when_and_how"),
        ("stars_starcandidate", "stars_starcandidate_held_and_dropped_say_why"),
        ("stars_starcandidate", "stars_starcandidate_decided_means_who_and_when"),
    )
    StarNotice.objects.update(state=notice)
    StarCandidate.objects.update(state=candidate)

    assert found("star_candidates_fit_their_notices") == [row.pk]


@pytest.mark.parametrize(
    ("objection", "candidate"), [("open", "stands"), ("lapsed", "stands"), ("open", "dropped")]
)
def test_an_invariant_finds_objections_that_nobody_answered(
    volunteer, association, off_guard, objection, candidate
):
    row = StarObjectionFactory(candidate=notice_of(association, [volunteer], over=False).candidates.get())
    name = "star_objections_were_answered_before_the_star_stood"
    assert found(name) == []
    off_guard()
    decided = {"decided_by": UserFactory(), "decided_at": timezone.now()}
    reason = "查过" if candidate == "dropped" else ""
    StarCandidate.objects.update(state=candidate, reason=reason, **decided)
    StarObjection.objects.update(state=objection)

    assert found(name) == [row.pk]
