import base64
import datetime
import json
import stat
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from volunteer_platform.local import keys, signing_keys
from volunteer_platform.local.console import Problem

TODAY = datetime.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def test_the_key_file_is_for_its_owner_only(tmp_path):
    path = keys.ensure(tmp_path / "keys.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def test_keys_are_made_once(tmp_path):
    first = keys.ensure(tmp_path / "keys.json").read_text()
    assert keys.ensure(tmp_path / "keys.json").read_text() == first


def test_each_key_has_256_bits_of_its_own(tmp_path):
    made = json.loads(keys.ensure(tmp_path / "keys.json").read_text())
    assert set(made) == {"field", "lookup", "django", "code", "certificate"}
    assert set(made["field"]["keys"]) == {made["field"]["current"]}
    signing = made["certificate"]["keys"][made["certificate"]["current"]]["ed25519"]
    secrets = [*made["field"]["keys"].values(), made["lookup"], made["code"], signing]
    assert [len(base64.b64decode(secret)) for secret in secrets] == [32, 32, 32, 32]
    assert len(set(secrets)) == 4


def test_a_file_of_an_earlier_version_is_completed_and_nothing_in_it_changes(tmp_path):
    path = keys.ensure(tmp_path / "keys.json")
    made = json.loads(path.read_text())
    del made["certificate"]
    path.write_text(json.dumps(made))
    path.chmod(0o600)

    found = json.loads(keys.ensure(path).read_text())
    assert {name: value for name, value in found.items() if name != "certificate"} == made
    assert set(found["certificate"]["keys"]) == {"c1"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def test_a_new_key_for_certificates_stands_beside_the_old_one(tmp_path):
    path = keys.ensure(tmp_path / "keys.json")
    before = json.loads(path.read_text())
    after = json.loads(keys.add_certificate_key(path).read_text())

    assert after["certificate"]["current"] == "c2"
    assert after["certificate"]["keys"]["c1"]["x509"] == before["certificate"]["keys"]["c1"]["x509"]
    assert set(after["certificate"]["keys"]) == {"c1", "c2"}


def test_the_certificate_for_pdfs_is_its_own_and_lasts_for_decades(tmp_path):
    made = json.loads(keys.ensure(tmp_path / "keys.json").read_text())["certificate"]["keys"]["c1"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(made["x509"]))
    key = serialization.load_der_private_key(base64.b64decode(made["p256"]), None)

    certificate.verify_directly_issued_by(certificate)
    assert certificate.public_key() == key.public_key()
    years = certificate.not_valid_after_utc.year - certificate.not_valid_before_utc.year
    assert years in {30, 31}


@pytest.fixture
def path(tmp_path):
    return keys.ensure(tmp_path / "keys.json")


def signing_of(path):
    return json.loads(path.read_text())["certificate"]


def test_of_a_key_that_signs_no_longer_only_the_public_half_is_kept(path):
    before = signing_of(path)["keys"]["c1"]
    keys.add_certificate_key(path)

    after = signing_of(path)["keys"]["c1"]
    seed = Ed25519PrivateKey.from_private_bytes(base64.b64decode(before["ed25519"]))
    assert after == {
        "x": base64.b64encode(seed.public_key().public_bytes_raw()).decode(),
        "x509": before["x509"],
        "until": TODAY.isoformat(),
    }
    assert before["ed25519"] not in path.read_text()
    assert before["p256"] not in path.read_text()


def test_what_an_earlier_version_kept_of_them_goes_at_the_next_start(path):
    """Until then both halves of every key lay in the file."""
    made = json.loads(path.read_text())
    made["certificate"] = {"current": "c2", "keys": {name: signing_keys.make(name) for name in ("c1", "c2")}}
    path.write_text(json.dumps(made))

    first, second = (signing_of(keys.ensure(path))["keys"] for _time in range(2))
    assert (set(first["c1"]), first["c2"]) == ({"x", "x509", "until"}, made["certificate"]["keys"]["c2"])
    assert second == first


def test_a_key_somebody_else_had_is_bad_from_a_day_on_and_signs_no_longer(path):
    keys.distrust_certificate_key(path, "c1", "2026-11-01")
    said = signing_of(path)
    assert (said["current"], said["keys"]["c1"]["bad_from"]) == ("c2", "2026-11-01")
    assert set(said["keys"]["c1"]) == {"x", "x509", "until", "bad_from"}


def test_a_bad_day_becomes_an_earlier_one_and_never_a_later_one(path):
    for day in ("2026-11-05", "2026-11-01", "2026-11-09"):
        keys.distrust_certificate_key(path, "c1", day)
    assert signing_of(path)["keys"]["c1"]["bad_from"] == "2026-11-01"
    assert set(signing_of(path)["keys"]) == {"c1", "c2"}


@pytest.mark.parametrize(
    ("key", "day"),
    [("c9", "2026-11-01"), ("c1", "1. 11."), ("c1", (TODAY + datetime.timedelta(days=1)).isoformat())],
)
def test_what_is_typed_wrong_changes_nothing(path, key, day):
    before = path.read_text()
    with pytest.raises(Problem):
        keys.distrust_certificate_key(path, key, day)
    assert path.read_text() == before
