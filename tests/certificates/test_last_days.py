"""A training certificate has a last day: on it it is valid, from the day after on everybody who looks is told."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from rest_framework.test import APIClient

from apps.certificates import checking, drafts
from apps.certificates.actions import issue, issue_training
from apps.core import days, uploads
from apps.core.errors import Refused
from tests.browser import axe
from tests.certificates.conftest import learnt

pytestmark = pytest.mark.django_db
TODAY = days.today()
BEFORE = TODAY - days.ONE
OFFLINE = "/verify/offline/"


@pytest.fixture
def paper(volunteer):
    """A certificate that was made while the training counted; its last day is the one given."""

    def made(last):
        completion = learnt(volunteer, expires_on=last)
        return issue([drafts.training(completion)], by=volunteer.user)[0]

    return made


def words_of(day):
    return f"{day.year}年{day.month}月{day.day}日"


@pytest.mark.parametrize(("last", "is_over"), [(TODAY, False), (BEFORE, True)])
def test_the_page_says_until_when_and_whether_that_is_over(paper, client, last, is_over):
    page = client.get(reverse("certificates:check", args=[paper(last).token])).content.decode()
    assert ("有效期至" in page, words_of(last) in page) == (True, True)
    assert ("<b>有效</b>" in page, "<b>有效期已过</b>" in page) == (not is_over, is_over)


@pytest.mark.parametrize(("last", "is_over"), [(TODAY, False), (BEFORE, True)])
def test_programs_are_told_too(paper, last, is_over):
    row = paper(last)
    sent = {"number": row.number, "token": row.token}
    found = APIClient().post("/api/v1/certificate-checks/", sent, format="json").json()
    assert (found["state"], found["expires_on"], found["has_run_out"]) == ("valid", last.isoformat(), is_over)
    assert (found["subject"], found["issuer_name"]) == (
        checking.claims_of(row)["s"],
        row.issuer.name,
    )


def test_what_has_no_last_day_says_none(certificate, client):
    page = client.get(reverse("certificates:check", args=[certificate.token])).content.decode()
    assert ("<b>有效</b>" in page, "有效期" in page) == (True, False)


def test_the_person_sees_which_ran_out_and_makes_no_new_one(paper, client, volunteer):
    row = paper(BEFORE)
    completion = row.bases.get().completion
    client.force_login(volunteer.user)
    page = client.get("/me/certificates/").content.decode()
    assert ("有效期已过" in page, "开培训证书" in page) == (True, False)
    assert "有效期已过" in client.get(reverse("certificates:mine_one", args=[row.pk])).content.decode()
    with pytest.raises(Refused, match="过了有效期"):
        issue_training(completion, by=volunteer.user)


def test_the_command_tells_it_from_the_file_alone(paper, tmp_path):
    file, out = tmp_path / "paper.pdf", StringIO()
    file.write_bytes(uploads.content(paper(BEFORE).pdf))
    call_command("verify_certificate", str(file), stdout=out)
    assert f"it ran out: its last day was {BEFORE.isoformat()}" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_so_does_the_page_without_a_network(paper, new_page, volunteer, live_server):
    reader = new_page()
    reader.goto(f"{live_server.url}{OFFLINE}")
    for last, is_over in [(TODAY, False), (BEFORE, True)]:
        row = paper(last)
        reader.get_by_label("二维码里的文字").fill(f"{live_server.url}/verify/{row.token}/#{row.payload}")
        reader.get_by_role("button", name="核对").click()
        reader.locator("[data-part=expires]", has_text=words_of(last)).wait_for()
        assert reader.get_by_text("有效期已过", exact=True).is_visible() == is_over
    assert axe(reader) == []
