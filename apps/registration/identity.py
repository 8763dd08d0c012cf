"""Who somebody is, as their document says it."""

import datetime
import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import days, keyring
from apps.core.display import mask_document, mask_name
from apps.registration.documents import Told, read_document, space_of
from apps.registration.models import Nationality, Volunteer


@dataclass(frozen=True)
class Identity:
    """Name, document, and what the document says about its holder."""

    name: str
    document_type: str
    number: str = field(repr=False)
    sex: int
    birth_date: datetime.date
    nationality: str = ""

    @property
    def document_hash(self) -> str:
        return keyring.lookup_hash(space_of(self.document_type, self.nationality), self.number)

    @property
    def masked_number(self) -> str:
        return mask_document(self.number)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def document_words(self) -> str:
        return Volunteer.Document(self.document_type).label

    @property
    def sex_words(self) -> str:
        return Volunteer.Sex(self.sex).label

    @property
    def age(self) -> int:
        return days.age_on(self.birth_date, days.today())

    def as_text(self) -> str:
        return json.dumps({**vars(self), "birth_date": self.birth_date.isoformat()}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Identity":
        said = json.loads(text)
        return cls(**{**said, "birth_date": datetime.date.fromisoformat(said["birth_date"])})


def read_identity(name: str, document_type: str, number: str, told: Told) -> Identity:
    """What was typed, read by the rules of the document. A country is one of the table, or the number is wrong."""
    document = read_document(document_type, number, told=told, today=days.today())
    nationality = ""
    if document.nationality:
        countries = Nationality.objects.filter(Q(pk=document.nationality) | Q(number=document.nationality))
        country = countries.first()
        if country is None:
            raise ValidationError(_("号码里的国籍对不上，请对着证件再看一眼。"), code="nationality")
        nationality = country.pk
    return Identity(name, document_type, document.number, document.sex, document.birth_date, nationality)
