"""The whole file of a person or an organisation: the five classes of what is recorded (67号令 §4)."""

from apps.recognition.files.organizations import ORGANIZATION_LISTS, organization_file
from apps.recognition.files.people import VOLUNTEER_LISTS, volunteer_file
from apps.recognition.files.shape import AT_ONCE, PRINTED, SHOWN, Section, as_pdf

__all__ = [
    "AT_ONCE",
    "ORGANIZATION_LISTS",
    "PRINTED",
    "SHOWN",
    "VOLUNTEER_LISTS",
    "Section",
    "as_pdf",
    "organization_file",
    "volunteer_file",
]
