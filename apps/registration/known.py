"""Code tables that many pages ask for."""

from apps.core.remembered import remembered
from apps.registration.models import ServiceField


@remembered
def fields_of_service() -> dict[str, ServiceField]:
    """{code: field}, in the order in which they are offered."""
    return {field.code: field for field in ServiceField.objects.all()}
