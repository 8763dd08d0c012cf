"""The door for real-name checks. A service of the authorities is another class with the same method, named in
IDENTITY_CHECKER; it is asked after the registration is committed, by the outbox."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from apps.registration.models import IdentityCase


@dataclass(frozen=True)
class Verdict:
    is_the_person: bool
    reason: str = ""  # for the person, when the answer is no


class Checker(Protocol):
    def check(self, case: IdentityCase) -> Verdict | None:
        """Whether name and number belong together; None leaves it to a reviewer. May be asked twice."""


class Reviewer:
    """Built in: an officer of the region looks at each case in the queue."""

    def check(self, case: IdentityCase) -> None:
        return None


def checker() -> Checker:
    return import_string(settings.IDENTITY_CHECKER)()
