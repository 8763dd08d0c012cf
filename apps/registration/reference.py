from apps.core.data_files import load, rows
from apps.registration.models import ServiceField


def load_all():
    load(ServiceField, list(rows("registration", "service_fields")), key=("code",))
