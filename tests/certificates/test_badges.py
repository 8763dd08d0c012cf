"""Star and training certificates are Open Badges 3.0 credentials, signed by the same key."""

import datetime
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.urls import reverse
from django.utils import timezone

from apps.certificates import badges, signing
from apps.certificates.actions import issue_star, issue_training
from apps.certificates.models import Certificate
from apps.core import days
from apps.hours.models import YearTotal
from apps.registration.actions.leaving import leave
from tests.factories import CompletionFactory, RecognitionFactory
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db
AHEAD = (days.today() + days.ONE).isoformat()  # whatever was signed until now is older


def base58(text):
    """The bytes of a multibase text, by a way of its own."""
    assert text[0] == "z"
    number = 0
    for letter in text[1:]:
        number = number * 58 + badges.BASE58.index(letter)
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return b"\0" * (len(text[1:]) - len(text[1:].lstrip("1"))) + body


def check(credential, issuer):
    """As the recommendation says it (vc-di-eddsa, eddsa-jcs-2022)."""
    proof = dict(credential["proof"])
    mark = base58(proof.pop("proofValue"))
    bare = {name: value for name, value in credential.items() if name != "proof"}
    proof["@context"] = credential["@context"]
    canonical = [
        json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        for part in (proof, bare)
    ]
    method = {one["id"]: one for one in issuer["verificationMethod"]}[proof["verificationMethod"]]
    key = base58(method["publicKeyMultibase"])
    assert key[:2] == b"\xed\x01"
    message = b"".join(hashlib.sha256(part).digest() for part in canonical)
    Ed25519PublicKey.from_public_bytes(key[2:]).verify(mark, message)


@pytest.fixture
def star(volunteer):
    YearTotal.objects.create(volunteer=volunteer, year=2026, minutes=6100)
    return issue_star(RecognitionFactory(volunteer=volunteer), by=volunteer.user)


def test_the_badge_of_a_star_verifies_with_the_published_key(star, client, volunteer):
    client.force_login(volunteer.user)
    badge = json.loads(client.get(reverse("certificates:badge", args=[star.pk])).content)
    issuer = client.get(reverse("certificates:issuer")).json()

    check(badge, issuer)
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["issuer"]["id"] == issuer["id"]
    subject = badge["credentialSubject"]
    assert subject["achievement"]["name"] == "一星级志愿者"
    said = subject["identifier"][0]
    assert said["identityHash"] == "sha256$" + hashlib.sha256(f"苏日娜{said['salt']}".encode()).hexdigest()
    assert "苏日娜" not in json.dumps(badge, ensure_ascii=False)


def test_any_word_of_it_that_is_changed_makes_it_false(star):
    badge, issuer = badges.badge_of(star), badges.issuer()
    check(badge, issuer)
    badge["credentialSubject"]["achievement"]["name"] = "五星级志愿者"
    with pytest.raises(InvalidSignature):
        check(badge, issuer)


def test_the_badge_of_a_training_ends_with_it(volunteer):
    completion = CompletionFactory(volunteer=volunteer)
    badge = badges.badge_of(issue_training(completion, by=volunteer.user))
    check(badge, badges.issuer())
    assert badge["validUntil"] == f"{completion.expires_on.isoformat()}T16:00:00Z"
    assert badge["credentialSubject"]["achievement"]["name"] == completion.title


def test_a_service_certificate_is_no_badge(certificate, client, volunteer):
    client.force_login(volunteer.user)
    assert client.get(reverse("certificates:badge", args=[certificate.pk])).status_code == 404


def test_the_key_is_the_one_of_the_code_on_the_paper():
    issuer = badges.issuer()
    keys = {
        one["id"].partition("#")[2]: base58(one["publicKeyMultibase"])[2:]
        for one in issuer["verificationMethod"]
    }
    assert keys == {key_id: signing.public_key(key_id) for key_id in signing.key_ids()}


def test_after_a_rotation_the_badge_is_the_one_that_was_issued(star, rotated):
    before = badges.badge_of(star)
    rotated()
    star.refresh_from_db()
    assert badges.badge_of(star) == before
    check(before, badges.issuer())


def test_the_badge_of_a_key_that_is_not_believed_any_more_is_signed_anew(star, rotated):
    before = badges.badge_of(star)
    rotated(bad_from=AHEAD)
    after, issuer = badges.badge_of(star), badges.issuer()
    check(after, issuer)
    bare = [{name: one[name] for name in one if name != "proof"} for one in (before, after)]
    assert (bare[0] == bare[1], after["proof"]["verificationMethod"]) == (True, badges.method_id("c2"))
    revoked = {one["id"]: one.get("revoked") for one in issuer["verificationMethod"]}
    day = datetime.date.fromisoformat(AHEAD) - days.ONE
    assert revoked == {
        badges.method_id("c1"): f"{day.isoformat()}T16:00:00Z",
        badges.method_id("c2"): None,
    }


@pytest.mark.parametrize("page", ["certificates:badge", "api:my-paper-badge"])
def test_what_was_signed_when_somebody_else_had_the_key_has_no_badge(star, rotated, client, volunteer, page):
    sign_in_with(client, volunteer.user)
    rotated(bad_from=days.today().isoformat())
    assert client.get(reverse(page, args=[star.pk])).status_code == 404
    mine = client.get(reverse("certificates:mine_one", args=[star.pk])).content.decode()
    assert ("电子徽章" in mine, "再开一份同样的" in mine) == (False, True)


def test_a_badge_goes_with_the_person(star, volunteer):
    assert star.badge
    leave(volunteer.user, by=volunteer.user)
    star.refresh_from_db()
    assert star.badge == ""


@pytest.mark.parametrize("page", ["certificates:badge", "api:my-paper-badge"])
def test_one_that_stands_no_longer_has_no_badge(star, client, volunteer, page):
    sign_in_with(client, volunteer.user)
    address = reverse(page, args=[star.pk])
    assert client.get(address).status_code == 200
    Certificate.objects.filter(pk=star.pk).update(state="revoked", ended_at=timezone.now(), why="作废")
    assert client.get(address).status_code == 404
    assert "电子徽章" not in client.get(reverse("certificates:mine_one", args=[star.pk])).content.decode()


def test_a_badge_says_where_to_ask_whether_it_still_stands(star):
    badge = badges.badge_of(star)
    assert badge["id"].endswith(f"/verify/{star.token}/")
    assert badge["description"] == f"有没有撤销、更新，要联网查：{badge['id']}"
