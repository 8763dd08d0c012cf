"""The door to insurers. What a company offers (an interface, a mailbox) is another class with the same method, named in
INSURER_ADAPTER; it is asked by the outbox, at least once, with a key by which a list that comes again is known."""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from apps.core.tables import write_csv
from apps.insurance.models import Policy


class Adapter(Protocol):
    def hand_over(self, policy: Policy, rows: Iterable[list], *, key: str) -> None:
        """Give the insurer a list, headings first, or raise. The same key is the same list."""

    def forget(self, before: datetime.datetime) -> None:
        """Remove what this side still keeps of lists handed over before a moment; it is asked every night."""


class FileDrop:
    """Built in: a file for each list in a folder for each policy, from where the insurer's own transfer takes it. A list
    that comes again takes the place of itself; half a file is never seen."""

    def hand_over(self, policy, rows, *, key):
        folder = self.folder_of(policy)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = folder / f".{key}.half"
        half.touch(mode=0o600)
        with half.open("w", encoding="utf-8") as file:
            file.writelines(write_csv(rows))
        half.replace(folder / f"{key}.csv")

    def forget(self, before):
        for path in (Path(settings.STATE_DIR) / "insurer").glob("*/*"):
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    @staticmethod
    def folder_of(policy) -> Path:
        return Path(settings.STATE_DIR) / "insurer" / str(policy.pk)


def adapter() -> Adapter:
    return import_string(settings.INSURER_ADAPTER)()
