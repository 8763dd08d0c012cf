"""The one record of service hours: proposals and what was decided about them, what they stand on where nobody checked
in, why somebody else decides, objections, the ledger and its totals."""

from apps.hours.models.appeals import Appeal, AppealQuerySet
from apps.hours.models.bases import Basis, BasisQuerySet
from apps.hours.models.ledger import LedgerLine, YearTotal
from apps.hours.models.records import HourRecord, HourRecordQuerySet
from apps.hours.models.referrals import Punctuality, Referral, Urge

__all__ = [
    "Appeal",
    "AppealQuerySet",
    "Basis",
    "BasisQuerySet",
    "HourRecord",
    "HourRecordQuerySet",
    "LedgerLine",
    "Punctuality",
    "Referral",
    "Urge",
    "YearTotal",
]
