"""Sessions in the database, sealed: half-filled forms and sign-in codes are personal data too."""

from django.contrib.sessions.backends import db

from apps.core import keyring

CONTEXT = "accounts_session.session_data"
SIGNED_IN = "signed_in"  # in the session: when, on what, from where


class SessionStore(db.SessionStore):
    """Django's sessions in the database, encrypted as a whole, so that a copy of the table says nothing."""

    @classmethod
    def get_model_class(cls):
        from apps.accounts.models import Session

        return Session

    def create_model_instance(self, data):
        """The row also says whose it is, for the page where people see where they are signed in."""
        row = super().create_model_instance(data)
        if "_auth_user_id" in data:
            row.user_id = data["_auth_user_id"]
            for column, value in data.get(SIGNED_IN, {}).items():
                setattr(row, column, value)
        return row

    def encode(self, session_dict):
        return keyring.seal(super().encode(session_dict), CONTEXT)

    def decode(self, session_data):
        try:
            return super().decode(keyring.unseal(session_data, CONTEXT))
        except ValueError:
            return {}
