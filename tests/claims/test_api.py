"""Claims by API: the same actions as on the pages, each with what comes of it."""

import pytest

from apps.claims.models import Claim, ClaimDocument
from tests.claims.cases import HOUR, YESTERDAY, begin, text_of
from tests.factories import ClaimDocumentFactory, PolicyContactFactory
from tests.files import kept

pytestmark = pytest.mark.django_db

MINE, ALL = "/api/v1/me/claims/", "/api/v1/claims/"


def post(client, user, address, **sent):
    client.force_login(user)
    answer = client.post(address, sent, content_type="application/json")
    assert answer.status_code in {200, 201, 204}, answer.content
    return answer.json() if answer.content else None


def test_a_person_claims_from_the_first_word_to_handing_it_in(client, volunteer, signup, cover):
    me = volunteer.user
    said = {"happened_at": (YESTERDAY + HOUR).isoformat(), "place": "沟口", "what": "下台阶滑倒"}
    made = post(client, me, MINE, volunteer=volunteer.pk, signup=signup.pk, cover=cover.pk, **said)
    own = f"{MINE}{made['id']}/"
    changed = post(client, me, f"{own}change/", **{**said, "what": "下台阶扭了脚"}, signup=signup.pk)
    files = [kept(by=me, used=False, kind="document") for _one in range(2)]
    for title, file in zip(["发票", "拿错了"], files, strict=True):
        with_papers = post(client, me, f"{own}documents/", title=title, file=str(file.pk))
    wrong = with_papers["papers"][1]["id"]
    post(client, me, f"{own}documents/{wrong}/remove/")
    handed_in = post(client, me, f"{own}report/")

    claim = Claim.objects.get()
    assert (changed["what"], handed_in["state"], claim.state) == ("下台阶扭了脚", "reported", "reported")
    assert (claim.signup, claim.cover, claim.what) == (signup, cover, "下台阶扭了脚")
    assert [paper.title for paper in ClaimDocument.objects.all()] == ["发票"]
    refused = client.post(f"{own}change/", said, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_writable")


def test_it_is_taken_back(client, volunteer):
    claim = begin(volunteer)

    post(client, volunteer.user, f"{MINE}{claim.pk}/take-back/")

    claim.refresh_from_db()
    assert claim.state == "withdrawn"


def test_office_and_insurer_bring_it_to_its_end(client, reported, officer, staff, volunteer):
    contact, own = PolicyContactFactory(policy=reported.cover.policy).user, f"{ALL}{reported.pk}/"
    post(client, staff, f"{own}state/", statement="队长送的医院。")
    post(client, officer, f"{own}hand-over/", insurer_number="BA-1")
    asked = post(client, contact, f"{own}ask/", reason="缺发票")
    post(client, volunteer.user, f"{MINE}{reported.pk}/report/")
    post(client, officer, f"{own}hand-over/")
    paid = post(client, contact, f"{own}settle/", paid=30050)

    reported.refresh_from_db()
    assert (asked["reason"], paid["paid"], reported.state) == ("缺发票", 30050, "settled")
    assert (reported.statement, reported.insurer_number) == ("队长送的医院。", "BA-1")


def test_it_is_refused_with_a_reason(client, reported, officer):
    post(client, officer, f"{ALL}{reported.pk}/hand-over/")
    post(client, officer, f"{ALL}{reported.pk}/refuse/", reason="不在保障范围")

    reported.refresh_from_db()
    assert (reported.state, reported.reason) == ("refused", "不在保障范围")


def test_the_evidence_is_the_same_paper(client, reported, volunteer, officer, staff):
    ClaimDocumentFactory(claim=reported, title="骨科诊断证明")

    def words(user, address):
        client.force_login(user)
        paper = text_of(client.get(f"{address}{reported.pk}/evidence/").content)
        return [word in paper for word in ("沟口", "滑倒", "骨科")]

    assert words(volunteer.user, MINE) == words(officer, ALL) == [True, True, True]
    assert words(staff, ALL) == [True, False, False]
