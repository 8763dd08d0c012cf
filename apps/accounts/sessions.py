"""Sessions in the database, sealed: half-filled forms and sign-in codes are personal data too."""

from django.contrib.sessions.backends import db

from apps.core import keyring

CONTEXT = "django_session.session_data"


class SessionStore(db.SessionStore):
    """Django's sessions in the database, encrypted as a whole, so that a copy of the table says nothing."""

    def encode(self, session_dict):
        return keyring.seal(super().encode(session_dict), CONTEXT)

    def decode(self, session_data):
        try:
            return super().decode(keyring.unseal(session_data, CONTEXT))
        except ValueError:
            return {}
