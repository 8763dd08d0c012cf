"""The signature over the PDF file itself (PAdES, by pyHanko), with the P-256 key and its own long-lived certificate."""

import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from asn1crypto import keys, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from apps.certificates import signing

FIELD = "Platform"
ROOM = 4096  # letters kept free in the file for the signature, which takes about half of them


def seal(pdf: bytes, *, reason: str, place: str) -> bytes:
    """The same PDF, signed as a whole: from now on no byte of it may change."""
    key_id = signing.current_key()
    signer = _signer(signing.secret_of(key_id, "p256"), signing.secret_of(key_id, "x509"))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        location=place,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    with ThreadPoolExecutor(1) as own:  # pyHanko begins an event loop, which a thread that runs one cannot do
        sign = signers.PdfSigner(metadata, signer=signer).sign_pdf
        own.submit(sign, writer, output=out, bytes_reserved=ROOM).result()
    return out.getvalue()


def certificates() -> dict[str, bytes]:
    """With what the files of all our keys are checked, those no longer used too: {id: DER}."""
    return {key_id: signing.secret_of(key_id, "x509") for key_id in signing.key_ids()}


@cache
def _signer(key, certificate):
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),
    )
