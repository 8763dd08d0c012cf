import base64
import json
import stat

from volunteer_platform.local import keys


def test_the_key_file_is_for_its_owner_only(tmp_path):
    path = keys.ensure(tmp_path / "keys.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def test_keys_are_made_once(tmp_path):
    first = keys.ensure(tmp_path / "keys.json").read_text()
    assert keys.ensure(tmp_path / "keys.json").read_text() == first


def test_each_key_has_256_bits_of_its_own(tmp_path):
    made = json.loads(keys.ensure(tmp_path / "keys.json").read_text())
    assert set(made) == {"field", "lookup", "django", "code"}
    assert set(made["field"]["keys"]) == {made["field"]["current"]}
    secrets = [*made["field"]["keys"].values(), made["lookup"], made["code"]]
    assert [len(base64.b64decode(secret)) for secret in secrets] == [32, 32, 32]
    assert len(set(secrets)) == 3
