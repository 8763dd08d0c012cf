"""What was handed to the insurer is kept as it was, for the office, the insurer and the person."""

import pytest

from apps.activities.models import Activity
from apps.claims import actions
from apps.claims.models import HandedEvidence
from apps.core.models import AuditRow, KeptFile
from apps.core.personal import tables
from apps.registration.actions.leaving import leave
from tests.claims.cases import text_of
from tests.factories import HandedEvidenceFactory, PolicyContactFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(cover):
    return PolicyContactFactory(policy=cover.policy).user


@pytest.fixture
def handed(reported, officer, contact):
    actions.hand_to_insurer(reported, by=officer)
    return HandedEvidence.objects.get()


def pages(claim, sheet):
    return {
        "office": f"/region/150430/claims/{claim.pk}/evidence/{sheet.pk}/",
        "insurer": f"/insurer/claims/{claim.pk}/evidence/{sheet.pk}/",
        "person": f"/me/claims/{claim.pk}/evidence/{sheet.pk}/",
        "by program": f"/api/v1/claims/{claim.pk}/evidence/{sheet.pk}/",
        "own by program": f"/api/v1/me/claims/{claim.pk}/evidence/{sheet.pk}/",
    }


def test_whatever_changes_later_the_sheet_stays(client, handed, reported, officer, contact, volunteer):
    Activity.objects.update(title="改了名的活动")
    urls = pages(reported, handed)
    who = {
        "office": officer,
        "insurer": contact,
        "person": volunteer.user,
        "by program": contact,
        "own by program": volunteer.user,
    }

    def paper(user, url):
        client.force_login(user)
        return client.get(url).content

    sheets = {paper(who[name], url) for name, url in urls.items()}
    now = paper(officer, f"/region/150430/claims/{reported.pk}/evidence/")

    (sheet,) = sheets
    assert ("改了名的活动" in text_of(sheet), "滑倒" in text_of(sheet)) == (False, True)
    assert "改了名的活动" in text_of(now)
    assert AuditRow.objects.filter(action="claim.evidence_seen", subject_id=reported.pk).count() == 5


def test_each_page_leads_there_with_the_day(client, handed, reported, officer, contact, volunteer):
    urls = pages(reported, handed)
    for user, name in ((officer, "office"), (contact, "insurer"), (volunteer.user, "person")):
        client.force_login(user)
        page = client.get(urls[name].partition("evidence/")[0]).content.decode()
        assert ("交给保险公司的证明材料" in page, f'href="{urls[name]}"' in page) == (True, True)


def test_the_organization_sees_none(client, handed, reported, staff):
    client.force_login(staff)

    page = client.get(f"/org/{reported.organization_id}/claims/{reported.pk}/").content.decode()
    by_program = client.get(f"/api/v1/claims/{reported.pk}/").json()

    assert ("交给保险公司的证明材料" in page, by_program["handed"]) == (False, [])
    answers = {client.get(url).status_code for url in pages(reported, handed).values()}
    assert answers == {404}


def test_a_second_time_makes_a_second_sheet(client, handed, reported, officer, volunteer):
    actions.ask_for_more(reported, reason="缺发票", by=officer)
    actions.report_claim(reported, by=volunteer.user)
    actions.hand_to_insurer(reported, by=officer)

    client.force_login(officer)
    listed = client.get(f"/api/v1/claims/{reported.pk}/").json()["handed"]

    assert [one["id"] for one in listed] == list(HandedEvidence.objects.values_list("pk", flat=True))
    assert len(listed) == 2


def test_it_goes_with_the_person(handed, reported, officer, volunteer):
    actions.refuse_claim(reported, reason="旧伤", by=officer)

    leave(volunteer.user, by=volunteer.user)

    assert (HandedEvidence.objects.count(), KeptFile.objects.filter(pk=handed.file_id).count()) == (0, 0)


def test_the_copy_of_ones_data_says_when_it_was_handed_over(handed, volunteer):
    kept = {str(table.what): list(table.lines(volunteer.user)) for table in tables()}

    assert len(kept["交给保险公司的证明材料"]) == 1


def test_nobody_reaches_the_sheet_of_another_claim(client, handed, officer):
    other = HandedEvidenceFactory(handed_by=UserFactory())
    client.force_login(officer)

    assert client.get(pages(handed.claim, other)["office"]).status_code == 404
