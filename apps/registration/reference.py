from apps.core.data_files import load, rows
from apps.registration.models import Ethnicity, Language, Nationality, ServiceField, Skill

TABLES = {
    "service_fields": ServiceField,
    "skills": Skill,
    "languages": Language,
    "ethnicities": Ethnicity,
    "nationalities": Nationality,
}


def load_all():
    for name, model in TABLES.items():
        load(model, list(rows("registration", name)), key=("code",))
