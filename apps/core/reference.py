from apps.core.data_files import load, rows
from apps.core.models import PolicyRow


def load_all():
    load(PolicyRow, list(rows("core", "policy")), key=("topic", "item", "valid_from"))
