from apps.activities.models import Beneficiary, Protection
from apps.core.data_files import load, rows


def load_all():
    load(Beneficiary, list(rows("activities", "beneficiaries")), key=("code",))
    load(Protection, list(rows("activities", "protections")), key=("code",))
