"""Claims: said, handed in, followed to their end."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apps.claims import actions
from apps.claims.models import Claim
from apps.core.days import today
from apps.core.models import KeptFile, PolicyRow
from apps.messaging.models import Message
from tests.claims.cases import DAY, HOUR, YESTERDAY, begin, refusal_code
from tests.factories import (
    ClaimDocumentFactory,
    ClaimFactory,
    CoverFactory,
    GuardianshipFactory,
    OfficerFactory,
    PolicyContactFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
)
from tests.files import kept

pytestmark = pytest.mark.django_db


# --- saying what happened --------------------------------------------------------------------------------


def test_what_happened_is_sealed_and_nobodys_business_before_it_is_handed_in(volunteer, officer, cover):
    claim = begin(volunteer)

    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM claims_claim")
        assert "滑倒" not in cursor.fetchone()[0]
    assert (claim.cover, claim.state, claim.moves.get().became) == (cover, "drafted", "drafted")
    assert not Claim.objects.governed_by(officer).exists()


@pytest.mark.parametrize(
    ("happened_at", "code"),
    [
        (timezone.now() + HOUR, "not_yet"),
        (timezone.now() - 900 * DAY, "too_late"),
        (datetime.datetime(1, 1, 2, tzinfo=datetime.UTC), "too_late"),
        (timezone.now() - 300 * DAY, "not_covered"),
    ],
)
def test_it_happened_on_a_day_that_was_covered(volunteer, happened_at, code):
    assert refusal_code(begin, volunteer, happened_at=happened_at) == code


def test_a_claim_is_about_ones_own_sign_up_and_cover(volunteer):
    other = SignupFactory()

    assert refusal_code(begin, volunteer, signup=other) == "other_signup"
    assert refusal_code(begin, volunteer, cover=CoverFactory()) == "other_cover"


def test_a_guardian_claims_for_a_child_and_nobody_for_a_stranger():
    child = CoverFactory(volunteer__birth_date=today() - 4000 * DAY).volunteer
    guardian = GuardianshipFactory(child=child).guardian.user

    assert begin(child, by=guardian).made_by == guardian
    assert refusal_code(begin, child, by=UserFactory(), happened_at=YESTERDAY) == "not_yours"


def test_the_same_thing_is_claimed_once(volunteer):
    begin(volunteer)

    assert refusal_code(begin, volunteer) == "claimed_already"


# --- papers ----------------------------------------------------------------------------------------------


def test_papers_are_added_until_it_is_closed_and_taken_back_as_long_as_it_is_a_draft(volunteer):
    claim = begin(volunteer)
    file = kept(by=volunteer.user, used=False, kind="document")
    paper = actions.add_document(claim, file=file, title="发票", by=volunteer.user)

    actions.remove_document(paper, by=volunteer.user)
    assert not KeptFile.objects.filter(pk=file.pk).exists()

    paper = ClaimDocumentFactory(claim=claim)
    actions.report_claim(claim, by=volunteer.user)
    assert refusal_code(actions.remove_document, paper, by=volunteer.user) == "not_a_draft"


def test_papers_have_an_end(volunteer):
    PolicyRow.objects.filter(topic="claims", item="documents").update(value=1)
    claim = begin(volunteer)
    ClaimDocumentFactory(claim=claim)

    file = kept(by=volunteer.user, used=False, kind="document")
    assert (
        refusal_code(actions.add_document, claim, file=file, title="又一张", by=volunteer.user) == "too_many"
    )


# --- its way ---------------------------------------------------------------------------------------------


def test_office_and_organization_hear_of_it_at_once(volunteer, signup, officer, staff):
    actions.report_claim(begin(volunteer, signup=signup), by=volunteer.user)

    told = Message.objects.filter(kind="claim.reported")
    assert set(told.values_list("recipient", flat=True)) == {officer.pk, staff.pk}
    assert not any("滑倒" in one.title + one.body for one in told)


def test_the_whole_way_to_the_money(reported, volunteer, officer):
    contact = PolicyContactFactory(policy=reported.cover.policy).user
    assert not Claim.objects.at_insurers_of(contact).exists()

    actions.hand_to_insurer(reported, insurer_number="BA-1", by=officer)
    assert list(Claim.objects.at_insurers_of(contact)) == [reported]
    actions.ask_for_more(reported, reason="缺发票", by=contact)
    actions.report_claim(reported, by=volunteer.user)
    actions.hand_to_insurer(reported, by=officer)
    done = actions.settle_claim(reported, paid=30050, by=contact)

    assert (done.state, done.paid, done.insurer_number) == ("settled", 30050, "BA-1")
    steps = ["drafted", "reported", "with_insurer", "asked", "reported", "with_insurer", "settled"]
    assert list(done.moves.values_list("became", flat=True)) == steps
    titles = Message.objects.filter(recipient=volunteer.user, kind="claim.moved").order_by("pk")
    assert [one.title.removeprefix("报案有进展：") for one in titles] == [
        "保险公司在办",
        "等补材料",
        "保险公司在办",
        "已赔付",
    ]


def test_a_refusal_says_why(reported, officer):
    actions.hand_to_insurer(reported, by=officer)

    assert refusal_code(actions.refuse_claim, reported, reason=" ", by=officer) == "no_reason"
    assert actions.refuse_claim(reported, reason="不在保障范围", by=officer).closed_at is not None


def test_it_is_taken_back_until_the_insurer_has_it(reported, volunteer, officer):
    other = ClaimFactory(volunteer=volunteer, cover=reported.cover)
    assert actions.take_back_claim(other, by=volunteer.user).state == "withdrawn"
    actions.hand_to_insurer(reported, by=officer)
    assert refusal_code(actions.take_back_claim, reported, by=volunteer.user) == "with_insurer"

    actions.ask_for_more(reported, reason="缺发票", by=officer)
    assert refusal_code(actions.take_back_claim, reported, by=volunteer.user) == "with_insurer"


def test_what_was_handed_in_stays_as_it_was_said(client, reported, volunteer, officer):
    actions.ask_for_more(reported, reason="缺发票", by=officer)
    said = {"happened_at": timezone.now(), "place": "沟口", "what": "另一种说法"}

    assert refusal_code(actions.write_claim, reported, **said, by=volunteer.user) == "not_writable"
    client.force_login(volunteer.user)
    assert client.get(reverse("claims:edit", args=[reported.pk])).status_code == 404
    page = client.get(reverse("claims:claim", args=[reported.pk])).content.decode()
    assert (reverse("claims:report", args=[reported.pk]) in page, "改一改" in page) == (True, False)


@pytest.mark.parametrize("step", ["hand_to_insurer", "ask_for_more", "settle_claim", "refuse_claim"])
def test_only_the_office_and_the_insurer_decide(reported, staff, step):
    said = {"ask_for_more": {"reason": "缺"}, "refuse_claim": {"reason": "缺"}, "settle_claim": {"paid": 1}}
    stranger = PolicyContactFactory().user
    for user in (staff, stranger, OfficerFactory(region="150102").user, reported.volunteer.user):
        assert refusal_code(getattr(actions, step), reported, **said.get(step, {}), by=user) == "not_yours"


def test_no_officer_decides_their_own(volunteer, signup):
    OfficerFactory(user=volunteer.user)
    claim = actions.report_claim(begin(volunteer, signup=signup), by=volunteer.user)

    assert refusal_code(actions.hand_to_insurer, claim, by=volunteer.user) == "not_yours"


def test_the_organization_says_what_it_knows(reported, staff):
    said = actions.state_what_is_known(reported, statement="当时在清雪，队长送的医院。", by=staff)

    assert (said.statement, said.statement_by) == ("当时在清雪，队长送的医院。", staff)
    other = StaffFactory().user
    assert refusal_code(actions.state_what_is_known, reported, statement="我也看见了", by=other) == "closed"


def followed(reported, *people):
    """{person: what they heard about it after it was reported}, the latest last."""
    told = Message.objects.filter(kind="claim.moved", recipient__in=people).order_by("pk")
    assert not any("滑倒" in one.title + one.body for one in told)
    return [
        [one.title.removeprefix("跟进的报案有进展：") for one in told if one.recipient == user]
        for user in people
    ]


def test_office_organization_and_insurer_follow_each_step_but_their_own(reported, volunteer, officer, staff):
    contact = PolicyContactFactory(policy=reported.cover.policy).user

    actions.hand_to_insurer(reported, insurer_number="BA-1", by=officer)
    assert followed(reported, officer, staff, contact) == [[], ["保险公司在办"], []]
    assert Message.objects.get(recipient=contact).title == "有一份报案交给你们了"
    actions.ask_for_more(reported, reason="缺发票", by=officer)
    assert followed(reported, contact) == [["等补材料"]]
    actions.report_claim(reported, by=volunteer.user)
    actions.hand_to_insurer(reported, by=officer)
    actions.settle_claim(reported, paid=30050, by=contact)

    assert followed(reported, officer, staff, contact) == [
        ["已赔付"],
        ["保险公司在办", "等补材料", "保险公司在办", "已赔付"],
        ["等补材料"],
    ]
    links = {one.recipient: one.url for one in Message.objects.filter(title__contains="跟进的报案")}
    organization = reported.signup.shift.position.activity.organization_id
    assert links == {
        officer: reverse("claims:region_claim", args=["150430", reported.pk]),
        staff: reverse("claims:organization_claim", args=[organization, reported.pk]),
        contact: reverse("claims:at_insurer", args=[reported.pk]),
    }


def test_a_draft_that_is_dropped_is_nobodys_business(volunteer, signup, officer, staff):
    claim = begin(volunteer, signup=signup)

    actions.take_back_claim(claim, by=volunteer.user)

    assert followed(claim, officer, staff) == [[], []]
    mine = [Claim.objects.mine(volunteer.user), Claim.objects.governed_by(officer)]
    assert [rows.count() for rows in (*mine, Claim.objects.managed_by(staff))] == [1, 0, 0]
