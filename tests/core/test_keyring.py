import base64
import os

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from apps.accounts.models import User
from apps.core import keyring
from tests.factories import UserFactory

PHONE = "13912345678"


def rotated(keys):
    """The same keys, and a new one that is used from now on."""
    fresh = {"k2": base64.b64encode(os.urandom(32)).decode()}
    return {**keys, "field": {"current": "k2", "keys": {**keys["field"]["keys"], **fresh}}}


def test_what_is_sealed_opens_in_its_own_place_only():
    sealed = keyring.seal("15043019900504001X", "a.column")
    assert keyring.unseal(sealed, "a.column") == "15043019900504001X"
    with pytest.raises(ValueError, match="does not open") as refusal:
        keyring.unseal(sealed, "another.column")
    assert "1504" not in str(refusal.value)


def test_the_same_text_never_looks_the_same_twice():
    assert keyring.seal("x", "c") != keyring.seal("x", "c")


def test_values_sealed_before_a_rotation_still_open(settings):
    old = keyring.seal("旧值", "c")
    settings.KEYS = rotated(settings.KEYS)
    new = keyring.seal("新值", "c")
    assert (keyring.unseal(old, "c"), keyring.unseal(new, "c"), new[:3]) == ("旧值", "新值", "k2:")


def test_a_file_opens_in_its_own_place_only_and_only_whole(settings):
    plain = b"%PDF\x00\xff:" * 1000
    sealed = keyring.seal_bytes(plain, "file:1")
    settings.KEYS = rotated(settings.KEYS)

    assert keyring.unseal_bytes(sealed, "file:1") == plain
    assert keyring.seal_bytes(plain, "file:1").startswith(b"k2:")
    for value, context in [
        (sealed, "file:2"),
        (sealed[:-1], "file:1"),
        (sealed[:20], "file:1"),
        (b"k9" + sealed[2:], "file:1"),
        (sealed[:50] + b"\x00\x00" + sealed[52:], "file:1"),
        (plain, "file:1"),
        (b"", "file:1"),
        (b"\xff:" + sealed, "file:1"),
    ]:
        with pytest.raises(ValueError, match="does not open"):
            keyring.unseal_bytes(value, context)


def test_a_hash_belongs_to_its_number_space():
    assert keyring.lookup_hash("citizen", "1") != keyring.lookup_hash("phone", "1")


@pytest.mark.django_db
def test_the_database_never_sees_a_phone():
    UserFactory(phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(u)::text FROM accounts_user u")
        row = cursor.fetchone()[0]
    assert PHONE not in row


@pytest.mark.django_db
def test_an_encrypted_field_reads_back_and_is_found_by_its_hash_only():
    user = UserFactory(phone=PHONE)
    assert User.objects.with_phone(PHONE) == user
    assert User.objects.get(pk=user.pk).phone == PHONE
    with pytest.raises(FieldError):
        User.objects.filter(phone=PHONE).first()
