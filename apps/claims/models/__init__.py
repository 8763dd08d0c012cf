from apps.claims.models.claims import Claim
from apps.claims.models.papers import ClaimDocument, ClaimMove, HandedEvidence

__all__ = ["Claim", "ClaimDocument", "ClaimMove", "HandedEvidence"]
