"""What is kept about people: each app says in its `personal` module which tables hold something of a person, what for,
for how long, and what becomes of it when the person leaves (Personal Information Protection Law §17, §45, §47).

    keep("activities.SavedSearch", _("存下的搜索"), why=_("…"), how_long=_("…"), whose="user",
         shown={"words": _("字词")}, leaving=REMOVED)

The page of one's rights, the copy of one's data and leaving all follow these rows, so what is not declared is not
forgotten: a test fails on it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import module_has_submodule

REMOVED, STRIPPED, STAYS = "removed", "stripped", "stays"


@dataclass(frozen=True)
class Kept:
    """A table with rows about people. `stripped` are the fields that are emptied when the person leaves, and what is
    put there; `acted` are keys to people who only did something to the row in office, which stay. `said` makes words of
    what is kept as codes: asked once for all rows, it gives what reads one."""

    model: type[Model]
    what: Any
    why: Any
    how_long: Any
    whose: tuple[str, ...]
    shown: dict[str, Any]
    leaving: str
    stripped: dict[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    said: dict[str, Callable] = field(default_factory=dict)

    def of(self, user_ids: list[int]) -> QuerySet:
        """The rows about these people."""
        about = Q()
        for path in self.whose:
            about |= Q(**{f"{path}__in": user_ids})
        return self.model.objects.filter(about)

    def lines(self, user: AbstractBaseUser, *, in_words: bool = False) -> Iterator[dict[str, Any]]:
        """The rows about a person as they may read them, the oldest first; in words for paper, as kept for programs."""
        said = {name: make() for name, make in self.said.items()} if in_words else {}
        keys = [name for name in self.shown if self.model._meta.get_field(name).is_relation]
        rows = (
            self.of([user.pk]).order_by("pk").select_related(*keys)
            if keys
            else self.of([user.pk]).order_by("pk")
        )
        for row in rows.iterator(chunk_size=500):
            yield {
                str(label): said[name](row) if name in said else plain(row, name)
                for name, label in self.shown.items()
            }

    def forget(self, user_ids: list[int]) -> None:
        """Do to the rows of people who leave what was declared."""
        if self.leaving == REMOVED:
            self.of(user_ids).delete()
        elif self.leaving == STRIPPED and self.stripped:
            pks = list(self.of(user_ids).values_list("pk", flat=True))
            self.model.objects.filter(pk__in=pks).update(**self.stripped)


TABLES: dict[str, Kept] = {}
ACTED: dict[str, set[str]] = {}
OF_THINGS: dict[str, set[str]] = {}


def keep(
    model: str,
    what: Any,
    *,
    why: Any,
    how_long: Any,
    whose: str,
    shown: dict[str, Any],
    leaving: str,
    stripped: dict[str, Any] | None = None,
    names: str = "",
    said: dict[str, Callable] | None = None,
) -> None:
    """Declare a table about people. `whose` are the ways from a row to its person's account; `names` other fields that
    look like names and are covered by this."""
    if model.partition(".")[0] not in apps.app_configs:  # an app that an installation may leave out
        return
    TABLES[model] = Kept(
        apps.get_model(model),
        what,
        why,
        how_long,
        tuple(whose.split()),
        shown,
        leaving,
        stripped or {},
        tuple(names.split()),
        said or {},
    )


def acted(model: str, keys: str) -> None:
    """Declare keys to people who did something in office: that, and when, is part of the record and stays, without a
    name once they have left."""
    ACTED.setdefault(model, set()).update(keys.split())


def of_things(model: str, fields: str) -> None:
    """Declare fields that look like names and name no volunteer: what is called so, or whom an organisation names."""
    OF_THINGS.setdefault(model, set()).update(fields.split())


def tables() -> list[Kept]:
    """Every table about people, lower apps first."""
    load()
    return list(TABLES.values())


def load() -> None:
    for config in apps.get_app_configs():
        is_ours = config.name.startswith("apps.") and config.name != "apps.core"
        if is_ours and module_has_submodule(config.module, "personal"):
            import_module(f"{config.name}.personal")


def plain(row: Model, name: str) -> Any:
    """A value as it is written in a copy: words for choices, ISO for days."""
    found = row._meta.get_field(name)
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if found.choices:
        return str(getattr(row, f"get_{name}_display")())
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return [value.lower.isoformat(), value.upper.isoformat()]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, bool | int | list | dict) else str(value)
