"""What certificates are signed with: an Ed25519 key for the code on the paper, and a P-256 key with a certificate of its
own for the PDF, which readers of PDF know. Of a key that signs no longer only the public half is kept: what is not on the
server cannot be taken from it."""

import base64
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

NAME = "志愿北疆"
YEARS = 30  # a certificate of service is shown to somebody long after the key was retired


def make(key_id):
    """A pair of new keys as text: {"ed25519", "p256", "x509"}, each base64 (seed, PKCS 8, DER)."""
    drawing, sealing = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    plain = serialization.NoEncryption()
    raw, der = serialization.Encoding.Raw, serialization.Encoding.DER
    return {
        "ed25519": _text(drawing.private_bytes(raw, serialization.PrivateFormat.Raw, plain)),
        "p256": _text(sealing.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)),
        "x509": _text(_certificate_of(sealing, key_id).public_bytes(der)),
    }


def is_retired(pair):
    return "ed25519" not in pair


def retired(pair, until):
    """The public half of a pair, and the day until which it signed at the latest."""
    seed = base64.b64decode(pair["ed25519"])
    key = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key()
    public = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    kept = {name: pair[name] for name in ("x509", "bad_from") if name in pair}
    return {"x": _text(public), **kept, "until": until.isoformat()}


def _certificate_of(key, key_id):
    """Self-signed: who wants to rely on it compares it with the one the site publishes."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, NAME),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{NAME} {key_id}"),
        ]
    )
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    usage = {
        "digital_signature": True,
        "content_commitment": True,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "key_cert_sign": False,
        "crl_sign": False,
        "encipher_only": False,
        "decipher_only": False,
    }
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now.replace(year=now.year + YEARS, month=1, day=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _text(raw):
    return base64.b64encode(raw).decode()
