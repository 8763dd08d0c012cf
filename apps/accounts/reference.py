from apps.accounts.models import ConsentText
from apps.core.data_files import load, rows


def load_all():
    load(ConsentText, list(rows("accounts", "consents")), key=("purpose", "version"))
