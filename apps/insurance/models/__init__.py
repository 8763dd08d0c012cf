from apps.insurance.models.contacts import PolicyContact
from apps.insurance.models.covers import Cover
from apps.insurance.models.deliveries import Delivery, DeliveryLine
from apps.insurance.models.insurers import Insurer, is_company_phone
from apps.insurance.models.policies import Benefit, Policy

__all__ = [
    "Benefit",
    "Cover",
    "Delivery",
    "DeliveryLine",
    "Insurer",
    "Policy",
    "PolicyContact",
    "is_company_phone",
]
