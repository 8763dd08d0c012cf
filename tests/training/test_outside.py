"""What somebody learnt elsewhere: entered from the certificate by one person, compared with it by another."""

import datetime

import pytest
from django.utils import timezone

from apps.certificates.actions import issue_training
from apps.core import days, invariants, uploads
from apps.core.errors import Refused
from apps.core.models import AuditRow, KeptFile
from apps.messaging.models import Message
from apps.registration.signals import leaving
from apps.training.actions import enter_outside, record_outside, refuse_outside, void_completions
from apps.training.models import Completion, OutsideTraining
from tests.certificates.conftest import pages_of
from tests.factories import (
    GuardianshipFactory,
    MemberFactory,
    OfficerFactory,
    OutsideTrainingFactory,
    StaffFactory,
    StandardFactory,
    VolunteerFactory,
)
from tests.world_of_recognition import proof_of

pytestmark = pytest.mark.django_db


def enter(member, by, **fields):
    said = {
        "standard": StandardFactory(),
        "title": "红十字救护员",
        "organizer": "赤峰市红十字会",
        "minutes": 960,
        "passed_on": datetime.date(2026, 3, 1),
    } | fields
    return enter_outside(member, proof=proof_of(by, used=False), by=by, **said)


def code_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_it_counts_once_a_second_person_has_compared_it(member, clerk, colleague, team):
    entry = enter(member, clerk, organization=team)
    assert not Completion.objects.exists()

    completion = record_outside(entry, by=colleague)

    assert (completion.volunteer, completion.kind_id, completion.organizer, completion.minutes) == (
        member,
        "first_aid",
        "赤峰市红十字会",
        960,
    )
    assert (completion.passed_on, completion.expires_on) == (
        datetime.date(2026, 3, 1),
        datetime.date(2028, 3, 1),
    )
    assert (completion.course, completion.session, completion.enrolment) == (None, None, None)
    assert completion.decided_by == colleague
    assert Completion.objects.holding(days.today()).get() == completion
    assert Message.objects.filter(kind="training.completed").get().recipient == member.user
    assert [row.action for row in AuditRow.objects.order_by("pk") if "outside" in row.action] == [
        "training.outside_entered",
        "training.outside_recorded",
    ]
    assert invariants.bad_rows(ELSEWHERE) == []


def test_whoever_entered_it_does_not_compare_it(entry, clerk):
    assert code_of(lambda: record_outside(entry, by=clerk)) == "own_entry"
    assert code_of(lambda: refuse_outside(entry, reason="不符", by=clerk)) == "own_entry"
    assert not Completion.objects.exists()


def test_nobody_enters_or_compares_their_own_or_their_wards(team, clerk, colleague):
    own = VolunteerFactory(user=clerk)
    MemberFactory(organization=team, user=clerk)
    assert code_of(lambda: enter(own, clerk, organization=team)) == "own_training"
    entry = OutsideTrainingFactory(organization=team, volunteer=own, made_by=colleague)
    assert code_of(lambda: record_outside(entry, by=clerk)) == "own_training"
    assert not OutsideTraining.objects.decidable_by(clerk).exists()

    child = GuardianshipFactory(guardian__user=colleague).child
    MemberFactory(organization=team, user=child.user)
    assert code_of(lambda: enter(child, colleague, organization=team)) == "own_training"


def test_an_organisation_names_its_members_and_an_office_who_lives_there(team, clerk):
    stranger = VolunteerFactory(region_id="150102")
    officer = OfficerFactory().user
    region = team.region
    assert code_of(lambda: enter(stranger, clerk, organization=team)) == "not_yours"
    assert code_of(lambda: enter(stranger, officer, region=region)) == "not_yours"

    neighbour = VolunteerFactory()
    assert code_of(lambda: enter(neighbour, clerk, organization=team)) == "not_yours"
    assert enter(neighbour, officer, region=region).region == region


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"passed_on": days.today() + datetime.timedelta(days=1)}, "passed_later"),
        ({"minutes": 119}, "too_short"),
    ],
)
def test_what_cannot_be_is_refused(member, clerk, team, fields, code):
    assert code_of(lambda: enter(member, clerk, organization=team, **fields)) == code


def test_the_same_is_entered_and_counted_once(member, clerk, colleague, team):
    standard = StandardFactory()
    entry = enter(member, clerk, organization=team, standard=standard)
    assert code_of(lambda: enter(member, colleague, organization=team, standard=standard)) == "waits_already"
    record_outside(entry, by=colleague)
    again = {"organization": team, "standard": standard}
    assert code_of(lambda: enter(member, colleague, **again)) == "already_completed"
    assert code_of(lambda: record_outside(entry, by=colleague)) == "already_decided"

    void_completions(Completion.objects.all(), why="证书是假的", by=colleague)
    assert enter(member, clerk, **again).is_waiting


