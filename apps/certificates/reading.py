"""Reads the QR code and the signature of one PDF in a process of its own: what somebody sent may be made to harm.

Started by apps.certificates.papers. On standard input first one line of JSON: {"certificates": {"c1": "<base64 DER>"}},
then the file. Writes one JSON object: {"codes": ["https://…"], "sealed_with": "c1" or null}, or {"problem": "…"}. It
imports nothing of the site.
"""

import base64
import io
import json
import logging
import re
import resource
import sys
from concurrent.futures import ThreadPoolExecutor

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
MOST_PAGES = 30
SCALE = 4  # dots for a point of the page: a code of a few centimetres has some dots for each of its squares
LONGEST_SIDE = 4000


def codes_of(pdf):
    """What stands in the QR codes, page after page, until one is found."""
    import pypdfium2
    import zxingcpp

    document = pypdfium2.PdfDocument(pdf)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        scale = min(SCALE, LONGEST_SIDE / max(*page.get_size(), 1))
        picture = page.render(scale=scale).to_pil().convert("L")
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        if texts := [one.text for one in found if one.text]:
            return texts
    return []


def sealed_with(pdf, certificates):
    """The id of the certificate ({id: DER}) that signed this file as a whole, when not a byte of it has changed since;
    None otherwise."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if len(signatures) != 1:
        return None
    signature = signatures[0]
    own = signature.signer_cert.dump()
    mine = [key_id for key_id, certificate in certificates.items() if certificate == own]
    if not mine or not _is_whole(pdf, signature):
        return None
    trust = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    with ThreadPoolExecutor(1) as own:  # pyHanko begins an event loop, which a thread that runs one cannot do
        status = own.submit(validate_pdf_signature, signature, trust).result()
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return mine[0] if status.intact and status.valid and covers else None


def _is_whole(pdf, signature):
    """The gap in which the signature lies is all there is outside of it, and holds nothing but the signature, spelled in
    the one way in which we spell it: no byte of the file is free."""
    first, length, second, rest = (int(part) for part in signature.byte_range)
    if first != 0 or second + rest != len(pdf) or not 0 < length < second:
        return False
    gap = pdf[length:second]
    if not re.fullmatch(rb"<([0-9A-F]{2})+>", gap):
        return False
    raw = bytes.fromhex(gap[1:-1].decode("ascii"))
    plain = _as_we_write_it(raw, signature.signer_cert)
    return raw[: len(plain)] == plain and not any(raw[len(plain) :])


def _as_we_write_it(raw, certificate):
    """The signature as ours looks, with what is signed and the mark itself taken over: in what a reader passes over,
    such as the list of hashes in front, nothing else may stand either."""
    from asn1crypto import cms

    there = cms.ContentInfo.load(raw)["content"]["signer_infos"][0]
    hashed = {"algorithm": "sha256"}
    signer = {
        "version": "v1",
        "sid": {
            "issuer_and_serial_number": {
                "issuer": certificate.issuer,
                "serial_number": certificate.serial_number,
            }
        },
        "digest_algorithm": hashed,
        "signed_attrs": there["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": there["signature"],
    }
    signer["sid"] = cms.SignerIdentifier(signer["sid"])
    signed = {
        "version": "v1",
        "digest_algorithms": [hashed],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices("certificate", certificate)],
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump()


def look_at(pdf, certificates):
    """Both at once. A file that is made to be odd is one without a code and without a signature of ours."""
    try:
        codes = codes_of(pdf)
    except Exception:  # noqa: BLE001 -- whatever a broken file makes the readers raise
        return {"problem": "broken"}
    return {"codes": codes, "sealed_with": seal_of(pdf, certificates)}


def seal_of(pdf, certificates):
    """The same as `sealed_with`, of a file that may be made to be odd."""
    try:
        return sealed_with(pdf, certificates)
    except Exception:  # noqa: BLE001
        return None


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    said = json.loads(sys.stdin.buffer.readline())
    certificates = {key_id: base64.b64decode(text) for key_id, text in said["certificates"].items()}
    print(json.dumps(look_at(sys.stdin.buffer.read(), certificates)))


if __name__ == "__main__":
    main()
