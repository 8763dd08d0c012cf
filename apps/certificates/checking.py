"""Checking a certificate: by its token, by number and token, or by the paper itself. Never by a name or a person."""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum

from apps.certificates import numbers, papers, signing
from apps.certificates.models import Certificate
from apps.core import days

ADDRESS = re.compile(r"/verify/([0-9A-Z]{26})/#([A-Za-z0-9_.-]+)$")


class Genuine(StrEnum):
    """What a file by itself tells."""

    WHOLE = "whole"  # code and file are as we signed them
    CODE_ONLY = "code_only"  # the code is ours, the file was changed or is a scan
    NOT_OURS = "not_ours"
    DISTRUSTED = "distrusted"  # signed when somebody else had the key too


@dataclass(frozen=True)
class Found:
    """What the site knows of a certificate, and what a paper said about itself."""

    certificate: Certificate | None
    claims: dict | None  # of the signed code
    genuine: Genuine | None = None  # only where a file was looked at

    @property
    def is_distrusted(self) -> bool:
        return self.certificate is not None and is_distrusted(self.certificate)

    @property
    def expires_on(self) -> datetime.date | None:
        """Its last day, where it has one."""
        last = (self.claims or {}).get("e")
        return datetime.date.fromisoformat(last) if last else None

    @property
    def has_run_out(self) -> bool:
        return bool(self.expires_on and self.expires_on < days.today())


def by_token(token: str) -> Found | None:
    """Whoever has the paper in hand has the token; nothing else leads here."""
    plain = numbers.read_token(token)
    rows = Certificate.objects.defer("claims", "badge").select_related("replaced_by").filter(token=plain)
    certificate = rows.first() if plain else None
    return Found(certificate, claims_of(certificate)) if certificate else None


def by_number(number: str, token: str) -> Found | None:
    """Typed from the paper: both have to be right, and a wrong one never says which."""
    found = by_token(token)
    return found if found and found.certificate.number == numbers.read_number(number) else None


def by_paper(pdf: bytes) -> Found:
    """A PDF: the code on it, the signature of the file, and what the site says about it today. Raises Unreadable."""
    paper, genuine = papers.look_at(pdf), Genuine.NOT_OURS
    for text in paper.codes:
        try:
            claims = read_code(text)
        except signing.Distrusted:
            genuine = Genuine.DISTRUSTED
            continue
        except signing.NotGenuine:
            continue
        online = by_token(claims["t"])
        whole = is_whole(paper, claims, signing.known())
        return Found(
            online.certificate if online else None, claims, Genuine.WHOLE if whole else Genuine.CODE_ONLY
        )
    return Found(None, None, genuine)


def is_whole(paper: papers.Paper, claims: dict, keys: dict[str, signing.PublicKey]) -> bool:
    """Whether the file is as it was signed, by a key that was ours alone on the day its code names."""
    key = keys.get(paper.sealed_with)
    return key is not None and not key.is_bad_on(claims.get("i", ""))


def read_code(text: str, keys: dict[str, signing.PublicKey] | None = None) -> dict:
    """The claims in the text of a QR code: the address it leads to has to be that of the certificate it carries. On
    which host it was printed says nothing. Raises NotGenuine."""
    found = ADDRESS.search(text)
    if not found:
        raise signing.NotGenuine
    claims = signing.read(found[2], keys)
    if claims.get("t") != found[1]:
        raise signing.NotGenuine
    return claims


def is_distrusted(certificate: Certificate) -> bool:
    """Somebody else had the key with which it was signed, on that day or before: nobody can tell it from a false one."""
    key = signing.known().get(certificate.key_id)
    return key is not None and key.is_bad_on(days.day_of(certificate.issued_at).isoformat())


def claims_of(certificate: Certificate, keys: dict[str, signing.PublicKey] | None = None) -> dict | None:
    """What it was signed with; None when the row itself was tampered with, or its key is not believed."""
    try:
        claims = signing.read(certificate.payload, keys)
    except signing.NotGenuine:
        return None
    same = claims["n"] == certificate.number and claims["t"] == certificate.token
    return claims if same else None
