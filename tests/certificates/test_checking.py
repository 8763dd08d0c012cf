"""Anyone checks what they hold; nothing can be found that is not held; no byte may change."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.certificates import checking, numbers, reading, sealing, sheets, signing
from apps.certificates.management.commands import bench_certificates
from apps.core import days, uploads
from apps.hours.actions import void_hours
from apps.registration.actions.leaving import leave
from tests.factories import OfficerFactory
from volunteer_platform.local import signing_keys

FEW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def sample():
    token = numbers.new_token()
    payload = signing.sign(
        {"v": 1, "n": numbers.new_number("service", 2026), "t": token, "k": "service", "h": 90}
    )
    return sheets.address_of(token, payload)


@given(at=st.integers(0, 10_000), change=st.integers(1, 255))
@FEW
def test_any_byte_of_the_code_that_is_changed_makes_it_false(at, change):
    whole = sample()
    start = whole.index("/verify/") + len("/verify/")
    place = start + at % (len(whole) - start)
    text = bytearray(whole.encode())
    text[place] ^= change
    with pytest.raises(signing.NotGenuine):
        checking.read_code(text.decode("latin-1"))
    assert checking.read_code(whole)["h"] == 90


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://testserver/verify/",
        "x" * 9000,
        "a.b.c",
        "..",
        "http://testserver/verify/" + "A" * 26 + "/#e30.e30.",
    ],
)
def test_what_is_no_code_is_not_genuine(text):
    with pytest.raises(signing.NotGenuine):
        checking.read_code(text)


def test_a_code_is_bound_to_its_address_and_to_no_host():
    one, other = sample(), sample()
    swapped = one.partition("#")[0] + "#" + other.partition("#")[2]
    with pytest.raises(signing.NotGenuine):
        checking.read_code(swapped)
    assert checking.read_code(one.replace("http://testserver", "https://an-older-name.example.cn"))


def test_a_code_of_another_key_is_not_ours(settings):
    mine = sample()
    made = {"current": "c1", "keys": {"c1": signing_keys.make("c1")}}
    settings.KEYS = {**settings.KEYS, "certificate": made}
    with pytest.raises(signing.NotGenuine):
        checking.read_code(mine)


def test_after_a_rotation_old_certificates_stay_checkable(rotated):
    before = sample()
    pdf = sealing.seal(plain_pdf(), reason="r", place="p")
    rotated()

    assert checking.read_code(before)["h"] == 90
    assert checking.read_code(sample())["h"] == 90
    assert reading.sealed_with(pdf, sealing.certificates()) == "c1"
    assert (
        reading.sealed_with(sealing.seal(plain_pdf(), reason="r", place="p"), sealing.certificates()) == "c2"
    )


def plain_pdf():
    import typst

    return typst.compile({"main.typ": b"hello"}, ignore_system_fonts=True)


SEALED = {}


@given(seed=st.integers(0, 2**32))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_byte_of_the_file_that_is_changed_breaks_its_signature(seed):
    if not SEALED:
        SEALED["pdf"] = sheets.sheet_of(*bench_certificates.sample(12))
        assert reading.sealed_with(SEALED["pdf"], sealing.certificates()) == "c1"
    draw, pdf = random.Random(seed), bytearray(SEALED["pdf"])
    # Half of them in the signature itself, where a reader passes over most.
    gap = bytes(pdf).index(b"/Contents <")
    place = gap + draw.randrange(2200) if draw.random() < 0.5 else draw.randrange(len(pdf))
    pdf[place] ^= draw.randrange(1, 256)
    assert reading.seal_of(bytes(pdf), sealing.certificates()) is None


def test_nothing_may_be_added_behind_the_file():
    pdf = sealing.seal(plain_pdf(), reason="r", place="p")
    assert reading.sealed_with(pdf, sealing.certificates()) == "c1"
    assert reading.look_at(pdf + b"\n", sealing.certificates()).get("sealed_with") is None


@pytest.mark.django_db
def test_the_page_says_valid_with_a_masked_name(client, certificate):
    page = client.get(reverse("certificates:check", args=[certificate.token])).content.decode()
    today = days.today()
    issued = f"{today.year}年{today.month}月{today.day}日"
    assert ("有效" in page, "苏**" in page, "3小时" in page, issued in page) == (True, True, True, True)
    assert ("苏日娜" in page, certificate.volunteer.number in page) == (False, False)


@pytest.mark.django_db
def test_the_page_says_revoked_as_soon_as_a_record_is_voided(client, certificate, records):
    void_hours(records[0], by=OfficerFactory().user, reason="没有来")
    page = client.get(reverse("certificates:check", args=[certificate.token])).content.decode()
    assert "已撤销" in page


@pytest.mark.django_db
def test_it_is_still_there_when_the_person_has_left(client, certificate, volunteer):
    leave(volunteer.user, by=volunteer.user)
    page = client.get(reverse("certificates:check", args=[certificate.token])).content.decode()
    assert ("有效" in page, "苏**" in page) == (True, True)


@pytest.mark.django_db
def test_typed_as_printed_in_any_case_leads_there(client, certificate):
    typed = {
        "number": certificate.number.lower().replace("-", " "),
        "token": numbers.in_fives(certificate.token).lower(),
    }
    answer = client.post(reverse("certificates:verify"), typed)
    assert answer.url == reverse("certificates:check", args=[certificate.token])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "token"),
    [
        ("right", "0" * 26),
        ("FW2026-00000-00000", "right"),
        ("' OR 1=1 --", "<script>alert(1)</script>"),
        ("²", "\u0000"),
        ("1" * 40, "x" * 80),
    ],
)
def test_a_wrong_one_never_says_which(client, certificate, number, token):
    sent = {
        "number": certificate.number if number == "right" else number,
        "token": certificate.token if token == "right" else token,
    }
    answer = client.post(reverse("certificates:verify"), sent)
    assert (
        answer.status_code,
        "没有查到" in answer.content.decode() or "有1处要改" in answer.content.decode(),
    ) == (200, True)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["0" * 26, "1", "x" * 300, "%27", "..", "offline2"])
def test_an_unknown_token_is_not_there(client, token):
    assert client.get(f"/verify/{token}/").status_code == 404


@pytest.mark.django_db
def test_an_address_may_ask_thirty_times_a_minute(client, certificate):
    url = reverse("certificates:check", args=[certificate.token])
    assert [client.get(url).status_code for _time in range(31)] == [200] * 30 + [429]


@pytest.mark.django_db
def test_a_pdf_is_checked_as_a_whole(client, certificate):
    from tests.files import uploaded

    pdf = uploads.content(certificate.pdf)
    whole = client.post(reverse("certificates:verify"), {"paper": uploaded(pdf, "证明.pdf")}).content.decode()
    assert ("一个字节也没有改过" in whole, certificate.number in whole) == (True, True)

    changed = pdf.replace(b"/Creator (Typst", b"/Creator (typst", 1)
    assert changed != pdf
    page = client.post(
        reverse("certificates:verify"), {"paper": uploaded(changed, "证明.pdf")}
    ).content.decode()
    assert ("二维码是真的，但文件不是签发时的那一份" in page, certificate.number in page) == (True, True)

    strange = client.post(reverse("certificates:verify"), {"paper": uploaded(plain_pdf(), "a.pdf")})
    assert "这份文件不是这里开的" in strange.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "空的"), (b"hello", "这不是PDF"), (b"%PDF-1.7 nonsense", "打不开"), (None, "还没")],
)
def test_a_file_that_is_no_certificate_is_said(client, data, words):
    from tests.files import uploaded

    sent = {"file": "1"} | ({"paper": uploaded(data, "a.pdf")} if data is not None else {})
    assert words in client.post(reverse("certificates:verify"), sent).content.decode()


@pytest.mark.django_db
def test_the_command_checks_a_file_by_itself(certificate, tmp_path, client, capsys):
    pdf = tmp_path / "certificate.pdf"
    pdf.write_bytes(uploads.content(certificate.pdf))
    published = tmp_path / "keys.json"
    published.write_bytes(client.get(reverse("certificates:keys")).content)

    call_command("verify_certificate", str(pdf), name="苏日娜", keys=str(published))
    said = capsys.readouterr().out
    assert ("code: genuine" in said, "file: unchanged since it was signed with c1" in said) == (True, True)

    with pytest.raises(CommandError, match="name is another one"):
        call_command("verify_certificate", str(pdf), name="苏日")
    pdf.write_bytes(pdf.read_bytes().replace(b"/Creator (Typst", b"/Creator (typst", 1))
    with pytest.raises(CommandError, match="not the one that was signed"):
        call_command("verify_certificate", str(pdf))
    pdf.write_bytes(plain_pdf())
    with pytest.raises(CommandError, match="no QR code"):
        call_command("verify_certificate", str(pdf))
    pdf.write_bytes(b"nonsense")
    with pytest.raises(CommandError, match="no PDF"):
        call_command("verify_certificate", str(pdf))