def test_a_refusal_says_why_to_whoever_entered_it(entry, clerk, colleague):
    assert code_of(lambda: refuse_outside(entry, reason=" ", by=colleague)) == "no_reason"

    refuse_outside(entry, reason="证书看不清", by=colleague)

    message = Message.objects.get(recipient=clerk)
    assert (message.kind, "证书看不清" in message.body) == ("training.outside", True)
    assert code_of(lambda: record_outside(entry, by=colleague)) == "already_decided"


def test_colleagues_and_the_office_of_the_region_compare_strangers_do_not(entry, clerk, colleague):
    office, elsewhere = OfficerFactory().user, OfficerFactory(region="150102").user
    other = StaffFactory().user

    may = [user for user in (clerk, colleague, office, elsewhere, other) if decidable(user) == [entry]]

    assert may == [colleague, office]


def decidable(user):
    return list(OutsideTraining.objects.decidable_by(user))


def test_a_training_certificate_is_made_of_it_too(entry, member, colleague):
    completion = record_outside(entry, by=colleague)

    certificate = issue_training(completion, by=member.user)

    assert (certificate.volunteer, certificate.issuer, certificate.minutes) == (member, None, 960)
    (page,) = pages_of(uploads.content(certificate.pdf))
    assert "赤峰市红十字会" in page


def test_who_leaves_takes_the_certificate_along(entry, member, colleague):
    waiting = OutsideTrainingFactory(volunteer=member, organization=entry.organization, title="别的")
    record_outside(entry, by=colleague)
    kept = KeptFile.objects.filter(pk__in=[entry.proof_id, waiting.proof_id])
    assert kept.count() == 2

    leaving.send(sender=None, user_ids=[member.user_id], by=member.user)

    left = OutsideTraining.objects.get()
    assert (left.state, left.proof) == ("recorded", None)
    assert not kept.exists()


# --- what the database holds ----------------------------------------------------------------------------------

(ELSEWHERE,) = [name for name in invariants.names() if name.startswith("training_what_was_learnt_elsewhere")]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (
            {"region_id": "150430"},
            "training_outsidetraining_is_an_offices_or_an_organizations",
        ),
        ({"minutes": 0}, "training_outsidetraining_takes_some_time"),
        ({"organizer": ""}, "training_outsidetraining_says_who_held_it"),
        ({"proof": None}, "training_outsidetraining_waits_with_its_certificate"),
        ({"decided_at": timezone.now()}, "training_outsidetraining_decided_means_who_and_when"),
        ({"state": "recorded"}, "training_outsidetraining_recorded_means_a_completion"),
        ({"state": "refused"}, "training_outsidetraining_refused_says_why"),
    ],
)
def test_an_entry_is_whole(fields, name, colleague):
    decided = {"decided_by": colleague, "decided_at": timezone.now()} if "state" in fields else {}
    with pytest.raises(Exception, match=name):
        OutsideTrainingFactory(**fields, **decided)


def test_whoever_enters_is_not_who_compares(clerk):
    decided = {"decided_by": clerk, "decided_at": timezone.now(), "reason": "不符"}
    with pytest.raises(Exception, match="training_outsidetraining_who_enters_does_not_check"):
        OutsideTrainingFactory(state="refused", made_by=clerk, **decided)


def test_one_waits_once(entry):
    same = {"volunteer": entry.volunteer, "standard": entry.standard, "organization": entry.organization}
    with pytest.raises(Exception, match="training_outsidetraining_waits_once"):
        OutsideTrainingFactory(**same)


@pytest.mark.parametrize("change", [{"minutes": 9999}, {"reason": "改了"}])
def test_what_was_decided_stays(entry, colleague, change):
    record_outside(entry, by=colleague)
    with pytest.raises(Exception, match="training_outsidetraining_stays"):
        OutsideTraining.objects.update(**change)


def test_what_was_decided_is_not_removed(entry, colleague):
    record_outside(entry, by=colleague)
    with pytest.raises(Exception, match="training_outsidetraining_stays"):
        OutsideTraining.objects.all()._raw_delete("default")


@pytest.mark.parametrize("lack", ["entry", "second person", "same day"])
def test_an_entry_behind_the_back_is_found(entry, colleague, lack):
    completion = record_outside(entry, by=colleague)
    if lack == "entry":
        bad = Completion.objects.create(**copied(completion))
    else:
        changed = {"decided_by": None} if lack == "second person" else {"passed_on": days.today()}
        bad = Completion.objects.create(**copied(completion) | changed)
        OutsideTrainingFactory(
            **{name: getattr(entry, name) for name in ("volunteer", "standard", "passed_on")},
            organization=entry.organization,
            state="recorded",
            decided_by=colleague,
            decided_at=timezone.now(),
            completion=bad,
        )

    assert [row.id for row in invariants.bad_rows(ELSEWHERE)] == [bad.pk]


def copied(completion):
    names = ["volunteer", "kind", "standard", "title", "minutes", "passed_on", "expires_on", "organizer"]
    return {name: getattr(completion, name) for name in [*names, "region", "league", "banner", "decided_by"]}
