"""Certificates that prove themselves: what was signed, what it stands on, batches of them, and seals of organisations."""

from apps.certificates.models.batches import Batch, BatchLine, BatchQuerySet
from apps.certificates.models.certificates import Certificate, CertificateBasis, CertificateQuerySet
from apps.certificates.models.seals import Seal, SealQuerySet

__all__ = [
    "Batch",
    "BatchLine",
    "BatchQuerySet",
    "Certificate",
    "CertificateBasis",
    "CertificateQuerySet",
    "Seal",
    "SealQuerySet",
]
