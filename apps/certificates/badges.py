"""Star and training certificates as Open Badges 3.0 credentials: JSON with an Ed25519 proof by the same key
(eddsa-jcs-2022 of the Verifiable Credentials Data Integrity recommendation)."""

import datetime
import hashlib
import json

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.certificates import checking, sheets, signing
from apps.certificates.models import Certificate
from apps.core import days

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"  # what a multikey of this kind begins with


def issuer_id():
    return f"{settings.SITE_URL}/certificates/issuer/"


def method_id(key_id):
    return f"{issuer_id()}#{key_id}"


def issuer() -> dict:
    """Who issues, as a document that says with which keys it signs."""
    return {
        "@context": [*CONTEXT, "https://w3id.org/security/multikey/v1"],
        "id": issuer_id(),
        "type": "Profile",
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL,
        "verificationMethod": [
            {
                "id": method_id(key_id),
                "type": "Multikey",
                "controller": issuer_id(),
                "publicKeyMultibase": multibase(ED25519 + key.raw),
                **({"revoked": _day_begins(key.bad_from)} if key.bad_from else {}),
            }
            for key_id, key in signing.known().items()
        ],
        "assertionMethod": [method_id(key_id) for key_id in signing.key_ids()],
    }


def is_there(certificate: Certificate) -> bool:
    """Only of what stands, by a key that is believed, and as long as its person is here."""
    return bool(certificate.has_badge and certificate.claims) and not checking.is_distrusted(certificate)


def badge_of(certificate: Certificate) -> dict:
    """The credential of a star or training certificate that stands, as it was signed with the certificate: asked for again
    it is the same. Where it was not kept, or readers no longer believe its key, today's key signs it today."""
    if certificate.badge and not signing.bad_from(certificate.key_id):
        return json.loads(certificate.badge)
    return signed(credential_of(certificate), timezone.now(), signing.current_key())


def badge_at_issue(certificate: Certificate) -> str:
    """What is kept of it, signed by the key that signs the certificate, with the time of issue."""
    credential = credential_of(certificate)
    return signing.written(signed(credential, certificate.issued_at, certificate.key_id)).decode()


def credential_of(certificate: Certificate) -> dict:
    """What the credential says. Like the code on the paper it proves the issue only, and it says where to ask whether it was
    revoked or replaced since."""
    claims = json.loads(certificate.claims)
    credential = {
        "@context": CONTEXT,
        "id": sheets.address_of(certificate.token),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer_id(), "type": ["Profile"], "name": settings.SITE_NAME},
        "validFrom": _moment(certificate.issued_at),
        "name": str(certificate.get_kind_display()),
        "description": _("有没有撤销、更新，要联网查：%(address)s")
        % {"address": sheets.address_of(certificate.token)},
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "name",
                    "hashed": True,
                    "salt": certificate.token,
                    "identityHash": "sha256$"
                    + hashlib.sha256((claims["name"] + certificate.token).encode()).hexdigest(),
                }
            ],
            "achievement": _achievement(certificate, claims),
        },
    }
    if claims.get("expires_on"):
        last = datetime.date.fromisoformat(claims["expires_on"])
        credential["validUntil"] = _moment(days.start_of(last + days.ONE))
    return credential


def _achievement(certificate, claims):
    if certificate.kind == Certificate.Kind.STAR:
        key, name = f"star-{claims['level']}", _("%(star)s级志愿者") % claims
    else:
        key, name = f"training-{certificate.scope.partition('/')[2]}", claims["title"]
    return {
        "id": f"{issuer_id()}#{key}",
        "type": ["Achievement"],
        "name": name,
        "description": sheets.paragraph_of(claims),
        "criteria": {"narrative": sheets.paragraph_of(claims)},
    }


def signed(credential: dict, at, key_id: str) -> dict:
    """With its proof: a signature over the hashes of the proof's own words and of the credential."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": _moment(at),
        "verificationMethod": method_id(key_id),
        "proofPurpose": "assertionMethod",
    }
    mark = signing.sign_bytes(_message({**proof, "@context": credential["@context"]}, credential), key_id)
    return {**credential, "proof": {**proof, "proofValue": multibase(mark)}}


def _message(proof, credential):
    return (
        hashlib.sha256(signing.written(proof)).digest() + hashlib.sha256(signing.written(credential)).digest()
    )


def _day_begins(text):
    return _moment(days.start_of(datetime.date.fromisoformat(text)))


def _moment(at):
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def multibase(raw: bytes) -> str:
    """Base 58 as Bitcoin writes it, with the z that says so."""
    number, letters = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = BASE58[rest] + letters
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + letters
