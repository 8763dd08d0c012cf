"""Somebody else had a key from a day on: nothing it signed on that day or later is believed, what it signed before is."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from apps.certificates import checking, signing, soundness
from apps.certificates.actions import issue_service
from apps.certificates.models import Certificate
from apps.core import days, uploads
from tests.browser import axe
from tests.certificates.conftest import SINCE, TODAY
from tests.files import uploaded

pytestmark = pytest.mark.django_db
AHEAD = TODAY + days.ONE
NO_MORE = "这份证明不作数。"


@pytest.fixture(params=[(AHEAD, True), (TODAY, False), (TODAY - days.ONE, False)], ids=str)
def believed(request, certificate, rotated):
    """The key that signed the certificate today is bad from tomorrow, today, or yesterday on; is the paper believed?"""
    bad_from, is_believed = request.param
    rotated(bad_from=bad_from.isoformat())
    return is_believed


def test_the_page_says_so(believed, certificate, client):
    page = client.get(reverse("certificates:check", args=[certificate.token])).content.decode()
    assert ("<b>有效</b>" in page, NO_MORE in page) == (believed, not believed)


def test_so_is_a_file_read(believed, certificate, client):
    pdf = uploads.content(certificate.pdf)
    page = client.post(reverse("certificates:verify"), {"paper": uploaded(pdf, "证明.pdf")}).content.decode()
    assert ("一个字节也没有改过" in page, NO_MORE in page) == (believed, not believed)


def test_programs_do_not_find_it(believed, certificate):
    sent = {"number": certificate.number, "token": certificate.token}
    answer = APIClient().post("/api/v1/certificate-checks/", sent, format="json")
    assert answer.status_code == (200 if believed else 404)


def test_whoever_has_the_published_keys_knows_it(believed, certificate, client, tmp_path):
    file, known = tmp_path / "paper.pdf", tmp_path / "keys.json"
    file.write_bytes(uploads.content(certificate.pdf))
    known.write_bytes(client.get(reverse("certificates:keys")).content)
    for keys in ([], [f"--keys={known}"]):
        out = StringIO()
        if believed:
            call_command("verify_certificate", str(file), *keys, stdout=out)
            assert "unchanged since it was signed with c1" in out.getvalue()
        else:
            with pytest.raises(CommandError, match="Somebody else had the key"):
                call_command("verify_certificate", str(file), *keys, stdout=out)


def test_what_says_no_day_is_not_believed(rotated):
    text = signing.sign({"v": 1})
    assert signing.read(text) == {"v": 1}
    rotated(bad_from=AHEAD.isoformat())
    with pytest.raises(signing.Distrusted):
        signing.read(text)


def test_made_anew_it_is_believed_again(certificate, rotated, volunteer):
    rotated(bad_from=TODAY.isoformat())
    again = issue_service(volunteer, by=volunteer.user, since=SINCE, until=TODAY)
    assert (again.key_id, checking.claims_of(again)["n"]) == ("c2", again.number)
    assert Certificate.objects.get(pk=certificate.pk).state == "replaced"


def test_the_night_finds_nothing_wrong_with_its_row(certificate, rotated):
    """It is as it was written: what happened to the key is known."""
    rotated(bad_from=TODAY.isoformat())
    assert list(soundness.unsound()) == []


@pytest.mark.django_db(transaction=True)
def test_the_page_without_a_network_says_so(believed, certificate, new_page, live_server):
    reader = new_page()
    reader.goto(f"{live_server.url}/verify/offline/")
    code = f"{live_server.url}/verify/{certificate.token}/#{certificate.payload}"
    reader.get_by_label("二维码里的文字").fill(code)
    reader.get_by_role("button", name="核对").click()
    reader.get_by_text("是这里开的，没有改过" if believed else NO_MORE, exact=True).wait_for()
    assert axe(reader) == []
