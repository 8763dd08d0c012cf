"""The pages of claims, and the evidence the platform has itself."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.claims import actions
from apps.claims.evidence import evidence_of
from apps.claims.models import Claim
from apps.core.models import AuditRow
from apps.registration.actions.leaving import leave
from tests.claims.cases import HOUR, YESTERDAY, text_of
from tests.factories import (
    ClaimDocumentFactory,
    ClaimFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


# --- evidence --------------------------------------------------------------------------------------------


def test_the_evidence_holds_what_the_platform_knows_itself(reported, signup, staff, volunteer):
    signup.shift.leaders.create(user=UserFactory(name="韩冬"), appointed_by=staff)
    actions.state_what_is_known(reported, statement="队长送的医院。", by=staff)
    ClaimDocumentFactory(claim=reported, title="门诊发票")

    words = re.sub(r"\s", "", text_of(evidence_of(Claim.objects.get(pk=reported.pk))))

    activity, policy = signup.shift.position.activity, reported.cover.policy
    for said in (
        *[volunteer.name, volunteer.number, policy.number, policy.insurer.name, "下台阶滑倒"],
        *[activity.title, activity.organization.name, "9:00签到码", "12:00签到码", "已报名"],
        *["韩", "队长送的医院。", "门诊发票"],
    ):
        assert re.sub(r"\s", "", said) in words
    assert volunteer.document_number not in words


# --- pages -----------------------------------------------------------------------------------------------


def test_a_person_claims_by_the_pages(client, volunteer, signup):
    client.force_login(volunteer.user)
    said = {
        "person": volunteer.pk,
        "happened_at": timezone.localtime(YESTERDAY + HOUR).strftime("%Y-%m-%dT%H:%M"),
        "place": "沟口",
        "what": "下台阶滑倒",
        "signup": signup.pk,
    }
    wrong = client.post(reverse("claims:new"), {**said, "happened_at": "2035-01-01T09:00"})
    assert wrong.context["form"].errors == {"happened_at": ["还没到的时间不能报。"]}
    assert "下台阶滑倒" in wrong.content.decode()

    client.post(reverse("claims:new"), said)
    claim = Claim.objects.get()
    client.post(reverse("claims:report", args=[claim.pk]))
    claim.refresh_from_db()

    assert (claim.state, claim.signup) == ("reported", signup)
    page = client.get(reverse("claims:claim", args=[claim.pk])).content.decode()
    assert "已报案" in page


@pytest.mark.parametrize(("state", "there"), [("drafted", ["丢掉"]), ("reported", ["撤回"])])
def test_a_draft_is_thrown_away_and_what_was_handed_in_is_taken_back(client, volunteer, state, there):
    claim = ClaimFactory(volunteer=volunteer, state=state)
    client.force_login(volunteer.user)
    page = client.get(reverse("claims:claim", args=[claim.pk])).content.decode()
    assert [words for words in ("丢掉", "撤回") if words in page] == there


def test_each_look_of_an_officer_stays_on_record(client, reported, officer):
    client.force_login(officer)

    page = client.get(reverse("claims:region_claim", args=["150430", reported.pk])).content.decode()

    assert "下台阶滑倒" in page
    assert AuditRow.objects.filter(action="claim.seen", actor=officer, subject_id=reported.pk).count() == 1


def test_the_list_is_masked_and_asks_as_much_for_thirty(client, officer):
    client.force_login(officer)
    address = reverse("claims:region", args=["150430"])

    def queries(count):
        for _one in range(count):
            ClaimFactory(state="reported", volunteer__name="那木拉")
        with CaptureQueriesContext(connection) as found:
            page = client.get(address).content.decode()
        assert "那木拉" not in page
        return len(found)

    assert queries(1) == queries(20)


def test_whoever_leaves_leaves_nothing_of_what_happened():
    claim = ClaimFactory(volunteer=VolunteerFactory())

    leave(claim.volunteer.user, by=claim.volunteer.user)

    claim.refresh_from_db()
    assert (claim.what, claim.place) == ("", "")


def test_the_organization_reads_nothing_of_somebodys_health(client, reported, staff, officer):
    ClaimDocumentFactory(claim=reported, title="骨科诊断证明")
    actions.ask_for_more(reported, reason="骨科的病历看不清", by=officer)
    place, key = reported.signup.shift.position.activity.organization_id, reported.pk

    def seen_by(user, page, paper):
        client.force_login(user)
        asked = client.get(f"/api/v1/claims/{key}/").json()
        listed = client.get("/api/v1/claims/").json()["results"][0]
        words = client.get(page).content.decode() + text_of(client.get(paper).content)
        return [*(word in words for word in ("沟口", "滑倒", "骨科")), asked["reason"], listed["reason"]]

    theirs = [reverse(f"claims:organization_{name}", args=[place, key]) for name in ("claim", "evidence")]
    assert seen_by(staff, *theirs) == [True, False, False, "", ""]
    office = [reverse(f"claims:region_{name}", args=["150430", key]) for name in ("claim", "evidence")]
    assert seen_by(officer, *office) == [True, True, True, *["骨科的病历看不清"] * 2]


def test_who_is_not_known_yet_is_told_so_where_claims_begin(client):
    client.force_login(VolunteerFactory(identity_state="pending", number=None, passed_at=None).user)

    page = client.get("/me/claims/").content.decode()

    assert "身份核验通过以后" in page
    assert "/me/claims/new/" not in page
