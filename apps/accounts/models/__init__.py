"""Accounts, where they are signed in, what their people agreed to."""

from apps.accounts.models.consents import Consent, ConsentQuerySet, ConsentText
from apps.accounts.models.sessions import Session
from apps.accounts.models.users import User, phone_hash

__all__ = ["Consent", "ConsentQuerySet", "ConsentText", "Session", "User", "phone_hash"]
