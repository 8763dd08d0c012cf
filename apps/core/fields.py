from django.db import models

from apps.core import keyring


class EncryptedTextField(models.TextField):
    """Text that the database only ever sees encrypted. It cannot be searched: keep a hash beside it for that."""

    description = "Encrypted text"

    @property
    def context(self):
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value):
        return keyring.seal(str(value), self.context) if value else value

    def from_db_value(self, value, _expression, _connection):
        return keyring.unseal(value, self.context) if value else value

    def get_lookup(self, lookup_name):
        return super().get_lookup(lookup_name) if lookup_name in {"isnull"} else None
